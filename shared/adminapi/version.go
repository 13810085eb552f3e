package adminapi

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/shared/referral"
)

// etag writes a version as RFC 9110 asks for.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// anyVersion is what ifMatch returns when the client does not say which version its change is
// based on.
const anyVersion = -1

// ifMatch reads the header If-Match. A tag that is not one of ours matches no version.
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

// changesShown bounds how far back a conflict looks.
const changesShown = 25

// changedSince returns the Conflict error for a client that has seen only that version of a
// thing. It says what the audit knows of later changes: each field that was changed, and what
// it is now.
func (o *operations) changedSince(ctx context.Context, entity, code string, version int) error {
	conflict := referral.Conflictf("the %s has changed since you read it; read it again", entity)
	changes, _, err := o.Store.Changes(ctx, entity, code, changesShown, "")
	if err != nil {
		return errors.Join(conflict, err)
	}
	if len(changes) > 0 && changes[0].Version > version { // the newest first
		conflict.Message = fmt.Sprintf("%s changed the %s at %s; read it again",
			changes[0].By, entity, changes[0].At.Format(time.RFC3339))
	}
	said := map[string]bool{}
	for _, c := range changes {
		if c.Version <= version {
			break
		}
		for _, field := range touched(c) {
			if !said[field] {
				said[field] = true
				conflict.Fields = append(conflict.Fields, referral.FieldError{Field: field, Message: nowIs(c, field)})
			}
		}
	}
	return conflict
}

// touched returns the fields that a change was about, in order.
func touched(c referral.Change) []string {
	all := map[string]any{}
	maps.Copy(all, c.Before)
	maps.Copy(all, c.After)
	return slices.Sorted(maps.Keys(all))
}

func nowIs(c referral.Change, field string) string {
	value, ok := c.After[field]
	if !ok {
		return fmt.Sprintf("was cleared by %s at %s", c.By, c.At.Format(time.RFC3339))
	}
	return fmt.Sprintf("is now %v (%s, %s)", value, c.By, c.At.Format(time.RFC3339))
}
