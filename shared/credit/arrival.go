package credit

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Arrived decides again about the conversions that name a click which has only now been written: their merchants were faster than the queue that it
// was in. Whoever writes a click late calls it afterwards; calling it again changes nothing. Credit that an admin has corrected stays.
func (d *Desk) Arrived(ctx context.Context, id referral.ClickID) error {
	waiting, err := d.Store.Awaiting(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		err := untilSettled(ctx, func() error { return d.arrivedFor(ctx, c) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) arrivedFor(ctx context.Context, c referral.Conversion) error {
	before, _, err := d.Store.Booking(ctx, c.Merchant, c.ExternalID)
	if err != nil {
		return err
	}
	at := before.At(before.Received)
	decision, awaited, err := d.decide(ctx, before.Conversion, at)
	if err != nil || awaited {
		return err
	}
	after := before
	after.Decision, after.Version = decision, before.Version+1
	posting := table.Posting{Booking: after, Arrived: true}
	if before.Credit == nil || !before.Credit.Corrected {
		posting.Booking.Credit = referral.CreditOf(decision)
	}
	if !same(before.Credit, posting.Booking.Credit) {
		posting.Entries = d.recredit(before, posting.Booking)
		if len(posting.Entries) > 0 {
			posting.Candidate = forHistory(posting.Booking)
		}
	}
	return d.Store.Post(ctx, posting)
}

// recredit is like move, but at the time of the conversion: it makes good what should have been so from the beginning.
func (d *Desk) recredit(before, after referral.Booking) []referral.Entry {
	entries := d.move(before, after)
	for i := range entries {
		entries[i].At = before.At(before.Received)
	}
	return entries
}
