// Package records finds conversions one by one, for partners and for admins, in pages whose cost
// has a bound.
package records

import (
	"context"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Store has the conversions; *table.Table implements it. What the index has may be a moment old.
type Store interface {
	// CreditedTo lists up to limit entries of a partner's list, the newest first.
	CreditedTo(ctx context.Context, partner referral.Code, start, end time.Time, after string, limit int) (
		entries []table.Credited, more bool, err error)
	// BookingsAt returns those that exist, in the same order.
	BookingsAt(ctx context.Context, wanted []referral.Conversion) ([]referral.Booking, error)
	// BookingsOf lists up to limit conversions that happened on a UTC day, the newest first, and
	// where to continue, "" at the end.
	BookingsOf(ctx context.Context, day referral.Day, after string, limit int) ([]table.Dated, string, error)
}

// mostRead is how many conversions are looked at for one page, about: whoever searches for what is
// rare gets a page with few or none, and the position to continue from.
const mostRead = 1000

// batch is how many conversions are read at once when the first batch was not enough.
const batch = 250

// placed is a conversion in a list, with its position there.
type placed struct {
	referral.Listed
	position string
}

// source has the conversions of a list, the newest first.
type source interface {
	// next returns some n of those that follow, none at the end.
	next(ctx context.Context, n int) ([]placed, error)
}

// find returns the first limit conversions of a list that pass and, unless there are no others, the
// position to continue from.
func find(
	ctx context.Context, from source, passes func(referral.Listed) bool, limit int,
) (found []referral.Listed, position string, err error) {
	for read, n := 0, limit+1; read < mostRead; n = batch {
		some, err := from.next(ctx, n)
		if err != nil || len(some) == 0 {
			return found, "", err
		}
		for _, one := range some {
			if passes(one.Listed) {
				if len(found) == limit {
					return found, position, nil
				}
				found = append(found, one.Listed)
			}
			position = one.position
		}
		read += len(some)
	}
	return found, position, nil
}
