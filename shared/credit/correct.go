package credit

import (
	"context"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Correction says who is to have the credit for a conversion: a partner, with website and ad if
// they are known, or nobody.
type Correction struct {
	Partner referral.Code // "" for nobody
	Website referral.Code
	Ad      referral.Code
	Reason  string // for the audit; see referral.CheckReason
}

// Correct moves the credit for what a conversion still earns: with an entry that takes it from the
// one and an entry that gives it to the other, both at this moment, and a note in the audit. The
// visitor's country, device and referrer move along. A correction that changes nothing is not
// written.
func (bk *Booker) Correct(
	ctx context.Context, merchant referral.Code, externalID string, to Correction, by referral.Stamp,
) (booking referral.Booking, err error) {
	err = untilSettled(ctx, func() error {
		booking, err = bk.correctOnce(ctx, merchant, externalID, to, by)
		return err
	})
	return booking, err
}

func (bk *Booker) correctOnce(
	ctx context.Context, merchant referral.Code, externalID string, to Correction, by referral.Stamp,
) (referral.Booking, error) {
	before, _, err := bk.Store.Booking(ctx, merchant, externalID)
	if err != nil {
		return before, err
	}
	if before.Type == referral.Refund {
		return before, referral.Invalidf("a refund follows the credit of its sale: correct the sale")
	}
	after := before
	after.Credit = to.credit(before)
	if before.Credit.Same(after.Credit) {
		return before, nil
	}
	after.Corrected = true
	by.Reason = to.Reason
	moved := bk.move(before, after, bk.Now().UTC())
	return bk.Store.Post(ctx, table.CreditCorrected(before, after, by, correctedHistory(after), moved...))
}

// credit returns the credit of b after the correction. Without a website, that of the click stays,
// also when the credit was withdrawn and is given again.
func (to Correction) credit(b referral.Booking) *referral.Credit {
	if to.Partner == "" {
		return nil
	}
	credit := referral.Credit{Partner: to.Partner, Website: to.Website, Ad: to.Ad}
	was := b.Credit
	if was == nil {
		was = referral.CreditOf(b.Decision)
	}
	if was != nil {
		credit.ClickID, credit.Visitor = was.ClickID, was.Visitor
		if credit.Website == "" {
			credit.Website = was.Website
		}
	}
	return &credit
}

// correctedHistory returns what the customer's next conversion may be credited by, in place of what
// the booking has noted before: the customer is now the other partner's, or nobody's.
func correctedHistory(b referral.Booking) *referral.Candidate {
	if b.Customer == "" {
		return nil
	}
	history := referral.Candidate{Source: referral.FromPartner, At: b.At(b.Received)}
	if c := b.Credit; c != nil {
		history.Partner, history.Website, history.Ad, history.Visitor = c.Partner, c.Website, c.Ad, c.Visitor
	}
	return &history
}

// move returns the entries that, at the given time, take what is still earned from whoever had the
// credit and give it to whoever has it then.
func (bk *Booker) move(before, after referral.Booking, at time.Time) []referral.Entry {
	left := before.Balance.Left(before.Conversion)
	if left.IsZero() {
		return nil
	}
	now := bk.Now().UTC()
	return []referral.Entry{
		before.Entry(bk.NewID(now), at, left.Negative()),
		after.Entry(bk.NewID(now), at, left),
	}
}
