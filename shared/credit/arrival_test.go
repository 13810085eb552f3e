package credit_test

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestAConversionWaitsForItsClick(t *testing.T) {
	w := newWorld(t)
	id := w.click("abc123", noon.Add(-time.Minute), referral.Hit, false)
	c := sale("order-1", id, 500)
	c.Partner = "kid456"
	if b := w.report(c); b.Credit == nil || b.Credit.Partner != "kid456" {
		t.Fatalf("before the click: %+v", b.Credit)
	}
	w.report(refund("refund", "order-1", 100))
	w.write(lateClick(id, noon.Add(-time.Minute), "abc123"))
	for range 2 { // the recorder may say so twice
		if err := w.booker.Arrived(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.earned("abc123"); got != "0 leads 1 sales 400 USD" {
		t.Errorf("abc123 earned %s", got)
	}
	if got := w.earned("kid456"); got != "0 leads 0 sales 0 USD" {
		t.Errorf("kid456 earned %s", got)
	}
}

func TestAClickThatArrivesIsDecidedAsItWouldHaveBeen(t *testing.T) {
	w := newWorld(t)
	first := w.click("kid456", noon.Add(-2*time.Hour), referral.Hit, true)
	w.report(lead("lead", first))
	id := w.click("abc123", noon.Add(-time.Minute), referral.Hit, false)
	c := sale("order-1", id, 500)
	c.Customer = "c-7"
	if b := w.report(c); b.Credit == nil || b.Credit.Partner != "kid456" {
		t.Fatalf("before the click: %+v", b.Credit)
	}
	// Another rule, and what the customer did later, came after the decision.
	if _, err := w.ChangeRule(t.Context(), referral.DefaultRule, referral.FirstClick, w.stamp()); err != nil {
		t.Fatal(err)
	}
	w.after(time.Hour)
	w.report(lead("lead-2", w.click("abc123", noon.Add(-3*time.Hour), referral.Hit, true)))
	w.write(lateClick(id, noon.Add(-time.Minute), "abc123"))
	if err := w.booker.Arrived(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	b, _, err := w.Booking(t.Context(), "main", "order-1")
	if err != nil || b.Credit == nil || b.Credit.ClickID != string(id) ||
		b.Decision.Rule != referral.DefaultRule || len(b.Decision.Verdicts) != 2 {
		t.Errorf("credit %+v by %+v, %v", b.Credit, b.Decision, err)
	}
}

func TestACustomersNextSaleGoesToTheClickThatArrivedLate(t *testing.T) {
	w := newWorld(t)
	id := w.click("abc123", noon.Add(-time.Minute), referral.Hit, false)
	c := lead("lead", id)
	c.Partner = "kid456"
	w.report(c)
	w.write(lateClick(id, noon.Add(-time.Minute), "abc123"))
	if err := w.booker.Arrived(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.after(time.Hour)
	next := sale("order-1", "", 500)
	next.Customer = "c-7"
	if b := w.report(next); b.Credit == nil || b.Credit.Partner != "abc123" || len(b.Decision.Verdicts) != 1 {
		t.Errorf("credit %+v because %+v", b.Credit, b.Decision.Verdicts)
	}
}
