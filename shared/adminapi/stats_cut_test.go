package adminapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/oklog/ulid/v2"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

func (s *adminServer) ad(t *testing.T, code, partner, mediaType string) {
	t.Helper()
	_, err := s.table.CreateAd(t.Context(), referral.Ad{
		Code: referral.Code(code), Partner: referral.Code(partner), Name: "Ad " + code, Description: "of " + partner,
		MediaType: mediaType, StartDate: "2026-03-02", Status: referral.Active, Created: s.clock(),
	}, 10)
	if err != nil {
		t.Fatal(err)
	}
}

// withAds has two partners, each with an ad that has hits and one that has none.
func withAds(t *testing.T) *adminServer {
	s := newAdminServer(t)
	s.want(t, 201, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	s.want(t, 201, post, "partners", `{"code":"kid456","name":"Kim","parent":"abc123"}`)
	s.ad(t, "blog1", "abc123", "blog")
	s.ad(t, "idle1", "abc123", "email")
	s.ad(t, "mail2", "kid456", "email")
	s.ad(t, "idle2", "kid456", "qr")
	s.count(t, "1", "abc123", "haircare", "blog1", "2026-03-01")
	s.count(t, "2", "kid456", "haircare", "blog1", "2026-03-02")
	s.count(t, "3", "kid456", "haircare", "mail2", "2026-03-03")
	s.count(t, "4", "", "haircare", "", "2026-03-03")
	return s
}

// cut writes each row of stats as "keys: name hits early".
func (s *adminServer) cut(t *testing.T, query string) string {
	t.Helper()
	var rows []string
	for _, row := range apitest.JSON[stats.Stats](t, s.want(t, 200, get, "stats?"+query, "")).Rows {
		text := ""
		for _, key := range []*string{
			row.Website, row.Ad, row.Partner, row.MediaType, row.Month, row.Day, row.Weekday,
		} {
			if key != nil {
				text += *key + "/"
			}
		}
		text += strings.Join([]string{row.WebsiteName, row.AdName, row.PartnerName}, "")
		rows = append(rows, fmt.Sprintf("%s:%d,%d", text, row.Hits+row.Sales, row.EarlyHits))
	}
	return strings.Join(rows, " ")
}

func TestAdminsCutStatsByAd(t *testing.T) {
	s := withAds(t)
	const all = "/:1,0 blog1/blog/Ad blog1:2,1 idle1/email/Ad idle1:0,0 idle2/qr/Ad idle2:0,0 mail2/email/Ad mail2:1,0"
	for query, want := range map[string]string{
		"by=ad":                all,
		"by=ad&partner=kid456": "blog1/blog/Ad blog1:1,0 idle2/qr/Ad idle2:0,0 mail2/email/Ad mail2:1,0",
		"by=ad&partner=kid456&partner=abc123&mediaType=email": "idle1/email/Ad idle1:0,0 mail2/email/Ad mail2:1,0",
		"by=ad&ad=idle2":                "idle2/qr/Ad idle2:0,0",
		"by=ad&partner=":                "/:1,0",
		"by=mediaType":                  "/:1,0 blog/:2,0 email/:1,0",
		"by=mediaType&partner=kid456":   "blog/:1,0 email/:1,0",
		"by=partner&mediaType=blog":     "abc123/Ann:1,0 kid456/Kim:1,0",
		"by=partner,website&partner=":   "haircare//Hair:1,0",
		"by=website&mediaType=":         "haircare/Hair:1,0",
		"by=weekday":                    "1/:1,0 2/:2,0 7/:1,0",
		"by=month&tz=Pacific/Pago_Pago": "2026-02/:1,0 2026-03/:3,0", // 22:00 of the day before
	} {
		if got := s.cut(t, query); got != want {
			t.Errorf("%s: %s\nwant %s", query, got, want)
		}
	}
}

// Beyond a number of partners, the ads without hits are left out, and the answer says so.
func TestAdsOfTooManyPartnersAreNotListed(t *testing.T) {
	s := withAds(t)
	defer adminapi.SetMostWithAds(1)()
	const want = "/:1,0 blog1/blog/Ad blog1:2,0 mail2/email/Ad mail2:1,0"
	if got := s.cut(t, "by=ad"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	has(t, s.want(t, 200, get, "stats?by=ad", ""), `{"noIdleAds":true}`)
	lacks(t, s.want(t, 200, get, "stats?by=ad&partner=kid456", ""), "noIdleAds")
	lacks(t, s.want(t, 200, get, "stats?by=day", ""), "noIdleAds")
}

// What another rule would have given is cut like everything else.
func TestWhatIfInEveryCut(t *testing.T) {
	s := withAds(t)
	click := func(visit string, partner, ad referral.Code) string {
		at := s.clock()
		id := referral.ClickID(visit + ulid.MustNew(ulid.Timestamp(at), nil).String())
		_, err := s.table.WriteFirst(t.Context(), referral.Click{
			ID: id, At: at, Website: "haircare", Partner: partner, Ad: ad, Kind: referral.Hit, Unique: true,
			Visitor: referral.Visitor{Browser: "firefox"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(id)
	}
	for _, report := range []referral.Conversion{
		{ExternalID: "1", Type: referral.Lead, ClickID: click("visit-0000000001", "abc123", "blog1")},
		{ExternalID: "2", Type: referral.Sale, ClickID: click("visit-0000000002", "kid456", "mail2")},
	} {
		report.Merchant, report.Customer, report.Currency = "main", "c-1", "USD"
		if _, _, err := s.booker.Report(t.Context(), report, referral.Scope{}); err != nil {
			t.Fatal(err)
		}
	}
	s.now = s.now.Add(time.Hour)
	const day = "from=2026-03-04&to=2026-03-04"
	for query, want := range map[string]string{
		"by=partner&":                               "abc123/Ann:1,0 kid456/Kim:-1,0",
		"by=mediaType,weekday&":                     "blog/3/:1,0 email/3/:-1,0",
		"by=website&browser=edge&":                  "",
		"by=partner&ad=blog1&":                      "abc123/Ann:1,0",
		"by=partner&mediaType=email&":               "kid456/Kim:-1,0",
		"by=month&tz=Europe/Berlin&partner=kid456&": "2026-03/:-1,0",
	} {
		if got := s.cut(t, query+"whatIf=first&"+day); got != want {
			t.Errorf("%s: %s; want %s", query, got, want)
		}
		if got := s.cut(t, query+"whatIf=latest&"+day); got != "" {
			t.Errorf("%s, as decided: %s", query, got)
		}
	}
}
