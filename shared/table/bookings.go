package table

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

// Booking reads a merchant's conversion; an unknown one is a NotFound error. waiting are the
// external ids of the refunds that were reported before it and are not yet taken from it, known
// even while the conversion itself is not.
func (t *Table) Booking(
	ctx context.Context, merchant referral.Code, externalID string,
) (b referral.Booking, waiting []string, err error) {
	item, err := t.getItem(ctx, conversionKey(merchant, externalID))
	if err != nil {
		return b, nil, fmt.Errorf("read a conversion: %w", err)
	}
	if b, err = bookingOf(item); err != nil {
		return b, b.Refunds, err
	}
	if b.Type == "" { // nothing is there, or nothing but refunds
		return referral.Booking{}, b.Refunds, referral.NotFoundf("no such conversion")
	}
	return b, b.Refunds, nil
}

// BookingsOf lists up to limit conversions that were received on a day, the newest first. It reads
// the index.
func (t *Table) BookingsOf(
	ctx context.Context, day referral.Day, after string, limit int,
) ([]referral.Booking, string, error) {
	in := t.queryIndex(conversionsKey(day, "").PK, "")
	in.ScanIndexForward = new(false)
	if after != "" {
		*in.KeyConditionExpression += " AND " + attrGSISK + " < :after"
		in.ExpressionAttributeValues[":after"] = Str(after)
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list conversions: %w", err)
	}
	bookings := make([]referral.Booking, 0, len(items))
	for _, item := range items {
		b, err := bookingOf(item)
		if err != nil {
			return nil, "", err
		}
		bookings = append(bookings, b)
	}
	if !more {
		return bookings, "", nil
	}
	return bookings, last(items, attrGSISK), nil
}
