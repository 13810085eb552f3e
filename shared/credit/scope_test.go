package credit_test

import (
	"testing"
	"time"

	"signpost/shared/credit"
	"signpost/shared/referral"
)

// Clicks of this world are on links to haircare.
var (
	haircareOnly = referral.Scope{Websites: []referral.Code{"haircare"}}
	skincareOnly = referral.Scope{Websites: []referral.Code{"skincare"}}
)

func TestWhatAKeyMayEarnCreditFor(t *testing.T) {
	mayNotName := referral.Scope{NamesNoPartner: true}
	for _, test := range []struct {
		name     string
		scope    referral.Scope
		click    bool
		customer string
		partner  string
		want     referral.Code
		why      referral.Reason // of the first verdict
	}{
		{"a click of its website", haircareOnly, true, "", "", "abc123", referral.NamedClick},
		{"no click of another", skincareOnly, true, "", "", "", referral.OtherWebsite},
		{"a customer of its website", haircareOnly, false, "c-7", "", "kid456", referral.CustomerHistory},
		{"no customer of another", skincareOnly, false, "c-7", "", "", referral.OtherWebsite},
		{"a named partner", skincareOnly, false, "", "kid456", "kid456", referral.NamedPartner},
		{"no named partner without the right", mayNotName, false, "", "kid456", "", referral.NamingNotAllowed},
		{"a click in spite of a name", mayNotName, true, "", "kid456", "abc123", referral.NamedClick},
		{"a name in spite of clicks of another", skincareOnly, true, "c-7", "kid456", "kid456", referral.OtherWebsite},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.report(lead("lead", w.click("kid456", noon.Add(-2*time.Hour), referral.Hit, true)))
			w.scope = test.scope
			c := referral.Conversion{ExternalID: "sale", Type: referral.Sale}
			c.Customer, c.Partner = test.customer, test.partner
			if test.click {
				c.ClickID = string(w.click("abc123", noon.Add(-time.Hour), referral.Hit, true))
			}
			w.report(c)
			b, _, err := w.Booking(t.Context(), "main", "sale") // as it is kept
			if err != nil || creditedTo(b) != test.want || b.Decision.Verdicts[0].Reason != test.why {
				t.Errorf("credited %q because of %+v, %v", creditedTo(b), b.Decision.Verdicts, err)
			}
			if lines := credit.WhatIf(b, referral.FirstClick); len(lines) > 0 {
				t.Errorf("another rule would credit what may not earn: %+v", lines)
			}
		})
	}
}

func creditedTo(b referral.Booking) referral.Code {
	if b.Credit == nil {
		return ""
	}
	return b.Credit.Partner
}

func TestAClickThatArrivesEarnsOnlyForWebsitesOfTheKey(t *testing.T) {
	for _, test := range []struct {
		name  string
		scope referral.Scope
		want  string
	}{
		{"its own", haircareOnly, "0 leads 1 sales 500 USD"},
		{"another", skincareOnly, "0 leads 0 sales 0 USD"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.click("abc123", noon.Add(-time.Minute), referral.Hit, false)
			w.scope = test.scope
			w.report(sale("order-1", id, 500))
			w.write(lateClick(id, noon.Add(-time.Minute), "abc123"))
			if err := w.booker.Arrived(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if got := w.earned("abc123"); got != test.want {
				t.Errorf("earned %s, want %s", got, test.want)
			}
		})
	}
}

// Two keys of one merchant may report the same. Who came first has decided.
func TestTheSameReportWithAnotherKeyChangesNothing(t *testing.T) {
	w := newWorld(t)
	c := sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 500)
	w.scope = skincareOnly
	first := w.report(c)
	w.scope = referral.Scope{}
	again, isNew, err := w.try(c)
	if err != nil || isNew || again.ULID != first.ULID || again.Credit != nil {
		t.Errorf("%+v, new %v, %v", again, isNew, err)
	}
}
