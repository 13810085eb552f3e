package adminapi

import (
	"context"
	"net/http"

	"signpost/shared/api"
	"signpost/shared/reconcile"
)

func (o *operations) registerReconcile() {
	op := list("reconcile", "adminReconcile",
		"Recompute a day from its events and compare it with its counters", "Stats")
	op.Errors = []int{http.StatusConflict}
	op.Description = "Of a day whose clicks have expired, the answer is 409: nothing is left to compare with. " +
		"Reads the whole table. If that takes longer than a request may, the answer is 503, " +
		"and the day has to be reconciled on the command line."
	api.ForAdmin(o.api, op, o.reconcile)
}

func (o *operations) reconcile(
	ctx context.Context, _ api.Caller, in *dayInput,
) (*output[reconcile.Result], error) {
	day, err := in.parse()
	if err != nil {
		return nil, err
	}
	result, err := o.Reconcile(ctx, day)
	if err != nil {
		return nil, err
	}
	return &output[reconcile.Result]{result}, nil
}
