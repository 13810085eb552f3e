package adminapi

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/shared/referral"
)

// etag writes a version as RFC 9110 has it.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// anyVersion is what ifMatch returns when the client does not say which version its change is based on.
const anyVersion = -1

// ifMatch reads If-Match. What is no tag of ours matches no version.
func ifMatch(header string) int {
	tag := strings.TrimPrefix(strings.TrimSpace(header), "W/")
	if tag == "" || tag == "*" {
		return anyVersion
	}
	version, err := strconv.Atoi(strings.Trim(tag, `"`))
	if err != nil || version < 0 {
		return 0
	}
	return version
}

// changeTries is how often a change without If-Match is tried again because another was faster.
const changeTries = 4

// edit is the way of every PATCH: read the thing, apply the change to it, and write it on the condition that it is still as it was read.
type edit[T any] struct {
	entity  string
	code    referral.Code
	read    func(context.Context, referral.Code) (T, error)
	version func(T) int
	apply   func(before T) (after T, err error)
	write   func(ctx context.Context, before, after T) (T, error)
}

// run returns the thing as it is after the change; what changes nothing is not written. A change based on another version than the thing has is a Conflict error that says what
// was changed meanwhile, and by whom.
func (e edit[T]) run(ctx context.Context, o *operations, match int) (T, error) {
	var none T
	for try := 1; ; try++ {
		before, err := e.read(ctx, e.code)
		if err != nil {
			return none, err
		}
		if match != anyVersion && match != e.version(before) {
			return none, o.changedSince(ctx, e.entity, string(e.code), match)
		}
		after, err := e.apply(before)
		if err != nil {
			return none, err
		}
		if reflect.DeepEqual(before, after) {
			return before, nil
		}
		written, err := e.write(ctx, before, after)
		kind := referral.CodeOf(err)
		if kind != referral.Conflict && kind != referral.Unavailable || try == changeTries {
			return written, err
		}
	}
}

// changesShown bounds how far back a conflict looks.
const changesShown = 25

// changedSince says what was changed since the version that a client has seen, from the audit.
func (o *operations) changedSince(ctx context.Context, entity, code string, version int) error {
	conflict := referral.Conflictf("the %s is not as you have seen it: read it again", entity)
	changes, _, err := o.Store.Changes(ctx, entity, code, changesShown, "")
	if err != nil {
		return errors.Join(conflict, err)
	}
	said := map[string]bool{}
	for i, c := range changes {
		if c.Version <= version {
			break
		}
		if i == 0 {
			conflict.Message = fmt.Sprintf("%s changed the %s at %s: read it again", c.By, entity, c.At.Format(time.RFC3339))
		}
		for _, field := range slices.Sorted(maps.Keys(touched(c))) {
			if !said[field] {
				said[field] = true
				conflict.Fields = append(conflict.Fields, referral.FieldError{Field: field, Message: nowIs(c, field)})
			}
		}
	}
	return conflict
}

func touched(c referral.Change) map[string]any {
	all := maps.Clone(c.Before)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, c.After)
	return all
}

func nowIs(c referral.Change, field string) string {
	value, ok := c.After[field]
	if !ok {
		return fmt.Sprintf("was emptied by %s at %s", c.By, c.At.Format(time.RFC3339))
	}
	return fmt.Sprintf("is now %v (%s, %s)", value, c.By, c.At.Format(time.RFC3339))
}
