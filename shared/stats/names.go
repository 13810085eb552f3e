package stats

import (
	"context"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// Store has what codes stand for. What is read by code leaves out what does not exist.
type Store interface {
	WebsitesByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Website, error)
	PartnersByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Partner, error)
	AdsByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Ad, error)
	// AdsOf lists up to limit ads of a partner that have the status, or any status if that is "",
	// after a position, and returns the position to continue from, "" at the end.
	AdsOf(
		ctx context.Context, partner referral.Code, status referral.Status, after string, limit int,
	) ([]referral.Ad, string, error)
}

// present returns rows as they are shown, with the names of what their codes stand for.
func (p *Part) present(ctx context.Context, rows []referral.Row, currency string) ([]Row, error) {
	var websites map[referral.Code]referral.Website
	var partners map[referral.Code]referral.Partner
	reading, ctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		websites, err = byCode(ctx, p.codes(rows, "website"), p.account.Store.WebsitesByCode)
		return err
	})
	reading.Go(func() (err error) {
		partners, err = byCode(ctx, p.codes(rows, "partner"), p.account.Store.PartnersByCode)
		return err
	})
	reading.Go(func() error { return p.learn(ctx, p.codes(rows, "ad")) })
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	shown := make([]Row, len(rows))
	for i, r := range rows {
		row := Row{Keys: keys(p.Query.By, r.Values), Numbers: numbers(r.Counts, currency)}
		row.EarlyHits = r.Early
		row.WebsiteName = websites[referral.Code(row.value("website"))].Name
		row.PartnerName = partners[referral.Code(row.value("partner"))].Name
		p.describe(&row)
		shown[i] = row
	}
	return shown, nil
}

// codes returns the different codes that rows have in a dimension; none if they have no such
// dimension.
func (p *Part) codes(rows []referral.Row, dimension string) []referral.Code {
	i := slices.Index(p.Query.By, dimension)
	if i < 0 {
		return nil
	}
	codes := map[referral.Code]struct{}{}
	for _, r := range rows {
		if r.Values[i] != "" {
			codes[referral.Code(r.Values[i])] = struct{}{}
		}
	}
	return slices.Collect(maps.Keys(codes))
}

// Names are read in batches of so many codes, so many batches at the same time.
const (
	namesPerBatch = 100
	batchesAtOnce = 8
)

// byCode reads what codes stand for.
func byCode[T any](
	ctx context.Context, codes []referral.Code,
	read func(context.Context, []referral.Code) (map[referral.Code]T, error),
) (map[referral.Code]T, error) {
	all := map[referral.Code]T{}
	var mu sync.Mutex
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(batchesAtOnce)
	for batch := range slices.Chunk(codes, namesPerBatch) {
		reading.Go(func() error {
			found, err := read(ctx, batch)
			mu.Lock()
			defer mu.Unlock()
			maps.Copy(all, found)
			return err
		})
	}
	return all, reading.Wait()
}
