package records

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// dayEnds separates the day from the position on that day.
const dayEnds = "/"

// days has all conversions of a period, day by day.
type days struct {
	store  Store
	search referral.Search
	day    referral.Day
	after  string // the position on that day
}

func (d *days) next(ctx context.Context, n int) ([]placed, error) {
	first := referral.DayOf(d.search.Start)
	for d.day >= first {
		day := d.day
		bookings, next, err := d.store.BookingsOf(ctx, day, d.after, n)
		if err != nil {
			return nil, err
		}
		if d.after = next; next == "" {
			d.day = day.Add(-1)
		}
		if some := d.within(day, bookings); len(some) > 0 {
			return some, nil
		}
	}
	return nil, nil
}

// within drops what happened on the first or last UTC day, but before or after the period. What has
// been listed by the day it was received belongs to that.
func (d *days) within(day referral.Day, bookings []table.Dated) []placed {
	var some []placed
	for _, b := range bookings {
		at := b.At(b.Received)
		outside := at.Before(d.search.Start) || !at.Before(d.search.End)
		if outside && referral.DayOf(at) == day {
			continue
		}
		some = append(some, placed{referral.ListedNow(b.Booking), string(day) + dayEnds + b.Position})
	}
	return some
}
