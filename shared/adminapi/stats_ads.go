package adminapi

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

// mostWithAds is the number of partners up to which the ads of all are listed in stats by ad: it
// takes a request a partner.
var mostWithAds = 1000

// adsFor returns whose ads are in the stats: those of the partners that it asks for, with those of
// their parents, or else of all partners.
func (o *operations) adsFor(ctx context.Context, q referral.StatsQuery) (stats.Scope, error) {
	scope := stats.Scope{Own: q.Filters.Codes("partner"), All: true}
	if !q.Cuts("ad") || len(q.Filters["ad"]) > 0 {
		return scope, nil
	}
	if len(scope.Own) > 0 {
		partners, err := o.Store.PartnersByCode(ctx, scope.Own)
		for _, partner := range partners {
			if partner.Parent != "" {
				scope.Others = append(scope.Others, partner.Parent)
			}
		}
		return scope, err
	}
	partners, next, err := o.Store.Partners(ctx, table.Search{Limit: mostWithAds})
	if scope.TooMany = next != ""; scope.TooMany {
		return scope, err
	}
	for _, partner := range partners {
		scope.Own = append(scope.Own, partner.Code)
	}
	return scope, err
}
