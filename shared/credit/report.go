package credit

import (
	"context"
	"slices"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Report books what a merchant reports, once and forever. Only candidates within scope, which is
// that of the merchant's key, may earn. The same report again returns the booking and false,
// whatever the scope. Another report under the same external id is a Conflict error that names the
// fields which differ. An error of kind Invalid names the fields that break a rule.
func (bk *Booker) Report(
	ctx context.Context, c referral.Conversion, scope referral.Scope,
) (booking referral.Booking, isNew bool, err error) {
	if err := c.Check(bk.Now()); err != nil {
		return bk.reportedInTime(ctx, c, err)
	}
	look := c.Type == referral.Refund // a refund has to read its sale anyway
	err = untilSettled(ctx, func() error {
		booking, isNew, err = bk.reportOnce(ctx, c, scope, look)
		look = true
		return err
	})
	if err != nil {
		return booking, false, err
	}
	return booking, isNew, bk.settleWaiting(ctx, booking)
}

// reportedInTime returns what was booked when c came first, if all that is wrong with c is that it
// has become old. Otherwise, it returns what is wrong.
func (bk *Booker) reportedInTime(
	ctx context.Context, c referral.Conversion, wrong error,
) (referral.Booking, bool, error) {
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

// reportOnce books c unless it is booked already. Most reports are new, so it looks only when told
// to: after the write has failed.
func (bk *Booker) reportOnce(
	ctx context.Context, c referral.Conversion, scope referral.Scope, look bool,
) (referral.Booking, bool, error) {
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
	now := bk.Now().UTC()
	b := referral.Booking{Conversion: c, Received: now, ULID: bk.NewID(now), Scope: scope, Refunds: waiting}
	book := bk.book
	if c.Type == referral.Refund {
		book = bk.refund
	}
	b, err := book(ctx, b)
	return b, true, err
}

func sameReport(first, again referral.Conversion) error {
	if differences := first.Differences(again); len(differences) > 0 {
		return &referral.Error{
			Code:    referral.Conflict,
			Message: "another conversion was reported under this externalId",
			Fields:  differences,
		}
	}
	return nil
}

// book decides about a new conversion that earns, and writes it.
func (bk *Booker) book(ctx context.Context, b referral.Booking) (referral.Booking, error) {
	at := b.At(b.Received)
	decision, awaits, err := bk.decide(ctx, b, at)
	if err != nil {
		return referral.Booking{}, err
	}
	b.Decision, b.Credit = decision, referral.CreditOf(decision)
	earned := b.Entry(bk.NewID(b.Received), at, b.Earns())
	return bk.Store.Post(ctx, table.FirstBooking(b, earned, forHistory(b), awaits))
}

// forHistory returns what the customer's next conversion may be credited by: the winner of this
// one, unless it comes from the history itself.
func forHistory(b referral.Booking) *referral.Candidate {
	winner, ok := b.Decision.Winner()
	if b.Customer == "" || !ok || winner.Source == referral.FromCustomer {
		return nil
	}
	return &winner
}

// settleWaiting takes from sale the refunds that were reported before it. Every report of the sale
// or of a refund does, so that the merchant's next try completes whatever broke off halfway.
func (bk *Booker) settleWaiting(ctx context.Context, sale referral.Booking) error {
	for _, refund := range slices.Sorted(slices.Values(sale.Refunds)) {
		err := untilSettled(ctx, func() error { return bk.settle(ctx, sale.Merchant, refund) })
		if err != nil {
			return err
		}
	}
	return nil
}
