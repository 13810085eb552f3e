package adminapi

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// Counters has what was counted.
type Counters interface {
	ActivePartners(ctx context.Context, from, to referral.Day) ([]referral.Code, error)
	// View returns what was counted in a period.
	View(ctx context.Context, period referral.Period) (*counting.View, error)
}

func (o *operations) registerStats() {
	op := list("stats", "adminGetStats", "Link Tracking Stats of all partners", "Stats")
	op.Description = stats.Description + fmt.Sprintf("\n\nAds without hits are listed for the partners in "+
		"`partner`, or for all as long as there are at most %d; beyond that, `noIdleAds` is true.", mostWithAds)
	api.ForAdmin(o.api, op, o.readStats)
}

type statsInput struct {
	stats.Parameters
	WhatIf string `query:"whatIf" enum:"latest,first" doc:"The stats as they would be if this rule had decided"`
}

func (o *operations) readStats(ctx context.Context, caller api.Caller, in *statsInput) (*stats.Output, error) {
	asOf := o.Now()
	address := in.Address("/api/admin/stats", url.Values{"whatIf": {in.WhatIf}})
	account := stats.Account{Store: o.Store, Currency: o.Currency, Zone: o.Zone}
	part, err := in.Part(ctx, account, asOf, address, o.api.Cursors(caller, address))
	if err != nil {
		return nil, err
	}
	scope, err := o.adsFor(ctx, part.Query)
	if err != nil {
		return nil, err
	}
	if err := part.ListAds(ctx, scope); err != nil {
		return nil, err
	}
	sums, err := o.sums(ctx, part.Query, referral.Model(in.WhatIf))
	if err != nil {
		return nil, err
	}
	return part.Of(ctx, sums, asOf)
}

// sums adds up what was counted, as it would be under the rule whatIf unless that is empty.
func (o *operations) sums(
	ctx context.Context, query referral.StatsQuery, whatIf referral.Model,
) (*referral.Stats, error) {
	if query.Period().IsEmpty() {
		return referral.NewStats(query), nil
	}
	sums, err := o.counted(ctx, query)
	if err != nil || whatIf == "" {
		return sums, err
	}
	return sums, o.addWhatIf(ctx, sums, whatIf)
}

// counted adds up what was counted: from the totals of the websites where nothing is asked about
// partners and ads, and from the counters of the partners who had activity where it is.
func (o *operations) counted(ctx context.Context, q referral.StatsQuery) (*referral.Stats, error) {
	period := q.Period()
	view, err := o.Counters.View(ctx, period)
	if err != nil {
		return nil, err
	}
	if !q.Cuts("partner", "ad", "mediaType") {
		websites, err := o.websitesOf(ctx, q)
		if err != nil {
			return nil, err
		}
		return stats.Read(ctx, q, websites, view.Totals)
	}
	partners := q.Filters.Codes("partner")
	switch {
	case q.CutsVisits() && len(partners) == 0:
		partners, err = o.Counters.ActivePartners(ctx, period.From.Day(), (period.To - 1).Day())
		if err != nil {
			return nil, err
		}
		partners = append(partners, "")
	case len(partners) == 0:
		return stats.Sum(q, view.Partners(ctx, nil))
	}
	slices.Sort(partners)
	partners = slices.Compact(partners)
	if q.CutsVisits() {
		return stats.Read(ctx, q, partners, view.Counts)
	}
	return stats.Sum(q, view.Partners(ctx, partners))
}

// websitesOf returns the websites that stats cover, "" among them for conversions without
// one.
func (o *operations) websitesOf(ctx context.Context, q referral.StatsQuery) ([]referral.Code, error) {
	if only := q.Filters.Codes("website"); len(only) > 0 {
		slices.Sort(only)
		return slices.Compact(only), nil
	}
	codes, err := o.Store.WebsiteCodes(ctx)
	return append(codes, ""), err
}
