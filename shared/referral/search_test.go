package referral_test

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestWhatASearchFinds(t *testing.T) {
	sale := decided(click(referral.FromClick, someClick, "abc123", time.Hour))
	sale.Credit.Website, sale.Credit.Ad = "skincare", "website2"
	sale.ULID, sale.Customer, sale.ClickID = "01KMZ3V7W6T3S9B1N4C0D8E5FG", "c-7", someClick
	refund := refunded(nil, 4990)
	nobodys := decided()
	yes, no := new(true), new(false)
	for name, test := range map[string]struct {
		search referral.Search
		want   string // s sale, r its refund, n nobody's
	}{
		"everything":              {referral.Search{}, "srn"},
		"a type":                  {referral.Search{Type: referral.Refund}, "r"},
		"a merchant":              {referral.Search{Merchant: "other"}, ""},
		"a partner":               {referral.Search{Partner: "abc123"}, "sr"},
		"a website":               {referral.Search{Website: "skincare"}, "s"},
		"an ad":                   {referral.Search{Ad: "website2"}, "s"},
		"a customer":              {referral.Search{Customer: "c-7"}, "s"},
		"a part of the number":    {referral.Search{Text: "RDER"}, "srn"},
		"the refund's number":     {referral.Search{Text: "refund-1"}, "r"},
		"an id":                   {referral.Search{Text: referral.ConversionID("main", "order-1")}, "sn"},
		"a ULID":                  {referral.Search{Text: sale.ULID}, "s"},
		"a click":                 {referral.Search{Text: someClick}, "sr"},
		"a customer, by admins":   {referral.Search{Text: "c-7", ForAdmin: true}, "s"},
		"a customer, by partners": {referral.Search{Text: "c-7"}, ""},
		"what is credited":        {referral.Search{Credited: yes}, "sr"},
		"what is not":             {referral.Search{Credited: no}, "n"},
		"what is refunded":        {referral.Search{Refunded: yes}, ""},
		"and at once": {
			referral.Search{Text: "order", Credited: yes, Type: referral.Sale, Refunded: no}, "s",
		},
	} {
		got := ""
		for _, b := range []struct {
			name string
			referral.Booking
		}{{"s", sale}, {"r", refund}, {"n", nobodys}} {
			if test.search.Passes(referral.ListedNow(b.Booking)) {
				got += b.name
			}
		}
		if got != test.want {
			t.Errorf("%s: %q; want %q", name, got, test.want)
		}
	}
	sale.Balance.Refunded = 1
	if s := (referral.Search{Refunded: yes}); !s.Passes(referral.ListedNow(sale)) {
		t.Error("a partly refunded sale is not among the refunded")
	}
}

func TestSpansAreWholeDaysOfTheirZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 29, 22, 30, 0, 0, time.UTC) // half past midnight of the 30th in Berlin
	for name, test := range map[string]struct {
		from, to   string
		zone       *time.Location
		start, end string
	}{
		"today, UTC":          {"2026-03-29", "", time.UTC, "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"},
		"23 hours":            {"2026-03-29", "2026-03-29", berlin, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		"30 days unless said": {"", "", berlin, "2026-02-28T23:00:00Z", "2026-03-30T22:00:00Z"},
		"400 days":            {"2025-02-23", "2026-03-29", time.UTC, "2025-02-23T00:00:00Z", "2026-03-30T00:00:00Z"},
	} {
		p, err := referral.ParseSpan(test.from, test.to, now, test.zone)
		start, end := p.Start.UTC().Format(time.RFC3339), p.End.UTC().Format(time.RFC3339)
		if err != nil || start != test.start || end != test.end {
			t.Errorf("%s: %s to %s, %v; want %s to %s", name, start, end, err, test.start, test.end)
		}
	}
	for name, days := range map[string][2]string{
		"backwards": {"2026-03-29", "2026-03-28"}, "401 days": {"2025-02-22", "2026-03-29"},
		"no day": {"2026-02-30", ""}, "no date": {"", "tomorrow"},
	} {
		if _, err := referral.ParseSpan(days[0], days[1], now, time.UTC); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
