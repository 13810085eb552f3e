package credit

import (
	"context"
	"slices"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// refund books a new refund: taken from its sale or, if that is not there, waiting for it. An error
// of kind Invalid says that too many wait already.
func (bk *Booker) refund(ctx context.Context, b referral.Booking) (referral.Booking, error) {
	sale, waiting, err := bk.Store.Booking(ctx, b.Merchant, b.Sale)
	switch {
	case isNotFound(err) && len(waiting) >= referral.MaxWaitingRefunds:
		return b, referral.InvalidField("sale",
			"has not been reported, and %d refunds wait for it: report the sale first", len(waiting))
	case isNotFound(err):
		return bk.Store.Post(ctx, table.RefundWaiting(b))
	case err != nil:
		return b, err
	}
	step, err := bk.takeBack(b, sale)
	if err != nil {
		return b, err
	}
	return bk.Store.Post(ctx, step)
}

// takeBack returns the step that takes refund from sale. The refund gets the credit that the sale
// has now. An error of kind Invalid says that it cannot be taken.
func (bk *Booker) takeBack(refund, sale referral.Booking) (table.Step, error) {
	taken, balance, err := sale.Balance.TakeBack(sale.Conversion, refund.Conversion)
	if err != nil {
		return nil, err
	}
	sale.Balance = balance
	refund.Settled, refund.Taken = true, taken
	refund.Credit, refund.Decision, refund.Corrected = sale.Credit, sale.Decision, sale.Corrected
	if taken.IsZero() {
		return table.RefundTaken(refund, withoutRefund(sale, refund), nil), nil
	}
	now := bk.Now().UTC()
	entry := sale.Entry(bk.NewID(now), refund.At(refund.Received), taken.Negative())
	if first := sale.At(sale.Received); entry.At.Before(first) { // never before what it takes back
		entry.At = first
	}
	return table.RefundTaken(refund, withoutRefund(sale, refund), &entry), nil
}

// withoutRefund returns sale as it is when refund no longer waits for it.
func withoutRefund(sale, refund referral.Booking) referral.Booking {
	sale.Refunds = slices.DeleteFunc(slices.Clone(sale.Refunds), func(id string) bool {
		return id == refund.ExternalID
	})
	return sale
}

// settle takes a refund that waited from its sale, which is there now. A refund that cannot be
// taken, because of its currency, stays in the books as one that takes nothing.
func (bk *Booker) settle(ctx context.Context, merchant referral.Code, externalID string) error {
	refund, _, err := bk.Store.Booking(ctx, merchant, externalID)
	if err != nil || refund.Settled {
		return err
	}
	refund.Waited = bk.Now().UTC()
	sale, _, err := bk.Store.Booking(ctx, merchant, refund.Sale)
	if err != nil {
		return err
	}
	step, err := bk.takeBack(refund, sale)
	if referral.CodeOf(err) == referral.Invalid {
		refund.Settled = true
		step, err = table.RefundTaken(refund, withoutRefund(sale, refund), nil), nil
	}
	if err != nil {
		return err
	}
	_, err = bk.Store.Post(ctx, step)
	return err
}
