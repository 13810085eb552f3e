package credit_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/shared/credit"
	"signpost/shared/referral"
)

func sale(id string, clickID referral.ClickID, amount int64) referral.Conversion {
	return referral.Conversion{
		ExternalID: id,
		Type:       referral.Sale,
		ClickID:    string(clickID),
		Amount:     &amount,
		Currency:   "USD",
	}
}

// lead is a lead of the customer c-7.
func lead(id string, clickID referral.ClickID) referral.Conversion {
	return referral.Conversion{ExternalID: id, Type: referral.Lead, Customer: "c-7", ClickID: string(clickID)}
}

func refund(id, of string, amount int64) referral.Conversion {
	c := referral.Conversion{ExternalID: id, Type: referral.Refund, Sale: of}
	if amount > 0 {
		c.Amount, c.Currency = &amount, "USD"
	}
	return c
}

func TestASaleIsCreditedToItsClick(t *testing.T) {
	w := newWorld(t)
	click := w.click("abc123", noon.Add(-time.Hour), referral.Hit, true)
	b := w.report(sale("order-1", click, 4990))
	if b.Credit == nil || b.Credit.Partner != "abc123" || b.Credit.Website != "haircare" ||
		b.Credit.Ad != "website2" || b.Credit.ClickID != string(click) {
		t.Fatalf("credit is %+v", b.Credit)
	}
	if got := w.earned("abc123"); got != "0 leads 1 sales 4990 USD" {
		t.Errorf("earned %s", got)
	}
}

func TestWhoIsCredited(t *testing.T) {
	w := newWorld(t)
	week := 7
	w.partner("brief1", &week)
	hit := func(partner referral.Code, at time.Time) referral.ClickID {
		return w.click(partner, at, referral.Hit, true)
	}
	anHourAgo := noon.Add(-time.Hour)
	for _, test := range []struct {
		name    string
		click   referral.ClickID
		partner string
		want    referral.Code
		why     referral.Reason // of the click, else of the partner
	}{
		{"nobody without anything", "", "", "", ""},
		{"the click before the named partner", hit("abc123", anHourAgo), "kid456", "abc123", referral.NamedClick},
		{"the named partner without a click", "", "KID456", "kid456", referral.NamedPartner},
		{"nobody for a bot", w.click("abc123", anHourAgo, referral.Bot, true), "", "", referral.ByBot},
		{"nobody for a click on nobody's link", hit("", anHourAgo), "", "", referral.NobodyCredited},
		{"within the window", hit("brief1", noon.AddDate(0, 0, -7)), "", "brief1", referral.NamedClick},
		{"nobody outside the window", hit("brief1", noon.AddDate(0, 0, -8)), "", "", referral.OutsideWindow},
		{"no limit without a window", hit("abc123", noon.AddDate(-3, 0, 0)), "", "abc123", referral.NamedClick},
		{"nobody for an unknown partner", "", "nobody9", "", referral.PartnerUnknown},
		{"nobody for what is not a code", "", "<script>", "", referral.PartnerUnknown},
		{"nobody for what is not a click id", "evil", "", "", referral.ClickNotSeen},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := w.report(referral.Conversion{
				ExternalID: test.name,
				Type:       referral.Lead,
				ClickID:    string(test.click),
				Partner:    test.partner,
			})
			got := referral.Code("")
			if b.Credit != nil {
				got = b.Credit.Partner
			}
			if got != test.want {
				t.Errorf("credited %q, want %q", got, test.want)
			}
			if test.why != "" && b.Decision.Verdicts[0].Reason != test.why {
				t.Errorf("why: %+v, want %s", b.Decision.Verdicts, test.why)
			}
		})
	}
}

func TestADeactivatedPartnerKeepsWhatItEarnedAndEarnsNoMore(t *testing.T) {
	w := newWorld(t)
	click := w.click("kid456", noon.Add(-time.Hour), referral.Hit, true)
	w.report(sale("before", click, 100))
	p, err := w.Partner(t.Context(), "kid456")
	if err != nil {
		t.Fatal(err)
	}
	ended := p
	ended.Status, ended.Ended = referral.Inactive, w.clock().Add(time.Minute)
	if _, err := w.ChangePartner(t.Context(), p, ended, w.stamp()); err != nil {
		t.Fatal(err)
	}
	w.after(time.Hour)
	if b := w.report(sale("after", click, 100)); b.Credit != nil {
		t.Errorf("after its end: %+v", b.Credit)
	}
	late := sale("reported late", click, 100)
	late.OccurredAt = noon
	if b := w.report(late); b.Credit == nil {
		t.Errorf("a sale of before its end, reported afterwards, earns nothing: %+v", b.Decision.Verdicts)
	}
	if got := w.earned("kid456"); got != "0 leads 2 sales 200 USD" {
		t.Errorf("earned %s", got)
	}
}

func TestACustomersSaleIsCreditedByItsLead(t *testing.T) {
	w := newWorld(t)
	w.report(lead("lead", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true)))
	w.after(24 * time.Hour)
	c := sale("sale", "", 700)
	c.Customer, c.Partner = "c-7", "kid456"
	b := w.report(c)
	if b.Credit == nil || b.Credit.Partner != "abc123" || b.Decision.Verdicts[0].Reason != referral.CustomerHistory {
		t.Fatalf("credit %+v because %+v", b.Credit, b.Decision.Verdicts)
	}
	if got := w.earned("abc123"); got != "1 leads 1 sales 700 USD" {
		t.Errorf("earned %s", got)
	}
}

func TestTheSameReportAgainChangesNothing(t *testing.T) {
	w := newWorld(t)
	c := sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 4990)
	first := w.report(c)
	w.after(400 * 24 * time.Hour)
	again, isNew, err := w.try(c)
	if err != nil || isNew || again.ULID != first.ULID {
		t.Errorf("again: %v, new %v, %v", again.ULID, isNew, err)
	}
	other := c
	other.Amount = new(int64(1))
	_, _, err = w.try(other)
	if referral.CodeOf(err) != referral.Conflict ||
		!strings.Contains(fmt.Sprint(err.(*referral.Error).Fields), "amount") {
		t.Errorf("another amount: %v", err)
	}
	if got := w.earned("abc123"); got != "0 leads 1 sales 4990 USD" {
		t.Errorf("earned %s", got)
	}
}

func TestFiftyReportsAtOnceAreOneConversion(t *testing.T) {
	w := newWorld(t)
	c := sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 4990)
	c.Merchant = "main"
	var reporting sync.WaitGroup
	var mu sync.Mutex
	ids, made := map[string]bool{}, 0
	for range 50 {
		reporting.Go(func() {
			b, isNew, err := w.booker.Report(t.Context(), c)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if ids[b.ULID] = true; isNew {
				made++
			}
		})
	}
	reporting.Wait()
	if len(ids) != 1 || made != 1 {
		t.Errorf("%d conversions, %d of them new", len(ids), made)
	}
	if got := w.earned("abc123"); got != "0 leads 1 sales 4990 USD" {
		t.Errorf("earned %s", got)
	}
}

func TestRefunds(t *testing.T) {
	for _, test := range []struct {
		name    string
		refunds []int64 // 0 refunds all that is left
		want    string
	}{
		{"a part", []int64{1000}, "0 leads 1 sales 3990 USD"},
		{"parts that make the whole", []int64{1000, 3990}, "0 leads 0 sales 0 USD"},
		{"all", []int64{0}, "0 leads 0 sales 0 USD"},
		{"the rest", []int64{1000, 0}, "0 leads 0 sales 0 USD"},
		{"more than there was", []int64{9999}, "0 leads 0 sales 0 USD"},
		{"again after all", []int64{0, 500, 0}, "0 leads 0 sales 0 USD"},
	} {
		for _, first := range []string{"after the sale", "before the sale"} {
			t.Run(test.name+" "+first, func(t *testing.T) {
				w := newWorld(t)
				s := sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 4990)
				if first == "after the sale" {
					w.report(s)
				}
				for i, amount := range test.refunds {
					w.report(refund(fmt.Sprint("refund-", i), "order-1", amount))
				}
				w.report(s)
				w.report(s)
				if got := w.earned("abc123"); got != test.want {
					t.Errorf("earned %s, want %s", got, test.want)
				}
			})
		}
	}
}

func TestRefundsAtOnceNeverTakeMoreThanThereIs(t *testing.T) {
	w := newWorld(t)
	w.report(sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 1000))
	var refunding sync.WaitGroup
	for i := range 8 {
		refunding.Go(func() {
			c := refund(fmt.Sprint("refund-", i), "order-1", 300)
			c.Merchant = "main"
			if _, _, err := w.booker.Report(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	}
	refunding.Wait()
	if got := w.earned("abc123"); got != "0 leads 0 sales 0 USD" {
		t.Errorf("earned %s", got)
	}
}

func TestARefundInAnotherCurrencyIsRefused(t *testing.T) {
	w := newWorld(t)
	w.report(sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 1000))
	c := refund("refund", "order-1", 10)
	c.Currency = "EUR"
	if _, _, err := w.try(c); referral.CodeOf(err) != referral.Invalid {
		t.Errorf("got %v", err)
	}
}

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

func TestWhatWasReportedInTimeIsTheSameForEver(t *testing.T) {
	w := newWorld(t)
	c := sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 4990)
	c.OccurredAt = noon.Add(-time.Minute)
	first := w.report(c)
	w.after(50 * 365 * 24 * time.Hour)
	if again, isNew, err := w.try(c); err != nil || isNew || again.ULID != first.ULID {
		t.Errorf("after fifty years: %v, new %v, %v", again.ULID, isNew, err)
	}
	other := c
	other.Amount = new(int64(1))
	if _, _, err := w.try(other); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("another amount: %v", err)
	}
	late := c
	late.ExternalID = "order-2"
	if _, _, err := w.try(late); referral.CodeOf(err) != referral.Invalid {
		t.Errorf("reported fifty years late: %v", err)
	}
}

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
