package table

import (
	"context"
	"slices"
	"strings"

	"signpost/shared/referral"
)

// OpenWebsites returns up to limit websites in use that are open to the members of programs, in the order of their codes after the code
// after, and the code to go on after, "" at the end. What was opened or closed a moment ago is seen.
func (t *Table) OpenWebsites(ctx context.Context, programs []referral.Code, after string, limit int) ([]referral.Website, string, error) {
	var open []referral.Website
	for {
		page, next, err := t.websitesOfPrograms(ctx, programs, after, limit)
		if err != nil {
			return nil, "", err
		}
		for _, w := range page {
			if w.Status == referral.Active {
				open = append(open, w)
			}
			if len(open) == limit {
				return open, goOnAfter(w, page, next), nil
			}
		}
		if after = next; after == "" {
			return open, "", nil
		}
	}
}

// goOnAfter is where the list continues behind w, "" if nothing comes behind it.
func goOnAfter(w referral.Website, page []referral.Website, next string) string {
	if next == "" && page[len(page)-1].Code == w.Code {
		return ""
	}
	return string(w.Code)
}

// websitesOfPrograms merges a page of each program's websites: every website up to the code to go on after is there, once.
func (t *Table) websitesOfPrograms(ctx context.Context, programs []referral.Code, after string, limit int) ([]referral.Website, string, error) {
	var all []referral.Website
	upTo := "" // the earliest end of a page that is not the last of its program
	for _, program := range programs {
		page, next, err := t.WebsitesOfProgram(ctx, program, Search{Limit: limit, After: after})
		if err != nil {
			return nil, "", err
		}
		if next != "" && (upTo == "" || next < upTo) {
			upTo = next
		}
		all = append(all, page...)
	}
	slices.SortFunc(all, func(a, b referral.Website) int { return strings.Compare(string(a.Code), string(b.Code)) })
	all = slices.CompactFunc(all, func(a, b referral.Website) bool { return a.Code == b.Code })
	if upTo != "" {
		all = slices.DeleteFunc(all, func(w referral.Website) bool { return string(w.Code) > upTo })
	}
	return all, upTo, nil
}
