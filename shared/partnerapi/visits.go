package partnerapi

import (
	"context"
	"net/http"
	"time"

	"signpost/shared/api"
	"signpost/shared/click"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// VisitsStore knows who recruited whom, and what links name.
type VisitsStore interface {
	Family
	click.Directory
}

type visits struct {
	store    VisitsStore
	counters Counters
	now      func() time.Time
}

// RegisterVisits adds the operation that says why a click was not counted.
func RegisterVisits(a *api.API, store VisitsStore, counters Counters, now func() time.Time) {
	op := get("/api/links/visits", "getVisits", "Say what became of the visits to a link, and why", "Links")
	op.Errors = []int{http.StatusNotFound}
	op.Description = stats.VisitsDescription + " The partner is you unless you name one that you recruited; anybody " +
		"else does not exist: 404."
	api.ForPartner(a, op, visits{store, counters, now}.read)
}

type visitsInput struct{ stats.VisitsParameters }

func (v visits) read(ctx context.Context, caller api.Caller, in *visitsInput) (*stats.VisitsOutput, error) {
	at := v.now()
	query, err := in.Query(referral.DayOf(at))
	if err != nil {
		return nil, err
	}
	if query.Partner == "" {
		query.Partner = caller.Partner.Code
	}
	if _, err := visible(ctx, v.store, caller.Partner.Code, []referral.Code{query.Partner}); err != nil {
		return nil, err
	}
	view, err := v.counters.View(ctx, query.Period())
	if err != nil {
		return nil, err
	}
	return stats.ReadVisits(ctx, query, at, view.Counts, v.store, false)
}
