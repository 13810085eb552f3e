package credit

import (
	"context"
	"slices"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Report books what a merchant reports, once for ever. The same report again returns the booking and false; another report under the same
// external id is a Conflict error that names the fields which differ.
func (bk *Booker) Report(ctx context.Context, c referral.Conversion) (booking referral.Booking, isNew bool, err error) {
	if err := c.Check(bk.Now()); err != nil {
		return bk.reportedInTime(ctx, c, err)
	}
	look := c.Type == referral.Refund // a refund needs to read its sale in any case
	err = untilSettled(ctx, func() error {
		booking, isNew, err = bk.reportOnce(ctx, c, look)
		look = true
		return err
	})
	if err != nil {
		return booking, false, err
	}
	return booking, isNew, bk.settleWaiting(ctx, booking)
}

// reportedInTime returns what was booked when c came first, if all that is wrong with it is that it has become old; else what is wrong.
func (bk *Booker) reportedInTime(ctx context.Context, c referral.Conversion, wrong error) (referral.Booking, bool, error) {
	if c.Check(c.OccurredAt) != nil {
		return referral.Booking{}, false, wrong
	}
	there, _, err := bk.Store.Booking(ctx, c.Merchant, c.ExternalID)
	if isNotFound(err) {
		return there, false, wrong
	}
	if err == nil {
		err = sameReport(there.Conversion, c)
	}
	return there, false, err
}

// reportOnce books c unless it is booked already. Most reports are new, so it looks only if it is told to: after the write has failed.
func (bk *Booker) reportOnce(ctx context.Context, c referral.Conversion, look bool) (referral.Booking, bool, error) {
	var waiting []string
	if look {
		there, refunds, err := bk.Store.Booking(ctx, c.Merchant, c.ExternalID)
		if err == nil {
			return there, false, sameReport(there.Conversion, c)
		}
		if !isNotFound(err) {
			return there, false, err
		}
		waiting = refunds
	}
	book := bk.book
	if c.Type == referral.Refund {
		book = bk.refund
	}
	booking, err := book(ctx, c, waiting)
	return booking, true, err
}

func sameReport(first, again referral.Conversion) error {
	if differences := first.Differences(again); len(differences) > 0 {
		return &referral.Error{Code: referral.Conflict, Message: "another conversion was reported under this externalId", Fields: differences}
	}
	return nil
}

// book writes a new conversion that earns.
func (bk *Booker) book(ctx context.Context, c referral.Conversion, waiting []string) (referral.Booking, error) {
	now := bk.Now().UTC()
	at := c.At(now)
	decision, awaited, err := bk.decide(ctx, c, at)
	if err != nil {
		return referral.Booking{}, err
	}
	b := referral.Booking{Conversion: c, Received: now, ULID: bk.NewID(now), Decision: decision, Credit: referral.CreditOf(decision),
		Refunds: waiting, Version: 1}
	posting := table.Posting{Booking: b, Waiting: waiting, Awaits: awaited,
		Entries: []referral.Entry{b.Entry(bk.NewID(now), at, c.Earns())}}
	posting.Candidate = forHistory(b)
	return b, bk.Store.Post(ctx, posting)
}

// forHistory returns what the customer's next conversion may be credited by: the winner of this one, unless it came from the history itself.
func forHistory(b referral.Booking) *referral.Candidate {
	winner, ok := b.Decision.Winner()
	if b.Customer == "" || !ok || winner.Source == referral.FromCustomer {
		return nil
	}
	return &winner
}

// settleWaiting takes the refunds that were reported before their sale from it. Every report of the sale or of a refund sees to it, so that
// whatever breaks off half-way is completed by the merchant's next try.
func (bk *Booker) settleWaiting(ctx context.Context, sale referral.Booking) error {
	for _, refund := range slices.Sorted(slices.Values(sale.Refunds)) {
		err := untilSettled(ctx, func() error { return bk.settle(ctx, sale.Merchant, refund) })
		if err != nil {
			return err
		}
	}
	return nil
}
