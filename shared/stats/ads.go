package stats

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// Scope says whose ads may be in a report by ad.
type Scope struct {
	// Own are the partners whose ads are listed, with hits or without, and shown in full.
	Own []referral.Code
	// Others may have ads with hits, which are shown without the description.
	Others []referral.Code
	// All means that the ads of all partners are shown in full.
	All bool
	// TooMany means that there are more partners than ads are listed for.
	TooMany bool
}

// ads is what is known of the ads of a report.
type ads struct {
	scope  Scope
	own    map[referral.Code]bool // scope.Own
	listed []referral.Ad
	known  map[referral.Code]referral.Ad
}

// ListAds reads the ads in scope, if the report is by ad. It must be called before the counters are
// read: the query then knows when the ads start.
func (p *Part) ListAds(ctx context.Context, scope Scope) error {
	p.ads = ads{scope: scope, own: map[referral.Code]bool{}, known: map[referral.Code]referral.Ad{}}
	for _, partner := range scope.Own {
		p.ads.own[partner] = true
	}
	if !slices.Contains(p.Query.By, "ad") {
		return nil
	}
	if err := p.readAds(ctx); err != nil {
		return err
	}
	p.Query.Starts = map[referral.Code]referral.Day{}
	for code, ad := range p.ads.known {
		p.Query.Starts[code] = ad.StartDate
		if scope.All || p.ads.own[ad.Partner] {
			p.ads.listed = append(p.ads.listed, ad)
		}
	}
	return nil
}

// readAds reads the ads that the query filters by, or else all in scope.
func (p *Part) readAds(ctx context.Context) error {
	if only := p.Query.Filters.Codes("ad"); len(only) > 0 {
		return p.learn(ctx, only)
	}
	var mu sync.Mutex
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(readAtOnce)
	for _, partner := range slices.Concat(p.ads.scope.Own, p.ads.scope.Others) {
		reading.Go(func() error {
			list, err := adsOf(ctx, p.account.Store, partner)
			mu.Lock()
			defer mu.Unlock()
			for _, ad := range list {
				p.ads.known[ad.Code] = ad
			}
			return err
		})
	}
	return reading.Wait()
}

// adsRead is how many ads are read in one request.
const adsRead = 1000

func adsOf(ctx context.Context, store Store, partner referral.Code) (all []referral.Ad, err error) {
	for after := ""; ; {
		list, next, err := store.AdsOf(ctx, partner, "", after, adsRead)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if after = next; after == "" {
			return all, nil
		}
	}
}

// learn reads those of the ads that are not known yet. Ads that don't exist stay unknown.
func (p *Part) learn(ctx context.Context, codes []referral.Code) error {
	unknown := slices.DeleteFunc(slices.Clone(codes), func(code referral.Code) bool {
		_, known := p.ads.known[code]
		return known || code == ""
	})
	found, err := byCode(ctx, unknown, p.account.Store.AdsByCode)
	for code, ad := range found {
		p.ads.known[code] = ad
	}
	return err
}

// classify completes sums with what the ads know: their media types, and those without hits.
func (p *Part) classify(ctx context.Context, sums *referral.Stats) error {
	if p.Query.Cuts("mediaType") {
		if err := p.learn(ctx, sums.Ads()); err != nil {
			return err
		}
		sums.SortByMediaType(p.ads.known)
	}
	sums.List(p.ads.listed)
	return nil
}

// describe says what a row's ad is, as far as the caller may know.
func (p *Part) describe(row *Row) {
	ad, known := p.ads.known[referral.Code(row.value("ad"))]
	full := p.ads.scope.All || p.ads.own[ad.Partner]
	if !known || !full && !slices.Contains(p.ads.scope.Others, ad.Partner) {
		return
	}
	row.AdName, row.StartDate, row.AdStatus = ad.Name, string(ad.StartDate), string(ad.Status)
	row.MediaType = &ad.MediaType
	if full {
		row.Description = ad.Description
	}
}
