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

// Dated is a conversion in the list of a day, with its position there.
type Dated struct {
	referral.Booking
	Position string
}

// BookingsOf lists up to limit conversions that happened on a UTC day, the newest first, and where
// to continue, "" at the end. It reads the index.
func (t *Table) BookingsOf(
	ctx context.Context, day referral.Day, after string, limit int,
) ([]Dated, string, error) {
	in := t.queryIndex(conversionsPK(day), "")
	in.ScanIndexForward = new(false)
	if after != "" {
		*in.KeyConditionExpression += " AND " + attrGSISK + " < :after"
		in.ExpressionAttributeValues[":after"] = Str(after)
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list conversions: %w", err)
	}
	bookings := make([]Dated, 0, len(items))
	for _, item := range items {
		b, err := bookingOf(item)
		if err != nil {
			return nil, "", err
		}
		bookings = append(bookings, Dated{b, Text(item, attrGSISK)})
	}
	if !more {
		return bookings, "", nil
	}
	return bookings, last(items, attrGSISK), nil
}

// BookingsAt reads many conversions, of which nothing but Merchant and ExternalID has to be known,
// and returns those that exist in the same order.
func (t *Table) BookingsAt(ctx context.Context, wanted []referral.Conversion) ([]referral.Booking, error) {
	keys := make([]Key, len(wanted))
	for i, c := range wanted {
		keys[i] = conversionKey(c.Merchant, c.ExternalID)
	}
	found, err := t.batchGet(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read conversions: %w", err)
	}
	var bookings []referral.Booking
	for _, k := range keys {
		b, err := bookingOf(found[k])
		if err != nil {
			return nil, err
		}
		if b.Type != "" { // not there, or nothing but refunds that wait
			bookings = append(bookings, b)
		}
	}
	return bookings, nil
}
