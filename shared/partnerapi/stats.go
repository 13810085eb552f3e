package partnerapi

import (
	"context"
	"net/http"
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
	partners Family
	counters Counters
	currency string
	now      func() time.Time
}

// RegisterStats adds Link Tracking Stats. The given currency is shown where there is no revenue.
func RegisterStats(a *api.API, partners Family, counters Counters, currency string, now func() time.Time) {
	op := get(statsPath, "getStats", "Link Tracking Stats of you and the partners that you recruited", "Stats")
	op.Errors = []int{http.StatusNotFound}
	op.Description = stats.Description + " A partner who is neither you nor recruited by you does not exist: 404."
	api.ForPartner(a, op, statsReader{a, partners, counters, currency, now}.read)
}

const statsPath = "/api/stats"

type statsInput struct{ stats.Parameters }

func (s statsReader) read(ctx context.Context, caller api.Caller, in *statsInput) (*stats.Output, error) {
	asOf := s.now()
	address := in.Address(statsPath, nil)
	part, err := in.Part(ctx, asOf, address, s.api.Cursors(caller, address))
	if err != nil {
		return nil, err
	}
	sums, err := s.sums(ctx, caller, part.Query)
	if err != nil {
		return nil, err
	}
	return part.Of(ctx, sums, asOf, s.currency)
}

func (s statsReader) sums(
	ctx context.Context, caller api.Caller, query referral.StatsQuery,
) (*referral.Stats, error) {
	partners, err := visible(ctx, s.partners, caller.Partner.Code, query.Partner)
	if err != nil {
		return nil, err
	}
	if partners, err = active(ctx, s.counters, query.From, query.To, partners); err != nil {
		return nil, err
	}
	view, err := s.counters.View(ctx, query.Period())
	if err != nil {
		return nil, err
	}
	return stats.Read(ctx, query, partners, view.Counts)
}
