package partnerapi_test

import (
	"fmt"
	"strings"
	"testing"

	"signpost/shared/api/apitest"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// visits reads what became of visits, as "what/of=visits" of each number that is not zero.
func (w *world) visits(user, query string) (stats.Visits, string) {
	w.t.Helper()
	v := apitest.JSON[stats.Visits](w.t, w.want(200, user, get, "/api/links/visits?"+query, ""))
	var counted []string
	for _, c := range v.Counted {
		if c.Rule == "" {
			w.t.Errorf("%s: no rule", c.What)
		}
		if c.Visits != 0 {
			counted = append(counted, fmt.Sprintf("%s/%s=%d", c.What, c.Of, c.Visits))
		}
	}
	return v, strings.Join(counted, " ")
}

func TestVisitsSayWhatBecameOfThem(t *testing.T) {
	w := newWorld(t)
	at := referral.Cell{
		Partner: "abc123", Website: "haircare", Ad: "website2", Hour: referral.Day("2026-03-03").Hour(9),
	}
	w.count(referral.Line{Cell: at, Counts: referral.Counts{Hits: 5, Uniques: 3, Bots: 2, Prefetches: 4}})
	without := at
	without.Ad = ""
	w.count(referral.Line{Cell: without, Counts: referral.Counts{
		Hits: 7, Ignored: referral.IgnoredCounts{referral.UnknownAd: 6, referral.ForeignAd: 1},
	}})
	nobody := without
	nobody.Partner = ""
	w.count(referral.Line{Cell: nobody, Counts: referral.Counts{
		Hits: 9, Ignored: referral.IgnoredCounts{referral.UnknownPartner: 9},
	}})
	elsewhere := at
	elsewhere.Website = "skincare"
	w.count(referral.Line{Cell: elsewhere, Counts: referral.Counts{Hits: 1, Prefetches: 1}})
	for query, want := range map[string]string{
		"website=haircare&ad=website2&day=2026-03-03": "hits/link=5 uniques/link=3 bots/link=2 prefetches/link=4 " +
			"unknownAd/partner=6 foreignAd/partner=1",
		"website=HairCare&partner=ABC123&day=2026-03-03": "hits/link=7 unknownAd/partner=6 foreignAd/partner=1",
		"website=skincare&ad=website2&day=2026-03-03":    "hits/link=1 prefetches/link=1",
		"website=haircare&ad=website2":                   "", // of today
		"website=nowhere&day=2026-03-03":                 "",
	} {
		v, got := w.visits("abc123", query)
		if got != want || len(v.Unrecorded) == 0 {
			t.Errorf("%s: %s; want %s", query, got, want)
		}
	}
	if v, _ := w.visits("abc123", "website=haircare"); v.Day != "2026-03-04" || v.Partner != "abc123" {
		t.Errorf("by default: %+v", v)
	}
}

func TestVisitsSayWhatOneWouldDoNow(t *testing.T) {
	w := newWorld(t)
	for query, want := range map[string]string{
		"website=haircare&ad=website2":      "[]",
		"website=haircare&ad=solosad":       "[the ad is neither the partner's nor its parent's]",
		"website=haircare&ad=nothing":       "[there is no such ad]",
		"website=nowhere":                   "[there is no such website]",
		"website=attic":                     "[the website is archived and has no fallback URL]",
		"website=wholesale":                 "[the website is not open to the partner]",
		"website=haircare&partner=gonekid":  "[the partner is inactive]",
		"website=haircare&partner=tradekid": "[the website is not open to the partner]",
	} {
		if v, _ := w.visits("abc123", query); fmt.Sprint(v.Now) != want {
			t.Errorf("%s: %v; want %s", query, v.Now, want)
		}
	}
}

func TestVisitsOfOthersDoNotExist(t *testing.T) {
	w := newWorld(t)
	for _, partner := range []string{"solo789", "grandkid", "nothere"} {
		w.want(404, "abc123", get, "/api/links/visits?website=haircare&partner="+partner, "")
	}
	w.want(404, "kid456", get, "/api/links/visits?website=haircare&partner=abc123", "")
	w.wrong(422, "abc123", get, "/api/links/visits?website=a|b&partner=x&ad=%20", "", "website partner ad")
	w.wrong(422, "abc123", get, "/api/links/visits?website=haircare&day=2026-02-31", "", "day")
	w.wrong(422, "abc123", get, "/api/links/visits", "", "website")
}
