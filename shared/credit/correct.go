package credit

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Correction says who shall have the credit for a conversion: a partner, with website and ad if they are known, or nobody.
type Correction struct {
	Partner referral.Code
	Website referral.Code
	Ad      referral.Code
}

// Correct moves the credit for what a conversion still earns, with an entry that takes it from the one and an entry that gives it to the other,
// both at this moment, and a note in the audit. The visitor's country, device and referrer move along. A correction that changes nothing is not written.
func (bk *Booker) Correct(ctx context.Context, merchant referral.Code, externalID string, to Correction, by referral.Stamp) (booking referral.Booking, err error) {
	err = untilSettled(ctx, func() error {
		booking, err = bk.correctOnce(ctx, merchant, externalID, to, by)
		return err
	})
	return booking, err
}

func (bk *Booker) correctOnce(ctx context.Context, merchant referral.Code, externalID string, to Correction, by referral.Stamp) (referral.Booking, error) {
	before, _, err := bk.Store.Booking(ctx, merchant, externalID)
	if err != nil {
		return before, err
	}
	if before.Type == referral.Refund {
		return before, referral.Invalidf("a refund follows the credit of its sale: correct the sale")
	}
	after := before
	after.Credit = to.credit(before)
	if same(before.Credit, after.Credit) {
		return before, nil
	}
	after.Corrected = true
	after.Version++
	posting := table.Posting{Booking: after, Before: &before, By: &by, Entries: bk.move(before, after), Candidate: correctedNote(after)}
	return after, bk.Store.Post(ctx, posting)
}

// credit returns what to becomes. Without a website it stays with that of the click.
func (to Correction) credit(b referral.Booking) *referral.Credit {
	if to.Partner == "" {
		return nil
	}
	credit := referral.Credit{Partner: to.Partner, Website: to.Website, Ad: to.Ad}
	if was := b.Credit; was != nil {
		credit.ClickID, credit.Visitor = was.ClickID, was.Visitor
		if credit.Website == "" {
			credit.Website = was.Website
		}
	}
	return &credit
}

// correctedNote is what the customer's next conversion may be credited by, instead of what the booking has noted before: the customer is now
// the other partner's, or nobody's.
func correctedNote(b referral.Booking) *referral.Candidate {
	if b.Customer == "" {
		return nil
	}
	note := referral.Candidate{Source: referral.FromPartner, At: b.At(b.Received)}
	if c := b.Credit; c != nil {
		note.Partner, note.Website, note.Ad, note.Visitor = c.Partner, c.Website, c.Ad, c.Visitor
	}
	return &note
}

func same(a, b *referral.Credit) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Partner == b.Partner && a.Website == b.Website && a.Ad == b.Ad
}

// move returns the entries that take what is still earned from the one and give it to the other, now.
func (bk *Booker) move(before, after referral.Booking) []referral.Entry {
	left := before.Balance.Left(before.Conversion)
	if left.IsZero() {
		return nil
	}
	now := bk.Now().UTC()
	return []referral.Entry{before.Entry(bk.NewID(now), now, left.Negative()), after.Entry(bk.NewID(now), now, left)}
}
