package adminapi_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

// withConversions returns a server with two partners, a merchant's key, and conversions that
// happened at some hours of 4 March 2026, at five in the morning, and before.
func withConversions(t *testing.T) *adminServer {
	t.Helper()
	s, _ := withSale(t) // "order 7/1", now
	s.want(t, 201, post, "keys", `{"name":"Shop"}`)
	report := func(c referral.Conversion, hoursAgo int) {
		t.Helper()
		c.Merchant, c.OccurredAt = "main", s.clock().Add(-time.Duration(hoursAgo)*time.Hour)
		if _, _, err := s.booker.Report(t.Context(), c, referral.Scope{}); err != nil {
			t.Fatal(err)
		}
	}
	usd := func(n int64) *int64 { return &n }
	report(referral.Conversion{ExternalID: "order-2", Type: referral.Sale, Customer: "c-7", Partner: "kid456",
		Amount: usd(1000), Currency: "USD"}, 4)
	report(referral.Conversion{ExternalID: "order-3", Type: referral.Sale, Amount: usd(500), Currency: "USD"}, 30)
	report(referral.Conversion{ExternalID: "lead-1", Type: referral.Lead, Partner: "abc123"}, 24*60)
	report(referral.Conversion{ExternalID: "refund-2", Type: referral.Refund, Sale: "order-2",
		Amount: usd(999999), Currency: "USD"}, 3)
	return s
}

func TestAdminsSearchConversions(t *testing.T) {
	s := withConversions(t)
	id := referral.ConversionID("main", "lead-1")
	for query, want := range map[string]string{
		"":                                  "order 7/1,refund-2,order-2,order-3",
		"day=2026-03-03":                    "",
		"day=2026-03-02":                    "order-3",
		"from=2026-03-02&to=2026-03-02":     "order-3",
		"from=2025-12-01":                   "order 7/1,refund-2,order-2,order-3,lead-1",
		"from=2025-12-01&to=2026-01-31":     "lead-1",
		"partner=kid456":                    "refund-2,order-2",
		"partner=kid456&type=sale":          "order-2",
		"merchant=other":                    "",
		"merchant=main&type=refund":         "refund-2",
		"credited=false":                    "order-3",
		"credited=true&from=2025-12-01":     "order 7/1,refund-2,order-2,lead-1",
		"refunded=true":                     "order-2",
		"customer=c-7":                      "order-2",
		"q=c-7":                             "order-2",
		"q=ORDER-":                          "refund-2,order-2,order-3",
		"q=order-2":                         "order-2,refund-2",
		"q=order-2&credited=false":          "",
		"q=lead-1":                          "lead-1", // whenever it was
		"q=" + id:                           "lead-1",
		"q=order+7%2F1":                     "order 7/1",
		"q=nothing+like+it&from=2025-12-01": "",
	} {
		for _, limit := range []string{"1", "2", "100"} {
			path := "conversions?" + query + "&limit=" + limit
			all := allPages[adminapi.Conversion](t, s, path)
			var got []string
			for _, c := range all {
				got = append(got, c.ExternalID)
			}
			if strings.Join(got, ",") != want {
				t.Errorf("%s: %q; want %q", path, got, want)
			}
		}
	}
}

func TestWhatIsNoSearchIsRefused(t *testing.T) {
	s := newAdminServer(t)
	for query, fields := range map[string]string{
		"from=2026-03-04&to=2026-03-03":    "from",
		"from=2024-01-01":                  "from",
		"day=2026-03-04&from=2026-03-04":   "day",
		"partner=%23&website=_&merchant=-": "partner website merchant",
	} {
		s.wantFieldErrors(t, get, "conversions?"+query, "", fields)
	}
}

func TestARefundSaysWhatItTook(t *testing.T) {
	s := withConversions(t)
	a := s.want(t, 200, get, "conversions/"+referral.ConversionID("main", "refund-2"), "")
	has(t, a, `{"amount":1000,"asked":999999,"currency":"USD","refunded":0,"sale":"order-2","waiting":false}`)
	why := apitest.JSON[adminapi.Conversion](t, a).Why
	if len(why) != 2 || why[0].Message != "it asked for 9999.99 USD and took the 10.00 USD that were left" {
		t.Errorf("%+v", why)
	}
}

func TestWhyIsNeverEmpty(t *testing.T) {
	s := withConversions(t)
	for _, c := range allPages[adminapi.Conversion](t, s, "conversions?from=2025-12-01&limit=100") {
		if len(c.Why) == 0 || c.Why[0].Message == "" {
			t.Errorf("%s: %+v", c.ExternalID, c.Why)
		}
		for _, v := range c.Why {
			if v.At != nil {
				t.Errorf("%s: nobody clicked, and yet %+v", c.ExternalID, v)
			}
		}
	}
}

func TestTheSearchAsCSV(t *testing.T) {
	s := withConversions(t)
	a := s.want(t, 200, get, "conversions?limit=1&q="+url.QueryEscape("order-2"), "", "accept", "text/csv")
	lines := strings.Split(a.Body, "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "occurredAt,receivedAt,type,externalId,merchant,customer,") ||
		!strings.Contains(lines[1], ",sale,order-2,main,c-7,kid456,,,10.00,,10.00,USD,") ||
		!strings.Contains(lines[2], ",refund,refund-2,main,,kid456,,,10.00,9999.99,,USD,order-2,") {
		t.Errorf("%s", a.Body)
	}
}
