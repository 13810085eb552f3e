package partnerapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// Counters has what was counted.
type Counters interface {
	Activity
	// View returns what was counted in a period.
	View(ctx context.Context, period referral.Period) (*counting.View, error)
}

type statsReader struct {
	api      *api.API
	family   Family
	counters Counters
	account  stats.Account
	now      func() time.Time
}

// RegisterStats adds Link Tracking Stats.
func RegisterStats(
	a *api.API, family Family, counters Counters, account stats.Account, now func() time.Time,
) {
	op := get(statsPath, "getStats", "Link Tracking Stats of you and the partners that you recruited", "Stats")
	op.Errors = []int{http.StatusNotFound}
	op.Description = stats.Description + "\n\nA partner who is neither you nor recruited by you does not exist: 404. " +
		"Of your parent's ads, you see all but the description."
	api.ForPartner(a, op, statsReader{a, family, counters, account, now}.read)
}

const statsPath = "/api/stats"

type statsInput struct{ stats.Parameters }

func (s statsReader) read(ctx context.Context, caller api.Caller, in *statsInput) (*stats.Output, error) {
	asOf := s.now()
	address := in.Address(statsPath, nil)
	part, err := in.Part(ctx, s.account, asOf, address, s.api.Cursors(caller, address))
	if err != nil {
		return nil, err
	}
	partners, err := visible(ctx, s.family, caller.Partner.Code, part.Query.Filters.Codes("partner"))
	if err != nil {
		return nil, err
	}
	if err := part.ListAds(ctx, adsFor(caller.Partner, partners)); err != nil {
		return nil, err
	}
	sums, err := s.sums(ctx, part.Query, partners)
	if err != nil {
		return nil, err
	}
	return part.Of(ctx, sums, asOf)
}

// adsFor returns whose ads may be in the stats of partners: theirs, the caller's, and those of the
// caller's parent.
func adsFor(caller referral.Partner, partners []referral.Code) stats.Scope {
	scope := stats.Scope{Own: partners}
	if !slices.Contains(partners, caller.Code) {
		scope.Own = append([]referral.Code{caller.Code}, partners...)
	}
	if caller.Parent != "" {
		scope.Others = []referral.Code{caller.Parent}
	}
	return scope
}

func (s statsReader) sums(
	ctx context.Context, query referral.StatsQuery, partners []referral.Code,
) (*referral.Stats, error) {
	period := query.Period()
	if period.IsEmpty() {
		return referral.NewStats(query), nil
	}
	view, err := s.counters.View(ctx, period)
	if err != nil {
		return nil, err
	}
	if !query.CutsVisits() {
		return stats.Sum(query, view.Partners(ctx, partners))
	}
	partners, err = active(ctx, s.counters, period.From.Day(), (period.To - 1).Day(), partners)
	if err != nil {
		return nil, err
	}
	return stats.Read(ctx, query, partners, view.Counts)
}
