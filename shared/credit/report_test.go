package credit_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/shared/referral"
)

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
		{"nobody for a prefetch", w.click("abc123", anHourAgo, referral.Prefetch, true), "", "", referral.ByPrefetch},
		{"nobody for a click on nobody's link", hit("", anHourAgo), "", "", referral.NobodyCredited},
		{"within the window", hit("brief1", noon.AddDate(0, 0, -7)), "", "brief1", referral.NamedClick},
		{"nobody outside the window", hit("brief1", noon.AddDate(0, 0, -8)), "", "", referral.OutsideWindow},
		{"no limit without a window", hit("abc123", noon.AddDate(-3, 0, 0)), "", "abc123", referral.NamedClick},
		{"nobody for an unknown partner", "", "nobody9", "", referral.PartnerUnknown},
		{"nobody for what is not a code", "", "<script>", "", referral.PartnerUnknown},
		{"nobody for what is not a click id", "evil", "", "", referral.ClickMalformed},
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
			b, isNew, err := w.booker.Report(t.Context(), c, referral.Scope{})
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

func TestWhatWasReportedInTimeIsTheSameForever(t *testing.T) {
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
