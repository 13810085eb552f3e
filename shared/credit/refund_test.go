package credit_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"signpost/shared/referral"
)

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
			if _, _, err := w.booker.Report(t.Context(), c, referral.Scope{}); err != nil {
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
