package credit_test

import (
	"testing"
	"time"

	"signpost/shared/credit"
	"signpost/shared/referral"
)

func TestACorrectionMovesWhatIsStillEarned(t *testing.T) {
	w := newWorld(t)
	w.report(sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 1000))
	w.report(refund("refund-1", "order-1", 400))
	for range 2 {
		w.correct("order-1", credit.Correction{Partner: "kid456"})
	}
	if got := w.earned("abc123"); got != "0 leads 0 sales 0 USD" {
		t.Errorf("abc123 earned %s", got)
	}
	if got := w.earned("kid456"); got != "0 leads 1 sales 600 USD" {
		t.Errorf("kid456 earned %s", got)
	}
	w.report(refund("refund-2", "order-1", 0))
	if got := w.earned("kid456"); got != "0 leads 0 sales 0 USD" {
		t.Errorf("after a refund, kid456 earned %s", got)
	}
	changes, _, err := w.Changes(t.Context(), "conversion", referral.ConversionID("main", "order-1"), 10, "")
	if err != nil || len(changes) != 1 || changes[0].By != "admin" {
		t.Errorf("the audit has %+v, %v", changes, err)
	}
}

func TestACorrectionIsTheLastWord(t *testing.T) {
	w := newWorld(t)
	id := w.click("abc123", noon.Add(-time.Minute), referral.Hit, false)
	c := sale("order-1", id, 500)
	c.Partner = "kid456"
	w.report(c)
	w.correct("order-1", credit.Correction{})
	w.write(lateClick(id, noon.Add(-time.Minute), "abc123"))
	if err := w.booker.Arrived(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	for _, partner := range []referral.Code{"abc123", "kid456"} {
		if got := w.earned(partner); got != "0 leads 0 sales 0 USD" {
			t.Errorf("after an admin gave the credit to nobody, %s earned %s", partner, got)
		}
	}
}

func TestACorrectedCustomerStaysWithTheOtherPartner(t *testing.T) {
	for _, test := range []struct {
		name string
		to   referral.Code
	}{{"another partner", "kid456"}, {"nobody", ""}} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.report(lead("lead", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true)))
			w.correct("lead", credit.Correction{Partner: test.to})
			w.after(time.Hour)
			b := w.report(referral.Conversion{ExternalID: "sale", Type: referral.Sale, Customer: "c-7"})
			got := referral.Code("")
			if b.Credit != nil {
				got = b.Credit.Partner
			}
			if got != test.to {
				t.Errorf("the customer's sale is credited to %q, want %q: %+v", got, test.to, b.Decision.Verdicts)
			}
		})
	}
}

// Nobody has the credit any more, which is on record once however often it is asked for.
func TestCreditIsWithdrawn(t *testing.T) {
	w := newWorld(t)
	w.report(sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 1000))
	w.report(refund("refund-1", "order-1", 400))
	for _, reason := range []string{"ordered by its own customer", "once more"} {
		w.correct("order-1", credit.Correction{Reason: reason})
	}
	b, _, err := w.Booking(t.Context(), "main", "order-1")
	if err != nil || b.Credit != nil || !b.Corrected || b.Version != 3 { // booked, refunded, corrected
		t.Errorf("%+v, version %d, %v", b.Credit, b.Version, err)
	}
	if got := w.earned("abc123"); got != "0 leads 0 sales 0 USD" {
		t.Errorf("abc123 earned %s", got)
	}
	if got := w.earned(""); got != "0 leads 1 sales 600 USD" {
		t.Errorf("nobody earned %s", got)
	}
	changes, _, err := w.Changes(t.Context(), "conversion", referral.ConversionID("main", "order-1"), 10, "")
	if err != nil || len(changes) != 1 || changes[0].Action != referral.ActionCredit ||
		changes[0].Reason != "ordered by its own customer" {
		t.Errorf("the audit has %+v, %v", changes, err)
	}
	w.correct("order-1", credit.Correction{Partner: "abc123"})
	if b, _, err = w.Booking(t.Context(), "main", "order-1"); err != nil || b.Credit == nil ||
		b.Credit.Website != "haircare" || b.Credit.Country != "NO" {
		t.Errorf("given again, without what is known of the click: %+v, %v", b.Credit, err)
	}
}

func TestARefundIsNotCorrected(t *testing.T) {
	w := newWorld(t)
	w.report(sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 1000))
	w.report(refund("refund-1", "order-1", 400))
	_, err := w.booker.Correct(t.Context(), "main", "refund-1", credit.Correction{Partner: "kid456"}, w.stamp())
	if referral.CodeOf(err) != referral.Invalid {
		t.Errorf("a refund given to another partner: %v, want invalid", err)
	}
	if got := w.earned("abc123"); got != "0 leads 1 sales 600 USD" {
		t.Errorf("abc123 earned %s", got)
	}
	if got := w.earned("kid456"); got != "0 leads 0 sales 0 USD" {
		t.Errorf("kid456 earned %s", got)
	}
}
