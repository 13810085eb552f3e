package adminapi

import (
	"context"
	"net/http"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/referral"
)

func (o *operations) registerRebuild() {
	op := create("rebuild", "adminRebuild", "Write a settled day's counters anew from its events", "Stats")
	op.DefaultStatus = http.StatusOK
	op.Description = "A day is settled a little more than a day after its end; until then the answer is 409. " +
		"Doing it again changes nothing. It reads the whole table: a table too large to be read within the time of " +
		"a request is a 503, and is rebuilt on the command line."
	api.ForAdmin(o.api, op, o.rebuild)
}

type rebuildInput struct {
	Day string `query:"day" required:"true" format:"date" doc:"UTC"`
}

type rebuildOutput struct{ Body counting.Rebuilt }

func (o *operations) rebuild(ctx context.Context, caller api.Caller, in *rebuildInput) (*rebuildOutput, error) {
	day, err := referral.ParseDay(in.Day)
	if err != nil {
		return nil, referral.InvalidField("day", "%s", err)
	}
	result, err := o.Rebuild(ctx, day, o.stamp(caller))
	if err != nil {
		return nil, err
	}
	return &rebuildOutput{result}, nil
}
