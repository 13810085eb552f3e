package partnerapi_test

import (
	"fmt"
	"strings"
	"testing"

	"signpost/shared/referral"
	"signpost/shared/stats"
)

func described(r stats.Row) string {
	text := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	return fmt.Sprintf("%s/%s/%s/%s/%s/%s/%s/%s/%d/%d", r.WebsiteName, text(r.Ad), r.AdName, text(r.MediaType),
		r.StartDate, r.AdStatus, r.Description, r.PartnerName, r.Hits, r.EarlyHits)
}

func secret(ad *referral.Ad) { ad.Description = "secret" }

// Rows have names beside codes, and say what their ads are.
func TestNamesBesideCodes(t *testing.T) {
	w := newWorld(t)
	w.ad("banner7", "abc123", secret, func(ad *referral.Ad) { ad.MediaType, ad.StartDate = "email", "2026-03-02" })
	w.ad("old", "abc123", func(ad *referral.Ad) { ad.Status = referral.Archived })
	w.hits(8, "abc123 haircare banner7 2026-03-01 23")
	w.hits(4, "abc123 haircare banner7 2026-03-02 0")
	w.hits(2, "kid456 haircare banner7 2026-03-01 0")
	w.hits(1, "abc123 gone solosad 2026-03-01 0") // as an admin may credit it
	for _, test := range []struct {
		what, user, query, want string
	}{
		{
			"one's own", "abc123", "by=ad",
			"/banner7/Ad banner7/email/2026-03-02/active/secret//14/10 " +
				"/kidsown/Ad kidsown/banner/2026-03-01/active///0/0 " +
				"/old/Ad old/banner/2026-03-01/archived///0/0 /solosad//-/////1/0 " +
				"/website2/Ad website2/banner/2026-03-01/active///0/0",
		},
		{"a child's, on its parent's ad", "abc123", "by=ad&partner=kid456",
			"/banner7/Ad banner7/email/2026-03-02/active/secret//2/2 " +
				"/kidsown/Ad kidsown/banner/2026-03-01/active///0/0"},
		{"a parent's ad, which has no description for a child", "kid456", "by=ad",
			"/banner7/Ad banner7/email/2026-03-02/active///2/2 /kidsown/Ad kidsown/banner/2026-03-01/active///0/0"},
		{"websites and partners", "abc123", "by=website,partner", "/-//-////Name of abc123/1/0 " +
			"The haircare/-//-////Name of abc123/12/0 The haircare/-//-////Name of kid456/2/0"},
		{"media types", "abc123", "by=mediaType", "/-//banner/////1/0 /-//email/////14/0"},
		{"by day", "abc123", "by=ad,day&ad=banner7", "/banner7/Ad banner7/email/2026-03-02/active/secret//10/10 " +
			"/banner7/Ad banner7/email/2026-03-02/active/secret//4/0"},
	} {
		if got := names(w.stats(test.user, test.query).Rows, described); got != test.want {
			t.Errorf("%s: %s\nwant %s", test.what, got, test.want)
		}
	}
}

// More ads and websites than a list has on a page, all named.
func TestNamesAtAnySize(t *testing.T) {
	w := newWorld(t)
	for i := range 130 {
		w.ad(fmt.Sprintf("more%03d", i), "abc123")
		if i >= 115 {
			w.hits(2, fmt.Sprintf("abc123 haircare more%03d 2026-03-04 1", i))
		}
	}
	got := w.stats("abc123", "by=ad,website&partner=abc123")
	if len(got.Rows) != 131 || got.Totals.Hits != 30 {
		t.Errorf("%d rows, %d hits", len(got.Rows), got.Totals.Hits)
	}
	for _, row := range got.Rows {
		if row.AdName != "Ad "+*row.Ad {
			t.Errorf("%s is called %q", *row.Ad, row.AdName)
		}
	}
}

func TestCSVForPeople(t *testing.T) {
	w := newWorld(t)
	w.hits(8, "abc123 haircare website2 2026-02-28 23")
	w.count(referral.Line{
		Cell: referral.Cell{
			Partner: "abc123", Website: "haircare", Ad: "website2", Hour: referral.Day("2026-03-04").Hour(0),
		},
		Counts: referral.Counts{
			Sales: 2, Revenue: map[string]int64{"USD": 24400, "JPY": 244, "KWD": -5},
		},
	})
	want := "ad,adName,description,startDate,adStatus,mediaType,website,websiteName," +
		"hits,earlyHits,uniques,bots,leads,sales,subscriptions,revenue,currency\n" +
		"kidsown,Ad kidsown,,2026-03-01,active,banner,,,0,0,0,0,0,0,0,0.00,USD\n" +
		"website2,Ad website2,,2026-03-01,active,banner,haircare,The haircare,8,8,4,0,0,2,0,244.00,USD\n" +
		"website2,Ad website2,,2026-03-01,active,banner,haircare,The haircare,0,0,0,0,0,0,0,244,JPY\n" +
		"website2,Ad website2,,2026-03-01,active,banner,haircare,The haircare,0,0,0,0,0,0,0,-0.005,KWD\n"
	if got := w.csv("abc123", "by=ad,website"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := w.csv("abc123", "by=ad,website&bom=true"); got != "\uFEFF"+want {
		t.Errorf("with a byte order mark: %q", got[:20])
	}
	const columns = "mediaType,ad,adName,description,startDate,adStatus,hits"
	if !strings.HasPrefix(w.csv("abc123", "by=mediaType,ad"), columns) {
		t.Error("media types are there twice")
	}
}

// Names are chosen by people too.
func TestNoNameInACSVFileIsAFormula(t *testing.T) {
	w := newWorld(t)
	w.ad("evil", "abc123", func(ad *referral.Ad) { ad.Name, ad.Description = "=cmd()", "@SUM(A1)" })
	if got := w.csv("abc123", "by=ad&ad=evil"); !strings.Contains(got, "evil,'=cmd(),'@SUM(A1),") {
		t.Errorf("%s", got)
	}
}
