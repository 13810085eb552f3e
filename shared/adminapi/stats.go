package adminapi

import (
	"context"
	"net/url"
	"slices"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

// Counters has what was counted.
type Counters interface {
	ActivePartners(ctx context.Context, from, to referral.Day) ([]referral.Code, error)
	// View returns what was counted in a period.
	View(ctx context.Context, period referral.Period) (*counting.View, error)
}

func (o *operations) registerStats() {
	op := list("stats", "adminGetStats", "Link Tracking Stats of all partners", "Stats")
	op.Description = stats.Description
	api.ForAdmin(o.api, op, o.readStats)
}

type statsInput struct {
	stats.Parameters
	WhatIf string `query:"whatIf" enum:"latest,first" doc:"The stats as they would be if this rule had decided"`
}

func (o *operations) readStats(ctx context.Context, caller api.Caller, in *statsInput) (*stats.Output, error) {
	asOf := o.Now()
	address := in.Address("/api/admin/stats", url.Values{"whatIf": {in.WhatIf}})
	part, err := in.Part(ctx, asOf, address, o.api.Cursors(caller, address))
	if err != nil {
		return nil, err
	}
	sums, err := o.sums(ctx, part.Query, referral.Model(in.WhatIf))
	if err != nil {
		return nil, err
	}
	return part.Of(ctx, sums, asOf, o.Currency)
}

// sums adds up what was counted, as it would be under the rule whatIf unless that is empty.
func (o *operations) sums(
	ctx context.Context, query referral.StatsQuery, whatIf referral.Model,
) (*referral.Stats, error) {
	codes, lines, err := o.sources(ctx, query)
	if err != nil {
		return nil, err
	}
	sums, err := stats.Read(ctx, query, codes, lines)
	if err != nil || whatIf == "" {
		return sums, err
	}
	return sums, o.addWhatIf(ctx, sums, whatIf)
}

// sources chooses what stats are read from: the totals of the websites where nothing is asked
// about partners and ads, and the counters of the partners who had activity where it is.
func (o *operations) sources(ctx context.Context, q referral.StatsQuery) ([]referral.Code, stats.Reader, error) {
	view, err := o.Counters.View(ctx, q.Period())
	if err != nil {
		return nil, nil, err
	}
	switch {
	case q.Partner != "":
		return []referral.Code{q.Partner}, view.Counts, nil
	case q.Ad == "" && !slices.Contains(q.By, "partner") && !slices.Contains(q.By, "ad"):
		websites, err := o.websitesOf(ctx, q)
		return websites, view.Totals, err
	}
	partners, err := o.Counters.ActivePartners(ctx, q.From, q.To)
	return append(partners, ""), view.Counts, err
}

// websitesRead is how many websites are listed in one request.
const websitesRead = 1000

// websitesOf returns the websites that stats cover, "" among them for conversions without
// one.
func (o *operations) websitesOf(ctx context.Context, q referral.StatsQuery) ([]referral.Code, error) {
	if q.Website != "" {
		return []referral.Code{q.Website}, nil
	}
	codes := []referral.Code{""}
	for s := (table.Search{Limit: websitesRead}); ; {
		websites, next, err := o.Store.Websites(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, w := range websites {
			codes = append(codes, w.Code)
		}
		if next == "" {
			return codes, nil
		}
		s.After = next
	}
}
