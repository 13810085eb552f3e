package credit_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// Whatever is reported, refunded, corrected and found late, in whatever order, with writes that
// fail and answers that are lost: once everything has been asked for until it succeeded, the
// ledger holds, for every partner, exactly what the bookings say is still earned.
func TestLedgerIsWhatIsEarned(t *testing.T) {
	w := newWorld(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		story := &story{T: t, w: w, merchant: referral.Code(fmt.Sprintf("shop-%d", run)), before: w.ledger()}
		w.faulty.plan = func() fault {
			return rapid.SampledFrom([]fault{none, none, none, refused, answerLost}).Draw(t, "fault")
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			story.step()
		}
		story.deliverClicks()
		w.faulty.plan = nil
		story.check()
	})
}

type story struct {
	*rapid.T
	w        *world
	merchant referral.Code
	before   map[referral.Code]referral.Counts
	sales    []string
	late     []referral.Click
}

func (s *story) step() {
	s.w.after(time.Second)
	steps := []string{"sale", "late click", "refund", "refund", "early refund", "correct"}
	switch rapid.SampledFrom(steps).Draw(s.T, "step") {
	case "sale":
		s.reportSale(s.w.click(s.partner(), s.w.clock().Add(-time.Hour), referral.Hit, true))
	case "late click":
		at := s.w.clock().Add(-time.Hour)
		id := s.w.click("", at, referral.Hit, false)
		s.late = append(s.late, lateClick(id, at, s.partner()))
		s.reportSale(id)
	case "refund":
		if len(s.sales) > 0 {
			s.refundOf(rapid.SampledFrom(s.sales).Draw(s.T, "sale"))
		}
	case "early refund":
		s.refundOf(fmt.Sprintf("sale-%d", len(s.sales)))
	case "correct":
		if len(s.sales) > 0 {
			s.correct(rapid.SampledFrom(s.sales).Draw(s.T, "sale"))
		}
	}
}

func (s *story) partner() referral.Code {
	return rapid.SampledFrom([]referral.Code{"abc123", "kid456"}).Draw(s.T, "partner")
}

func (s *story) reportSale(click referral.ClickID) {
	id := fmt.Sprintf("sale-%d", len(s.sales))
	s.sales = append(s.sales, id)
	s.report(sale(id, click, rapid.Int64Range(0, 1000).Draw(s.T, "amount")))
}

func (s *story) refundOf(id string) {
	refundID := fmt.Sprintf("refund-%d-of-%s", s.w.clock().UnixNano(), id)
	s.report(refund(refundID, id, rapid.Int64Range(0, 600).Draw(s.T, "refund")))
}

func (s *story) report(c referral.Conversion) {
	c.Merchant = s.merchant
	s.untilDone(func() error {
		_, _, err := s.w.booker.Report(context.Background(), c, referral.Scope{})
		return err
	})
}

func (s *story) correct(id string) {
	to := credit.Correction{Partner: s.partner()}
	s.untilDone(func() error {
		_, err := s.w.booker.Correct(context.Background(), s.merchant, id, to, s.w.stamp())
		return err
	})
}

func (s *story) deliverClicks() {
	for _, c := range s.late {
		s.w.write(c)
		s.untilDone(func() error { return s.w.booker.Arrived(context.Background(), c.ID) })
	}
}

// untilDone does what a merchant's server or a queue does: it tries again until it is told that
// it is done.
func (s *story) untilDone(do func() error) {
	for range 100 {
		if err := do(); err == nil {
			return
		} else if !errors.Is(err, errInjected) {
			s.Fatalf("%v", err)
		}
	}
	s.Fatalf("never done")
}

func (s *story) check() {
	want := map[referral.Code]referral.Counts{}
	maps.Copy(want, s.before)
	for _, id := range s.sales {
		b, waiting, err := s.w.Booking(context.Background(), s.merchant, id)
		if err != nil {
			s.Fatalf("%s: %v", id, err)
		}
		left := b.Balance.Left(b.Conversion)
		if left.Amount < 0 || left.Sales < 0 || unsettled(s, waiting) {
			s.Fatalf("%s: %+v left, %v waiting", id, left, waiting)
		}
		s.isListed(b, left)
		e := b.Entry("", s.w.clock(), left)
		sum := referral.Counts{Revenue: maps.Clone(want[e.Partner].Revenue), Sales: want[e.Partner].Sales}
		sum.Add(referral.Counts{Sales: int64(e.Sales), Revenue: map[string]int64{"USD": e.Amount}})
		want[e.Partner] = sum
	}
	for partner, got := range s.w.ledger() {
		if got.Sales != want[partner].Sales || got.Revenue["USD"] != want[partner].Revenue["USD"] {
			s.Fatalf("the ledger gives %s %d sales and %d, the bookings %d and %d",
				partner, got.Sales, got.Revenue["USD"], want[partner].Sales, want[partner].Revenue["USD"])
		}
	}
}

// isListed fails the test unless whoever has the credit finds the conversion in its list, where it
// happened: also after the credit has moved.
func (s *story) isListed(b referral.Booking, left referral.Earning) {
	if b.Credit == nil || left.IsZero() {
		return
	}
	at := b.At(b.Received)
	entries, _, err := s.w.CreditedTo(context.Background(), b.Credit.Partner, at, at.Add(time.Millisecond), "", 100)
	if err != nil || !slices.ContainsFunc(entries, func(e table.Credited) bool {
		return e.Merchant == b.Merchant && e.ExternalID == b.ExternalID
	}) {
		s.Fatalf("%s is not in the list of %s: %+v, %v", b.ExternalID, b.Credit.Partner, entries, err)
	}
}

func unsettled(s *story, refunds []string) bool {
	for _, id := range refunds {
		if b, _, err := s.w.Booking(context.Background(), s.merchant, id); err != nil || !b.Settled {
			return true
		}
	}
	return false
}
