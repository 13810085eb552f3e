package credit

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Arrived decides again about the conversions that name a click which has only now been written: their merchants were faster than the queue that it
// was in. Whoever writes a click late calls it afterwards; calling it again changes nothing. Credit that an admin has corrected stays.
func (bk *Booker) Arrived(ctx context.Context, id referral.ClickID) error {
	waiting, err := bk.Store.Awaiting(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		err := untilSettled(ctx, func() error { return bk.arrivedFor(ctx, c) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (bk *Booker) arrivedFor(ctx context.Context, c referral.Conversion) error {
	before, _, err := bk.Store.Booking(ctx, c.Merchant, c.ExternalID)
	if err != nil {
		return err
	}
	decision, arrived, err := bk.redecide(ctx, before)
	if err != nil || !arrived {
		return err
	}
	after := before
	after.Decision, after.Version = decision, before.Version+1
	posting := table.Posting{Booking: after, Arrived: true}
	if !before.Corrected {
		posting.Booking.Credit = referral.CreditOf(decision)
	}
	if !same(before.Credit, posting.Booking.Credit) {
		posting.Entries, posting.Candidate = bk.recredit(before, posting.Booking), forHistory(posting.Booking)
	}
	return bk.Store.Post(ctx, posting)
}

// redecide decides again as it was decided then, by the same rule and with what was known of the other candidates, but for the click that was not
// there. arrived tells whether it is there now.
func (bk *Booker) redecide(ctx context.Context, b referral.Booking) (decision referral.Decision, arrived bool, err error) {
	var candidates []referral.Candidate
	for _, v := range b.Decision.Verdicts {
		c := v.Candidate
		if c.Source == referral.FromClick && c.Missing {
			if c, err = bk.fromClick(ctx, b.ClickID); err != nil {
				return decision, false, err
			}
			if c, err = bk.know(ctx, c, map[referral.Code]*referral.Partner{}); err != nil {
				return decision, false, err
			}
			arrived = !c.Missing
		}
		candidates = append(candidates, c)
	}
	return referral.Attribute(b.At(b.Received), candidates, b.Decision.Rule), arrived, nil
}

// recredit is like move, but at the time of the conversion: it makes good what should have been so from the beginning.
func (bk *Booker) recredit(before, after referral.Booking) []referral.Entry {
	entries := bk.move(before, after)
	for i := range entries {
		entries[i].At = before.At(before.Received)
	}
	return entries
}
