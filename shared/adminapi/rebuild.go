package adminapi

import (
	"context"
	"net/http"

	"signpost/shared/api"
	"signpost/shared/counting"
)

func (o *operations) registerRebuild() {
	op := operation(http.MethodPost, "rebuild", "adminRebuild", "Write a settled day's counters anew from its events",
		"Stats", http.StatusConflict)
	op.Description = "A day is settled a little more than a day after its end. Until then the answer is 409, " +
		"as it is for ever once clicks of the day have expired: its counters stay as they are. " +
		"Doing it again changes nothing. Reads the whole table: if that takes longer than a request may, the answer " +
		"is 503, and the day has to be rebuilt on the command line."
	api.ForAdmin(o.api, op, o.rebuild)
}

func (o *operations) rebuild(
	ctx context.Context, caller api.Caller, in *dayInput,
) (*output[counting.Rebuilt], error) {
	day, err := in.parse()
	if err != nil {
		return nil, err
	}
	result, err := o.Rebuild(ctx, day, o.stamp(caller))
	if err != nil {
		return nil, err
	}
	return &output[counting.Rebuilt]{result}, nil
}
