package table

import (
	"context"
	"fmt"
	"strings"
	"time"

	"signpost/shared/referral"
)

// Credited is one entry of a partner's list of conversions: where the conversion is, and what the
// entry is for.
type Credited struct {
	// Position orders conversions by when they happened. Entries for the same conversion share it,
	// in the lists of all partners.
	Position   string
	Merchant   referral.Code
	ExternalID string
	Entry      referral.Entry
}

// CreditedTo lists up to limit entries that gave a partner conversions which happened from start on
// and before end, the newest first, and those after a position only, "" for none. A conversion may
// have several. more tells whether there are others. It reads the index, so what was written a
// moment ago may be missing.
func (t *Table) CreditedTo(
	ctx context.Context, partner referral.Code, start, end time.Time, after string, limit int,
) (entries []Credited, more bool, err error) {
	in := t.queryIndex(creditedKey(partner, referral.Booking{}).PK, "")
	in.ScanIndexForward = new(false)
	// Positions go on after the time, so one that begins with a bound is past it.
	*in.KeyConditionExpression += " AND " + attrGSISK + " BETWEEN :start AND :end"
	in.ExpressionAttributeValues[":start"] = Str(start.UTC().Format(sortableTime))
	in.ExpressionAttributeValues[":end"] = Str(justBefore(end.UTC().Format(sortableTime), after))
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, false, fmt.Errorf("list a partner's conversions: %w", err)
	}
	for _, item := range items {
		c, err := readCredited(item)
		if err != nil {
			return nil, false, err
		}
		entries = append(entries, c)
	}
	return entries, more, nil
}

// justBefore returns the last sort key to read: end or, if it is earlier, one that is past every
// position before the given one, "" for none.
func justBefore(end, position string) string {
	if position == "" || position > end {
		return end
	}
	last := len(position) - 1
	return position[:last] + string(position[last]-1) + "~"
}

func readCredited(item Item) (Credited, error) {
	e, err := ReadEntry(item)
	if err != nil {
		return Credited{}, err
	}
	merchant, externalID, _ := strings.Cut(strings.TrimPrefix(Text(item, AttrPK), PrefixConversion), "#")
	return Credited{
		Position: Text(item, attrGSISK), Merchant: referral.Code(merchant), ExternalID: externalID, Entry: e,
	}, nil
}
