package merchantapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/shared/credit"
	"signpost/shared/merchantapi"
	"signpost/shared/referral"
)

// Two partners with a click each, of a customer who bought something.
const (
	annsClick = "abcdefghijklmnop01ARZ3NDEKTSV4RRFFQ69G5FAV"
	kimsClick = "qrstuvwxyzabcdef01BX5ZZKBKACTAV9WEVGEMMVRZ"
)

func (s *shop) withPartners() {
	s.Helper()
	for i, c := range []referral.Click{
		{ID: annsClick, Partner: "ann123", Website: "haircare", Ad: "anns-ad"},
		{ID: kimsClick, Partner: "kim456", Website: "skincare", Ad: "kims-ad"},
	} {
		c.Kind, c.At = referral.Hit, time.Now().Add(time.Duration(i-2)*time.Hour)
		p := referral.Partner{Code: c.Partner, Name: "Partner", Status: referral.Active}
		if _, err := s.table.CreatePartner(s.Context(), p, s.stamp("partner")); err != nil {
			s.Fatal(err)
		}
		if _, err := s.table.WriteFirst(s.Context(), c); err != nil {
			s.Fatal(err)
		}
	}
}

func (s *shop) stamp(id string) referral.Stamp {
	return referral.Stamp{By: "admin", At: time.Now(), ID: id}
}

// limited makes a key of the merchant one.
func (s *shop) limited(secret string, scope referral.Scope) {
	s.Helper()
	key := referral.NewMerchantKey(secret, "one", secret, time.Now())
	key.Scope = scope
	if err := s.table.CreateMerchantKey(s.Context(), key, s.stamp("key")); err != nil {
		s.Fatal(err)
	}
}

// report reports a conversion and returns what the merchant is told.
func (s *shop) report(key string, status int, body string) merchantapi.Conversion {
	s.Helper()
	a := s.call(key, "POST", "/api/conversions", body)
	if a.Status != status {
		s.Fatalf("%s: %d %s", body, a.Status, a.Body)
	}
	var c merchantapi.Conversion
	if err := json.Unmarshal([]byte(a.Body), &c); err != nil {
		s.Fatal(err)
	}
	return c
}

func TestAKeyEarnsOnlyForItsWebsites(t *testing.T) {
	s := newShop(t)
	s.withPartners()
	s.limited("hair-key", referral.Scope{Websites: []referral.Code{"haircare"}, NamesNoPartner: true})
	const toHair, toSkin = `"clickId":"` + annsClick + `"`, `"clickId":"` + kimsClick + `"`
	for _, test := range []struct{ name, key, fields, partner, reasons string }{
		{"its own website", "hair-key", toHair + `,"customer":"c-1"`, "ann123", "named-click"},
		{"another website", "hair-key", toSkin, "", "other-website"},
		{"another website with another key", "key-of-one", toSkin + `,"customer":"c-2"`, "kim456", "named-click"},
		{"a customer of its own", "hair-key", `"customer":"c-1"`, "ann123", "customer-history"},
		{"a customer of another website", "hair-key", `"customer":"c-2"`, "", "other-website"},
		{"a named partner", "hair-key", `"partner":"kim456"`, "", "naming-not-allowed"},
		{"a named partner with another key", "key-of-one", `"partner":"kim456"`, "kim456", "named-partner"},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := fmt.Sprintf(`{"type":"sale","externalId":%q,%s}`, test.name, test.fields)
			c := s.report(test.key, 201, body)
			partner, reasons := "", []string{}
			if c.Credited != nil {
				partner = c.Credited.Partner
			}
			for _, v := range c.Why {
				reasons = append(reasons, v.Reason)
			}
			if partner != test.partner || strings.Join(reasons, " ") != test.reasons {
				t.Errorf("credited %q because of %q; want %q, %q", partner, reasons, test.partner, test.reasons)
			}
			if again := s.report(test.key, 200, body); fmt.Sprint(again.Why) != fmt.Sprint(c.Why) {
				t.Errorf("again: %+v; want %+v", again.Why, c.Why)
			}
		})
	}
}

func TestAMerchantIsToldNothingOfPartnersWithoutCredit(t *testing.T) {
	s := newShop(t)
	s.withPartners()
	s.report("key-of-one", 201, `{"type":"lead","externalId":"lead","customer":"c-1","clickId":"`+annsClick+`"}`)
	const body = `{"type":"sale","externalId":"sale","customer":"c-1","clickId":"` + kimsClick + `"}`
	c := s.report("key-of-one", 201, body)
	want := merchantapi.Verdict{Source: "customer", Reason: "outranked", Message: referral.Outranked.Message()}
	if len(c.Why) != 2 || !c.Why[0].Won || c.Why[0].Partner != "kim456" || c.Why[1] != want {
		t.Errorf("%+v", c.Why)
	}
	booker := credit.NewBooker(s.table)
	for i, test := range []struct {
		to        credit.Correction
		partner   string // who the merchant is told of
		notToldOf string
	}{
		{credit.Correction{Partner: "ann123", Website: "haircare"}, "ann123", "kim456 skincare kims-ad"},
		{credit.Correction{}, "", "ann123 kim456 haircare skincare -ad " + annsClick + " " + kimsClick},
		{credit.Correction{Partner: "kim456", Website: "skincare", Ad: "kims-ad"}, "kim456",
			"ann123 haircare anns-ad " + annsClick},
	} {
		_, err := booker.Correct(t.Context(), "one", "sale", test.to, s.stamp(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/api/conversions/sale", "/api/conversions?externalId=sale"} {
			a := s.call("key-of-one", "GET", path, "")
			if test.partner != "" && !strings.Contains(a.Body, test.partner) {
				t.Errorf("%+v: %s", test.to, a.Body)
			}
			for _, secret := range strings.Fields(test.notToldOf) {
				if strings.Contains(a.Body, secret) {
					t.Errorf("%+v: the merchant is told of %s: %s", test.to, secret, a.Body)
				}
			}
			if won := strings.Count(a.Body, `"won":true`); (won == 1) != (test.partner == "kim456") {
				t.Errorf("%+v: %s", test.to, a.Body)
			}
		}
	}
}
