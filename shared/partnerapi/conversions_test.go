package partnerapi_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/credit"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

const mine = "/api/conversions/mine"

// shop reports conversions as a merchant's server does.
type shop struct {
	*world
	booker *credit.Booker
}

func newShop(t *testing.T) shop {
	t.Helper()
	w := newWorld(t)
	booker := credit.NewBooker(w.table)
	booker.Now = w.clock
	return shop{w, booker}
}

// sell reports a sale of 49.90 USD, credited to partner, at an hour of that day.
func (s shop) sell(id, partner string, hour int, change ...func(*referral.Conversion)) {
	s.t.Helper()
	c := referral.Conversion{ExternalID: id, Type: referral.Sale, Partner: partner, Customer: "customer-of-" + id,
		Amount: new(int64(4990)), Currency: "USD", OccurredAt: time.Date(2026, 3, 4, hour, 0, 0, 0, time.UTC)}
	for _, f := range change {
		f(&c)
	}
	s.report(c)
}

func (s shop) refund(id, sale string, amount int64) {
	s.t.Helper()
	s.report(referral.Conversion{ExternalID: id, Type: referral.Refund, Sale: sale, Amount: &amount, Currency: "USD"})
}

func (s shop) report(c referral.Conversion) {
	s.t.Helper()
	c.Merchant = "main"
	_, _, err := s.booker.Report(s.t.Context(), c, referral.Scope{})
	s.must(err)
}

func (s shop) move(id, partner string) {
	s.t.Helper()
	_, err := s.booker.Correct(s.t.Context(), "main", id, credit.Correction{Partner: referral.Code(partner)}, s.by())
	s.must(err)
}

// listed returns what a list has: number, partner and status of each.
func (s shop) listed(user, query string) string {
	s.t.Helper()
	return names(list[partnerapi.OwnConversion](s.world, user, mine+query), func(c partnerapi.OwnConversion) string {
		return c.ExternalID + "/" + c.Partner + "/" + c.Status
	})
}

func TestPartnersSeeTheirConversionsAndTheirChildrens(t *testing.T) {
	s := newShop(t)
	s.sell("order-1", "abc123", 1)
	s.sell("order-2", "kid456", 3)
	s.sell("order-3", "abc123", 2)
	s.sell("order-4", "grandkid", 4)
	s.sell("order-5", "solo789", 4)
	s.sell("order-6", "", 4)
	for user, want := range map[string]string{
		"abc123":   "order-2/kid456/credited order-3/abc123/credited order-1/abc123/credited",
		"kid456":   "order-4/grandkid/credited order-2/kid456/credited",
		"solo789":  "order-5/solo789/credited",
		"tradekid": "",
	} {
		if got := s.listed(user, ""); got != want {
			t.Errorf("%s sees %s; want %s", user, got, want)
		}
	}
}

func TestAConversionOfOnesOwn(t *testing.T) {
	s := newShop(t)
	s.sell("order-1", "", 3, func(c *referral.Conversion) { c.ClickID = s.visit("haircare", "kid456", "website2") })
	all := list[partnerapi.OwnConversion](s.world, "abc123", mine)
	want := partnerapi.OwnConversion{
		ID: referral.ConversionID("main", "order-1"), ExternalID: "order-1", Type: "sale", Status: "credited",
		OccurredAt: time.Date(2026, 3, 4, 3, 0, 0, 0, time.UTC),
		Partner:    "kid456", PartnerName: "Name of kid456", Website: "haircare", WebsiteName: "The haircare",
		Ad: "website2", AdName: "Ad website2", Amount: all[0].Amount, Currency: "USD",
		Why: "The visitor followed this partner's link on 4 Mar 2026, 00:30 UTC, and the report names that click.",
	}
	if len(all) != 1 || all[0] != want || *all[0].Amount != 4990 {
		t.Errorf("%+v; want %+v", all, want)
	}
}

// visit returns the id of a click at half past midnight.
func (s shop) visit(website, partner, ad referral.Code) string {
	s.t.Helper()
	at := time.Date(2026, 3, 4, 0, 30, 0, 0, time.UTC)
	id := ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
	c := referral.Click{
		ID: referral.ClickID("abcdefghijklmnop" + id), At: at,
		Website: website, Partner: partner, Ad: ad, Kind: referral.Hit, Unique: true,
	}
	_, err := s.table.WriteFirst(s.t.Context(), c)
	s.must(err)
	return string(c.ID)
}

func TestARefundSaysWhatItTook(t *testing.T) {
	s := newShop(t)
	s.refund("early", "order-2", 1000)
	s.sell("order-1", "abc123", 1)
	s.sell("order-2", "abc123", 2)
	s.refund("too-much", "order-1", 999999)
	if got := s.listed("abc123", "?type=sale"); got != "order-2/abc123/partly-refunded order-1/abc123/refunded" {
		t.Errorf("the sales are %s", got)
	}
	told := map[string]string{}
	for _, c := range list[partnerapi.OwnConversion](s.world, "abc123", mine+"?type=refund") {
		told[c.ExternalID] = fmt.Sprintf("%d %s of %s: %s", *c.Amount, c.Currency, c.Sale, c.Why)
		if (c.Asked != nil) != (c.ExternalID == "too-much") || c.Status != "taken-back" {
			t.Errorf("%+v", c)
		}
	}
	const tooMuch = "4990 USD of order-1: It asked for 9999.99 USD and took the 49.90 USD that were left."
	if told["too-much"] != tooMuch {
		t.Errorf("%s; want %s", told["too-much"], tooMuch)
	}
	want := regexp.MustCompile(`^1000 USD of order-2: It was reported before its sale, and taken from the sale when ` +
		`that was reported, on 4 Mar 2026, 05:06 UTC\. It took back 10\.00 USD\.$`)
	if !want.MatchString(told["early"]) {
		t.Errorf("%s", told["early"])
	}
}

func TestMovedCreditIsInTheRightLists(t *testing.T) {
	s := newShop(t)
	s.sell("order-1", "abc123", 1)
	s.sell("order-2", "abc123", 2)
	s.sell("order-3", "solo789", 3)
	s.move("order-1", "solo789")
	s.move("order-2", "")
	s.move("order-3", "kid456")
	s.move("order-3", "solo789")
	s.move("order-3", "kid456")
	for user, want := range map[string]string{
		"abc123":  "order-3/kid456/credited order-2/abc123/withdrawn order-1/abc123/moved-away",
		"kid456":  "order-3/kid456/credited",
		"solo789": "order-3/solo789/moved-away order-1/solo789/credited",
	} {
		if got := s.listed(user, ""); got != want {
			t.Errorf("%s sees %s; want %s", user, got, want)
		}
	}
	s.move("order-3", "abc123") // within the family
	if got := s.listed("abc123", "?q=order-3"); got != "order-3/abc123/credited" {
		t.Errorf("the parent sees %s; want it once", got)
	}
	if got := s.listed("abc123", "?q=order-3&partner=kid456"); got != "order-3/kid456/moved-away" {
		t.Errorf("of the child, the parent sees %s", got)
	}
}

func TestPartnersSearchTheirConversions(t *testing.T) {
	s := newShop(t)
	s.sell("order-1", "", 1, func(c *referral.Conversion) { c.ClickID = s.visit("haircare", "abc123", "website2") })
	s.sell("Order-2", "kid456", 2)
	s.sell("lead-1", "abc123", 3, func(c *referral.Conversion) { c.Type = referral.Lead })
	s.sell("old", "abc123", 4, func(c *referral.Conversion) { c.OccurredAt = c.OccurredAt.AddDate(0, -3, 0) })
	for query, want := range map[string]string{
		"":                               "lead-1 Order-2 order-1",
		"?type=lead":                     "lead-1",
		"?website=haircare":              "order-1",
		"?ad=website2":                   "order-1",
		"?partner=kid456":                "Order-2",
		"?partner=abc123&q=order":        "order-1",
		"?q=ORDER":                       "Order-2 order-1",
		"?q=customer-of":                 "",
		"?q=customer-of-order-1":         "",
		"?from=2025-12-01":               "lead-1 Order-2 order-1 old",
		"?from=2025-12-01&to=2025-12-31": "old",
		"?from=2026-03-05&to=2026-03-05": "",
		"?q=" + referral.ConversionID("main", "order-1"): "order-1",
	} {
		got := names(list[partnerapi.OwnConversion](s.world, "abc123", mine+query),
			func(c partnerapi.OwnConversion) string { return c.ExternalID })
		if got != want {
			t.Errorf("%s finds %q; want %q", query, got, want)
		}
	}
	s.wrong(422, "abc123", get, mine+"?from=2025-01-01&to=2026-03-04", "", "from")
	s.wrong(422, "abc123", get, mine+"?website=%23&partner=a/b", "", "website partner")
	for _, other := range []string{"solo789", "grandkid", "nobody9"} {
		s.want(404, "abc123", get, mine+"?partner="+other, "")
	}
}

func TestNothingAboutCustomersAndOthersGetsOut(t *testing.T) {
	s := newShop(t)
	s.sell("order-1", "abc123", 1)
	s.sell("order-2", "abc123", 2)
	s.refund("refund-1", "order-2", 100)
	s.move("order-1", "solo789")
	for _, header := range []string{"application/json", "text/csv"} {
		a := s.want(200, "abc123", get, mine, "", "accept", header)
		for _, secret := range []string{"customer-of", "solo789"} {
			if strings.Contains(a.Body, secret) {
				t.Errorf("%s: %s", secret, a.Body)
			}
		}
	}
}

func TestConversionsComeInPages(t *testing.T) {
	s := newShop(t)
	var want []string
	for i := range 25 {
		partner := []string{"abc123", "kid456", "tradekid"}[i%3]
		s.sell("order-"+strconv.Itoa(i), partner, 0, func(c *referral.Conversion) {
			c.OccurredAt = c.OccurredAt.Add(time.Duration(i/2) * time.Minute) // some at the same time
		})
		want = append(want, "order-"+strconv.Itoa(i))
	}
	for _, limit := range []int{1, 7, 25} {
		all := pages[partnerapi.OwnConversion](s.world, "abc123", mine, limit)
		seen := map[string]bool{}
		for i, c := range all {
			seen[c.ExternalID] = true
			if i > 0 && c.OccurredAt.After(all[i-1].OccurredAt) {
				t.Errorf("by %d: %s comes after an older one", limit, c.ExternalID)
			}
		}
		if len(seen) != len(want) || len(all) != len(want) {
			t.Errorf("by %d: %d of %d", limit, len(all), len(want))
		}
	}
	page := apitest.JSON[api.Page[partnerapi.OwnConversion]](t, s.want(200, "abc123", get, mine+"?limit=1", ""))
	s.wrong(422, "kid456", get, mine+"?limit=1&cursor="+page.Next, "", "cursor")
	s.wrong(422, "abc123", get, mine+"?q=order&cursor="+page.Next, "", "cursor")
}

func TestConversionsAsCSV(t *testing.T) {
	s := newShop(t)
	s.sell("=order,1", "abc123", 1)
	s.sell("order-2", "kid456", 2, func(c *referral.Conversion) { c.Amount, c.Currency = new(int64(4990)), "JPY" })
	a := s.want(200, "abc123", get, mine+"?limit=1", "", "accept", "text/csv")
	want := "occurredAt,type,externalId,status,partner,partnerName,website,websiteName,ad,adName," +
		"amount,refunded,currency,why,id\n" +
		"2026-03-04T02:00:00Z,sale,order-2,credited,kid456,Name of kid456,,,,," +
		"4990,,JPY,The merchant names this partner in the report.,main.b3JkZXItMg\n" +
		`2026-03-04T01:00:00Z,sale,"'=order,1",credited,abc123,Name of abc123,,,,,` +
		"49.90,,USD,The merchant names this partner in the report.,main.PW9yZGVyLDE\n"
	if a.Body != want || a.Header.Get("Link") != "" {
		t.Errorf("%v\n%s; want\n%s", a.Header, a.Body, want)
	}
}
