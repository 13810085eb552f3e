package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

func (o *operations) registerVisits() {
	op := list("links/visits", "adminGetVisits", "Say what became of the visits to a link, and why", "Links")
	op.Description = stats.VisitsDescription + " Without a partner, it is about links that name none. What is " +
		"counted for nobody is part of every answer: its numbers are of all links to the website."
	api.ForAdmin(o.api, op, o.readVisits)
}

type visitsInput struct{ stats.VisitsParameters }

func (o *operations) readVisits(ctx context.Context, _ api.Caller, in *visitsInput) (*stats.VisitsOutput, error) {
	at := o.Now()
	query, err := in.Query(referral.DayOf(at))
	if err != nil {
		return nil, err
	}
	view, err := o.Counters.View(ctx, query.Period())
	if err != nil {
		return nil, err
	}
	return stats.ReadVisits(ctx, query, at, view.Counts, o.Store, true)
}
