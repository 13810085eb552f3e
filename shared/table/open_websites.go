package table

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

const (
	// programsAtOnce is how many programs are read at once.
	programsAtOnce = 8
	// leastWebsites is how many websites are looked at in one go, at least: some may be archived.
	leastWebsites = 25
)

// OpenWebsites lists up to limit active websites that are open to the members of programs, in the
// order of their codes. What was opened or closed a moment ago is seen.
func (t *Table) OpenWebsites(
	ctx context.Context, programs []referral.Code, after string, limit int,
) ([]referral.Website, string, error) {
	member := referral.Partner{Programs: programs}
	var open []referral.Website
	for {
		s := Search{After: after, Limit: max(limit+1, leastWebsites)}
		codes, next, err := t.websitesOfPrograms(ctx, programs, s)
		if err != nil {
			return nil, "", err
		}
		found, err := t.WebsitesByCode(ctx, codes)
		if err != nil {
			return nil, "", err
		}
		for _, w := range inOrder(codes, found) {
			if w.Status != referral.Active || !member.MayPromote(w) {
				continue
			}
			if len(open) == limit {
				return open, string(open[limit-1].Code), nil
			}
			open = append(open, w)
		}
		if after = next; after == "" {
			return open, "", nil
		}
	}
}

// websitesOfPrograms merges a page of each program's websites: the first s.Limit codes after
// s.After, each once, and the last of them if more follow. None is missing, because the page of a
// program that has more is s.Limit long itself.
func (t *Table) websitesOfPrograms(
	ctx context.Context, programs []referral.Code, s Search,
) ([]referral.Code, string, error) {
	var (
		mu   sync.Mutex
		all  []referral.Code
		more bool
	)
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(programsAtOnce)
	for _, program := range programs {
		reading.Go(func() error {
			codes, next, err := t.websiteCodes(ctx, program, s)
			mu.Lock()
			defer mu.Unlock()
			all, more = append(all, codes...), more || next != ""
			return err
		})
	}
	if err := reading.Wait(); err != nil {
		return nil, "", err
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) <= s.Limit && !more {
		return all, "", nil
	}
	all = all[:min(s.Limit, len(all))]
	return all, string(all[len(all)-1]), nil
}
