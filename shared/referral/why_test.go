package referral_test

import (
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

const someClick = "abcdefghijklmnop01ARZ3NDEKTSV4RRFFQ69G5FAV"

// decided is a sale of 49.90 USD that has been decided out of these candidates.
func decided(candidates ...referral.Candidate) referral.Booking {
	b := referral.Booking{
		Conversion: referral.Conversion{Merchant: "main", ExternalID: "order-1", Type: referral.Sale,
			Amount: new(int64(4990)), Currency: "USD"},
		Received: noon,
		Decision: referral.Attribute(noon, candidates, referral.DefaultRule),
	}
	b.Credit = referral.CreditOf(b.Decision)
	return b
}

// refunded is a refund that asked for so much and took so much of the sale of decided.
func refunded(asked *int64, taken int64) referral.Booking {
	b := decided(click(referral.FromClick, someClick, "abc123", time.Hour))
	b.Type, b.ExternalID, b.Sale, b.Amount, b.Settled = referral.Refund, "refund-1", "order-1", asked, true
	if b.Currency = ""; asked != nil {
		b.Currency = "USD"
	}
	if taken != 0 {
		b.Taken = referral.Earning{Amount: taken, Currency: "USD"}
	}
	return b
}

func change(b referral.Booking, f func(*referral.Booking)) referral.Booking {
	f(&b)
	return b
}

func TestWhyIsNeverEmpty(t *testing.T) {
	hit := click(referral.FromClick, someClick, "abc123", time.Hour)
	malformed := candidate{Source: referral.FromClick, ClickID: "{click_id}", Missing: true}
	for name, test := range map[string]struct {
		booking referral.Booking
		want    string
	}{
		"a sale without anything": {decided(), "nobody-named: the report names no click, no customer and no partner"},
		"a new customer's": {change(decided(), func(b *referral.Booking) { b.Customer = "c-7" }),
			"customer-new: no earlier conversion of this customer was credited"},
		"an erased customer's": {change(decided(), func(b *referral.Booking) { b.CustomerErased = true }),
			"customer-new: no earlier conversion of this customer was credited"},
		"a click's":           {decided(hit), "named-click: the conversion names this click"},
		"a malformed click's": {decided(malformed), "click-malformed: it is not a click id"},
		"decided before malformed clicks had a reason": {
			change(decided(malformed), func(b *referral.Booking) {
				b.Decision.Verdicts[0].Reason = referral.ClickNotSeen
			}),
			"click-malformed: it is not a click id"},
		"given to somebody by an admin": {change(decided(), func(b *referral.Booking) { b.Corrected = true }),
			"corrected: an admin has decided"},
		"a refund that waits": {change(refunded(nil, 0), func(b *referral.Booking) { b.Settled = false }),
			"sale-not-reported: its sale has not been reported yet"},
		"a refund that waited": {change(refunded(nil, 4990), func(b *referral.Booking) { b.Waited = noon }),
			"refund-waited: it was reported before its sale, and taken from the sale when that was reported, " +
				"on 10 Mar 2026, 12:00 UTC; refund-taken: it took back 49.90 USD"},
		"a refund of all": {refunded(nil, 4990), "refund-taken: it took back 49.90 USD"},
		"a refund of more": {refunded(new(int64(999999)), 4990),
			"refund-capped: it asked for 9999.99 USD and took the 49.90 USD that were left"},
		"a second refund": {refunded(new(int64(10)), 0), "refund-empty: nothing was left"},
		"a refund in another currency": {
			change(refunded(new(int64(10)), 0), func(b *referral.Booking) { b.Decision = referral.Decision{} }),
			"refund-unfit: it does not fit"},
		"a lead's refund": {change(refunded(nil, 0), func(b *referral.Booking) { b.Taken.Leads = 1 }),
			"refund-taken: it took back what it refunds, which had no amount"},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			for _, e := range test.booking.Why(time.UTC) {
				told = append(told, string(e.Reason)+": "+e.Text)
			}
			if got := strings.Join(told, "; "); !strings.HasPrefix(got, test.want) {
				t.Errorf("%s; want %s", got, test.want)
			}
		})
	}
}

func TestARefundIsWorthWhatItTook(t *testing.T) {
	waits := change(refunded(new(int64(500)), 0), func(b *referral.Booking) { b.Settled = false })
	for name, test := range map[string]struct {
		booking      referral.Booking
		worth, asked string
	}{
		"a sale":        {decided(), "4990 USD", ""},
		"a part":        {refunded(new(int64(500)), 500), "500 USD", ""},
		"all":           {refunded(nil, 4990), "4990 USD", ""},
		"too much":      {refunded(new(int64(999999)), 4990), "4990 USD", "999999"},
		"nothing left":  {refunded(new(int64(500)), 0), "0 USD", "500"},
		"still waiting": {waits, " USD", "500"},
		"of a lead":     {refunded(nil, 0), "", ""},
	} {
		amount, currency := test.booking.Worth()
		if got := numberOr(amount) + strings.TrimRight(" "+currency, " "); got != test.worth {
			t.Errorf("%s is worth %q; want %q", name, got, test.worth)
		}
		if got := numberOr(test.booking.Asked()); got != test.asked {
			t.Errorf("%s asked for %q; want %q", name, got, test.asked)
		}
	}
}

func numberOr(n *int64) string {
	if n == nil {
		return ""
	}
	return referral.Major(*n, "")
}

func TestWhatAPartnerIsTold(t *testing.T) {
	hit := click(referral.FromClick, someClick, "abc123", time.Hour)
	before := click(referral.FromCustomer, someClick, "abc123", 48*time.Hour)
	named := candidate{Source: referral.FromPartner, Partner: "abc123", At: noon}
	history := candidate{Source: referral.FromCustomer, Partner: "abc123", At: noon}
	moved := func(b *referral.Booking) { b.Credit, b.Corrected = &referral.Credit{Partner: "secret9"}, true }
	for name, test := range map[string]struct {
		booking referral.Booking
		status  referral.Standing
		want    string
	}{
		"a click": {decided(hit), referral.StandsCredited,
			"The visitor followed this partner's link on 10 Mar 2026, 11:00 UTC, and the report names that click."},
		"an earlier click": {decided(before), referral.StandsCredited,
			"The customer followed this partner's link on 8 Mar 2026, 12:00 UTC, as an earlier report says."},
		"a customer": {decided(history), referral.StandsCredited,
			"An earlier conversion of the same customer was credited to this partner."},
		"a name": {decided(named), referral.StandsCredited, "The merchant names this partner in the report."},
		"an admin": {change(decided(hit), func(b *referral.Booking) { b.Corrected = true }), referral.StandsCredited,
			"An admin gave this partner the credit."},
		"moved": {change(decided(hit), moved), referral.StandsMovedAway,
			"An admin moved the credit to another partner."},
		"moved by a late click": {
			change(decided(hit), func(b *referral.Booking) { b.Credit = &referral.Credit{Partner: "secret9"} }),
			referral.StandsMovedAway,
			"The click that the report names arrived late, and showed that another partner has the credit."},
		"withdrawn": {change(decided(hit), func(b *referral.Booking) { b.Credit = nil }), referral.StandsWithdrawn,
			"An admin withdrew the credit."},
		"partly refunded": {change(decided(named), func(b *referral.Booking) { b.Balance.Refunded = 990 }),
			referral.StandsPartlyRefunded,
			"The merchant names this partner in the report. Refunds took back 9.90 USD."},
		"refunded": {change(decided(named), func(b *referral.Booking) { b.Balance.Whole = true }),
			referral.StandsRefunded, "The merchant names this partner in the report. It was refunded in full."},
		"a refund": {refunded(new(int64(999999)), 4990), referral.StandsTakenBack,
			"It asked for 9999.99 USD and took the 49.90 USD that were left."},
	} {
		test.booking.Customer = "the customer's secret"
		if got := test.booking.StandingOf("abc123"); got != test.status {
			t.Errorf("%s: %s; want %s", name, got, test.status)
		}
		if got := test.booking.TellPartner("abc123", time.UTC); got != test.want {
			t.Errorf("%s: %q; want %q", name, got, test.want)
		}
	}
}

func TestMoneyInMajorUnits(t *testing.T) {
	for want, amount := range map[string]struct {
		minor    int64
		currency string
	}{
		"49.90": {4990, "USD"}, "0.05": {5, "EUR"}, "4990": {4990, "JPY"}, "4.990": {4990, "KWD"},
		"0.0005": {5, "CLF"},
		"-0.05":  {-5, "USD"}, "-12.30": {-1230, "USD"}, "0.00": {0, "USD"},
	} {
		if got := referral.Major(amount.minor, amount.currency); got != want {
			t.Errorf("%d %s: %s; want %s", amount.minor, amount.currency, got, want)
		}
	}
}
