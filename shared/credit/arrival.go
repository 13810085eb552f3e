package credit

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Arrived decides again about the conversions that name a click which has only now been written:
// their merchants were faster than the queue that it was in. Whoever writes a click late calls it
// afterwards; calling it again changes nothing. Credit that an admin has corrected stays.
func (bk *Booker) Arrived(ctx context.Context, id referral.ClickID) error {
	waiting, err := bk.Store.Awaiting(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		err := untilSettled(ctx, func() error { return bk.arrivedFor(ctx, id, c) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (bk *Booker) arrivedFor(ctx context.Context, id referral.ClickID, c referral.Conversion) error {
	before, _, err := bk.Store.Booking(ctx, c.Merchant, c.ExternalID)
	if err != nil {
		return err
	}
	decision, arrived, err := bk.redecide(ctx, before)
	if err != nil || !arrived {
		return err
	}
	after := before
	after.Decision = decision
	if !before.Corrected {
		after.Credit = referral.CreditOf(decision)
	}
	step := table.ClickArrived(after, id, nil)
	if !before.Credit.Same(after.Credit) {
		// At the time of the conversion: this is how it should have been from the beginning.
		moved := bk.move(before, after, before.At(before.Received))
		step = table.ClickArrived(after, id, forHistory(after), moved...)
	}
	_, err = bk.Store.Post(ctx, step)
	return err
}

// redecide decides again as it was decided then, by the same rule and with what was known then of
// the other candidates; only the click that was not there is looked up. arrived tells whether it is
// there now.
func (bk *Booker) redecide(
	ctx context.Context, b referral.Booking,
) (decision referral.Decision, arrived bool, err error) {
	var candidates []referral.Candidate
	for _, v := range b.Decision.Verdicts {
		c := v.Candidate
		if c.Source == referral.FromClick && c.Missing {
			if c, err = bk.fromClick(ctx, b.ClickID); err != nil {
				return decision, false, err
			}
			known := map[referral.Code]*referral.Partner{}
			if c, err = bk.know(ctx, b.Scope.Limit(c), known); err != nil {
				return decision, false, err
			}
			arrived = !c.Missing
		}
		candidates = append(candidates, c)
	}
	return referral.Attribute(b.At(b.Received), candidates, b.Decision.Rule), arrived, nil
}
