package adminapi

import (
	"context"
	"reflect"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// kind is a kind of thing that admins set up and that has versions: how it is found, changed
// and shown. What follows from that is the same for partners, programs, websites and webhooks.
type kind[T, Shown any] struct {
	*operations
	name string // as the audit calls it
	// find returns a NotFound error for what does not exist, or cannot because it is not an id.
	find func(ctx context.Context, id string) (T, error)
	// write replaces before by after. If before has changed meanwhile, the error is a Conflict.
	write func(ctx context.Context, before, after T, by referral.Stamp) (T, error)
	// identify returns the id under which the audit has the thing, and its version.
	identify func(T) (id string, version int)
	show     func(T) Shown
}

// findByCode finds what has codes.
func findByCode[T any](
	name string, read func(context.Context, referral.Code) (T, error),
) func(context.Context, string) (T, error) {
	return func(ctx context.Context, id string) (T, error) {
		code, err := parseCode(id, name)
		if err != nil {
			var none T
			return none, err
		}
		return read(ctx, code)
	}
}

// versioned is an answer with a thing that has versions.
type versioned[Shown any] struct {
	ETag string `header:"ETag"`
	Body Shown
}

// answer shows what an operation has found or written, or passes its error on.
func (k kind[T, Shown]) answer(thing T, err error) (*versioned[Shown], error) {
	if err != nil {
		return nil, err
	}
	_, version := k.identify(thing)
	return &versioned[Shown]{ETag: etag(version), Body: k.show(thing)}, nil
}

type codeInput struct {
	Code string `path:"code" example:"abc123"`
}

func (k kind[T, Shown]) get(ctx context.Context, id string) (*versioned[Shown], error) {
	return k.answer(k.find(ctx, id))
}

// changeInput is a request to change what has a code.
type changeInput[Change any] struct {
	Code    string `path:"code" example:"abc123"`
	IfMatch string `header:"If-Match" doc:"The ETag that the change is based on; if absent, it applies to any version"`
	Body    Change
}

// changeTries is how often a change without If-Match is tried again because another was faster.
const changeTries = 4

// edit applies a change to a thing, and returns the thing as it is afterwards. basedOn is the
// header If-Match, "" if the change is not based on a particular version. A change that changes
// nothing is not written. If the thing has another version than that, the error is a Conflict
// that says what has changed since, and who changed it.
func (k kind[T, Shown]) edit(
	ctx context.Context, caller api.Caller, id, basedOn string, apply func(T) (T, error),
) (T, error) {
	for try := 1; ; try++ {
		before, after, err := k.prepare(ctx, id, basedOn, apply)
		if err != nil || reflect.DeepEqual(before, after) {
			return before, err
		}
		written, err := k.write(ctx, before, after, k.stamp(caller))
		code := referral.CodeOf(err)
		if code != referral.Conflict && code != referral.Unavailable || try == changeTries {
			return written, err
		}
	}
}

// prepare reads a thing and applies the change, without writing it.
func (k kind[T, Shown]) prepare(
	ctx context.Context, id, basedOn string, apply func(T) (T, error),
) (before, after T, err error) {
	if before, err = k.find(ctx, id); err != nil {
		return before, after, err
	}
	id, version := k.identify(before)
	if wanted := ifMatch(basedOn); wanted != anyVersion && wanted != version {
		return before, after, k.changedSince(ctx, k.name, id, wanted)
	}
	after, err = apply(before)
	return before, after, err
}
