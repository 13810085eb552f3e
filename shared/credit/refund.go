package credit

import (
	"context"
	"slices"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// refund books a refund: taken from its sale, or waiting for it.
func (bk *Booker) refund(ctx context.Context, c referral.Conversion, waiting []string) (referral.Booking, error) {
	now := bk.Now().UTC()
	b := referral.Booking{Conversion: c, Received: now, ULID: bk.NewID(now), Refunds: waiting, Version: 1}
	sale, _, err := bk.Store.Booking(ctx, c.Merchant, c.Sale)
	if isNotFound(err) {
		return b, bk.Store.Post(ctx, table.Posting{Booking: b, Waiting: waiting, WaitsFor: c.Sale})
	}
	if err != nil {
		return b, err
	}
	posting, err := bk.takeBack(b, sale)
	if err != nil {
		return b, err
	}
	posting.Waiting = waiting
	return posting.Booking, bk.Store.Post(ctx, posting)
}

// takeBack returns the step that takes refund from sale, of which it is given the credit as it is now.
func (bk *Booker) takeBack(refund, sale referral.Booking) (table.Posting, error) {
	taken, balance, err := sale.Balance.TakeBack(sale.Conversion, refund.Conversion)
	if err != nil {
		return table.Posting{}, err
	}
	now := bk.Now().UTC()
	sale.Balance, sale.Version = balance, sale.Version+1
	sale.Refunds = slices.DeleteFunc(slices.Clone(sale.Refunds), func(id string) bool { return id == refund.ExternalID })
	refund.Settled, refund.Taken, refund.Credit, refund.Decision = true, taken, sale.Credit, sale.Decision
	posting := table.Posting{Booking: refund, Other: &sale}
	if !taken.IsZero() {
		entry := sale.Entry(bk.NewID(now), refund.At(refund.Received), taken.Negative())
		if first := sale.At(sale.Received); entry.At.Before(first) { // a refund is never seen before what it takes back
			entry.At = first
		}
		posting.Entries = []referral.Entry{entry}
	}
	return posting, nil
}

// settle takes a refund that waited from its sale, which is there now. A refund that can't be taken, for its currency, stays in the books as one that takes nothing.
func (bk *Booker) settle(ctx context.Context, merchant referral.Code, externalID string) error {
	refund, _, err := bk.Store.Booking(ctx, merchant, externalID)
	if err != nil || refund.Settled {
		return err
	}
	sale, _, err := bk.Store.Booking(ctx, merchant, refund.Sale)
	if err != nil {
		return err
	}
	refund.Version++
	posting, err := bk.takeBack(refund, sale)
	if referral.CodeOf(err) == referral.Invalid {
		refund.Settled = true
		sale.Version++
		sale.Refunds = slices.DeleteFunc(slices.Clone(sale.Refunds), func(id string) bool { return id == externalID })
		posting, err = table.Posting{Booking: refund, Other: &sale}, nil
	}
	if err != nil {
		return err
	}
	return bk.Store.Post(ctx, posting)
}
