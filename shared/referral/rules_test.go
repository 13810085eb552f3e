package referral_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

// namedFields are the fields that err names, in order.
func namedFields(t *testing.T, err error) string {
	t.Helper()
	var domain *referral.Error
	if err != nil && (!errors.As(err, &domain) || domain.Code != referral.Invalid) {
		t.Fatalf("%v; want invalid", err)
	}
	var names []string
	if domain != nil {
		for _, f := range domain.Fields {
			names = append(names, f.Field)
		}
	}
	return strings.Join(names, " ")
}

func manyCodes(n int) []referral.Code {
	codes := make([]referral.Code, n)
	for i := range codes {
		codes[i] = referral.Code(fmt.Sprintf("c%02d", i))
	}
	return codes
}

func TestTheRulesOfAPartner(t *testing.T) {
	good := func() referral.Partner {
		return referral.Partner{Code: "abc123", Name: "Zoë O'Brien", Email: "zoe@example.com", Parent: "boss", Status: referral.Active}
	}
	for want, breakIt := range map[string][]func(*referral.Partner){
		"": {func(*referral.Partner) {}, func(p *referral.Partner) { p.Email, p.Parent = "", "" }, func(p *referral.Partner) { p.AttributionDays = new(1) },
			func(p *referral.Partner) { p.AttributionDays = new(3650) }, func(p *referral.Partner) { p.Status = referral.Inactive },
			func(p *referral.Partner) { p.Name = strings.Repeat("é", 100) }, func(p *referral.Partner) { p.Programs = manyCodes(40) },
			func(p *referral.Partner) { p.Email = "first.last+tag@sub.example.co.uk" }},
		"name": {func(p *referral.Partner) { p.Name = "" }, func(p *referral.Partner) { p.Name = " \t " }, func(p *referral.Partner) { p.Name = strings.Repeat("é", 101) },
			func(p *referral.Partner) { p.Name = "a\x00b" }, func(p *referral.Partner) { p.Name = "a\xff" }, func(p *referral.Partner) { p.Name = "a\rb" }},
		"email": {func(p *referral.Partner) { p.Email = "zoe" }, func(p *referral.Partner) { p.Email = "Zoe <zoe@example.com>" }, func(p *referral.Partner) { p.Email = "zoe@localhost" },
			func(p *referral.Partner) { p.Email = "zoe@example.com\r\nBcc: a@b.c" }, func(p *referral.Partner) { p.Email = strings.Repeat("a", 250) + "@example.com" }},
		"parent": {func(p *referral.Partner) { p.Parent = "abc123" }},
		"status": {func(p *referral.Partner) { p.Status = "" }, func(p *referral.Partner) { p.Status = referral.Archived }},
		"attributionDays": {func(p *referral.Partner) { p.AttributionDays = new(0) }, func(p *referral.Partner) { p.AttributionDays = new(-1) },
			func(p *referral.Partner) { p.AttributionDays = new(3651) }},
		"programs": {func(p *referral.Partner) { p.Programs = manyCodes(41) }},
	} {
		for i, change := range breakIt {
			p := good()
			change(&p)
			if got := namedFields(t, p.Check()); got != want {
				t.Errorf("%s %d: %q", want, i, got)
			}
		}
	}
}

func TestTheRulesOfAWebsite(t *testing.T) {
	good := func() referral.Website {
		return referral.Website{Code: "haircare", Name: "Hair", URL: "https://example.com/", Status: referral.Active}
	}
	for want, breakIt := range map[string][]func(*referral.Website){
		"": {func(*referral.Website) {}, func(w *referral.Website) { w.Status = referral.Archived }, func(w *referral.Website) { w.FallbackURL = "https://example.org/" },
			func(w *referral.Website) {
				w.Params = referral.Params{Partner: "aff_id", Ad: "sub.1", ClickID: "cid-1"}
			}},
		"name":        {func(w *referral.Website) { w.Name = "" }},
		"url":         {func(w *referral.Website) { w.URL = "" }, func(w *referral.Website) { w.URL = "https://go.example.org/go/haircare" }},
		"fallbackUrl": {func(w *referral.Website) { w.FallbackURL = "ftp://example.com/" }},
		"status":      {func(w *referral.Website) { w.Status = referral.Inactive }},
		"programs":    {func(w *referral.Website) { w.Programs = manyCodes(41) }},
		"params": {func(w *referral.Website) { w.Params.Ad = "partner" }, func(w *referral.Website) { w.Params.Partner = "a&b" }, func(w *referral.Website) { w.Params.ClickID = strings.Repeat("x", 41) },
			func(w *referral.Website) { w.Params.Ad = "a=b" }, func(w *referral.Website) { w.Params.Ad = "é" }},
	} {
		for i, change := range breakIt {
			w := good()
			change(&w)
			if got := namedFields(t, w.Check(ownHost)); got != want {
				t.Errorf("%s %d: %q", want, i, got)
			}
		}
	}
	if got := (referral.Params{Ad: "sub"}).OrDefault(); got != (referral.Params{Partner: "partner", Ad: "sub", ClickID: "click_id"}) {
		t.Errorf("%+v", got)
	}
}

func TestTheRulesOfAProgramAndOfAMerchantKey(t *testing.T) {
	if err := (referral.Program{Code: "standard", Name: "Standard"}).Check(); err != nil {
		t.Error(err)
	}
	if got := namedFields(t, referral.Program{Code: "standard"}.Check()); got != "name" {
		t.Error(got)
	}
	key := referral.NewMerchantKey("sp_secret", "main", "", time.Now())
	if got := namedFields(t, key.Check()); got != "name" {
		t.Error(got)
	}
	if !key.Opens("sp_secret") || key.Opens("sp_Secret") || key.Opens("") || strings.Contains(key.Hash+key.ID, "secret") || key.ID != referral.MerchantKeyID("sp_secret") {
		t.Errorf("%+v", key)
	}
	key.Revoked = time.Now()
	if key.Opens("sp_secret") {
		t.Error("a revoked key opens")
	}
	for _, id := range []string{"", "x", "0123456789abcdeg", "0123456789abcdef0", "0123456789ABCDE#"} {
		if _, err := referral.ParseMerchantKeyID(id); referral.CodeOf(err) != referral.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestTheRulesOfAnAd(t *testing.T) {
	good := func() referral.Ad {
		return referral.Ad{Code: "website2", Partner: "abc123", Name: "Sidebar", MediaType: "blog", StartDate: "2026-02-28", Status: referral.Active}
	}
	for want, breakIt := range map[string][]func(*referral.Ad){
		"": {func(*referral.Ad) {}, func(a *referral.Ad) { a.Description = strings.Repeat("é", 500) }, func(a *referral.Ad) { a.Description = "two\nlines" },
			func(a *referral.Ad) { a.Status = referral.Archived }},
		"name":        {func(a *referral.Ad) { a.Name = "" }},
		"description": {func(a *referral.Ad) { a.Description = strings.Repeat("x", 501) }, func(a *referral.Ad) { a.Description = "a\x1b[31m" }},
		"mediaType":   {func(a *referral.Ad) { a.MediaType = "" }, func(a *referral.Ad) { a.MediaType = "Blog" }},
		"startDate":   {func(a *referral.Ad) { a.StartDate = "2026-02-30" }, func(a *referral.Ad) { a.StartDate = "" }},
		"status":      {func(a *referral.Ad) { a.Status = referral.Inactive }},
	} {
		for i, change := range breakIt {
			a := good()
			change(&a)
			if got := namedFields(t, a.Check()); got != want {
				t.Errorf("%s %d: %q", want, i, got)
			}
		}
	}
}

func TestAnAdServesItsPartnerAndThatPartnersChildren(t *testing.T) {
	ad := referral.Ad{Partner: "abc123"}
	for _, tt := range []struct {
		code, parent referral.Code
		want         bool
	}{{"abc123", "", true}, {"kid456", "abc123", true}, {"solo789", "", false}, {"grandkid", "kid456", false}} {
		if got := ad.Serves(referral.Partner{Code: tt.code, Parent: tt.parent}); got != tt.want {
			t.Errorf("%s: %v", tt.code, got)
		}
	}
	if (referral.Ad{}).Serves(referral.Partner{Code: "solo789"}) {
		t.Error("an ad of nobody serves a partner without a parent")
	}
}

func TestWhoMayGenerateWhichLink(t *testing.T) {
	standard := []referral.Code{"standard"}
	boss := referral.Partner{Code: "abc123", Status: referral.Active, Programs: standard}
	kid := referral.Partner{Code: "kid456", Parent: "abc123", Status: referral.Active, Programs: standard}
	other := referral.Partner{Code: "solo789", Status: referral.Active, Programs: standard}
	site := referral.Website{Code: "haircare", Status: referral.Active, Programs: standard}
	ad := referral.Ad{Code: "website2", Partner: "abc123", Status: referral.Active}
	with := func(p referral.Partner, change func(*referral.Partner)) referral.Partner { change(&p); return p }
	inactive := func(p *referral.Partner) { p.Status = referral.Inactive }
	archived, closed, oldAd := site, site, ad
	archived.Status, closed.Programs, oldAd.Status = referral.Archived, []referral.Code{"trade"}, referral.Archived
	for name, tt := range map[string]struct {
		maker, credited referral.Partner
		website         referral.Website
		ad              *referral.Ad
		want            string // "" allowed, else what is not there
	}{
		"for oneself":             {boss, boss, site, &ad, ""},
		"for a child":             {boss, kid, site, &ad, ""},
		"without an ad":           {kid, kid, site, nil, ""},
		"for the parent":          {kid, boss, site, nil, "partner"},
		"for a stranger":          {boss, other, site, nil, "partner"},
		"for an inactive child":   {boss, with(kid, inactive), site, nil, "partner"},
		"by an inactive partner":  {with(boss, inactive), with(boss, inactive), site, nil, "partner"},
		"to an archived website":  {boss, boss, archived, nil, "website"},
		"to a closed website":     {boss, boss, closed, nil, "website"},
		"to one closed for child": {boss, with(kid, func(p *referral.Partner) { p.Programs = nil }), site, nil, "website"},
		"with the parent's ad":    {kid, kid, site, &ad, "ad"},
		"with an archived ad":     {boss, boss, site, &oldAd, "ad"},
	} {
		err := referral.CheckLink(tt.maker, tt.credited, tt.website, tt.ad)
		if tt.want == "" && err != nil || tt.want != "" && (referral.CodeOf(err) != referral.NotFound || !strings.HasSuffix(err.Error(), tt.want)) {
			t.Errorf("%s: %v; want %q", name, err, tt.want)
		}
	}
}

func TestThePathOfALink(t *testing.T) {
	for want, link := range map[string]referral.Link{
		"/go/haircare":                 {Website: "haircare"},
		"/go/haircare/abc123":          {Website: "haircare", Partner: "abc123"},
		"/go/haircare/abc123/website2": {Website: "haircare", Partner: "abc123", Ad: "website2", Maker: "boss"},
	} {
		if got := link.Path(); got != want {
			t.Errorf("%s; want %s", got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for _, s := range []string{"1970-01-01", "2024-02-29", "2999-12-31"} {
		if d, err := referral.ParseDay(s); err != nil || string(d) != s || referral.DayOf(d.Time()) != d {
			t.Errorf("%s: %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "1969-12-31", "3000-01-01", "2023-02-29", "2026-1-1", "2026-01-01T00:00:00Z", "26-01-01", "yesterday"} {
		if _, err := referral.ParseDay(s); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%q: %v; want invalid", s, err)
		}
	}
	east := time.FixedZone("east", 14*3600)
	if got := referral.DayOf(time.Date(2026, 3, 1, 5, 0, 0, 0, east)); got != "2026-02-28" {
		t.Errorf("a day is UTC: %s", got)
	}
	day := referral.Day("2024-02-28")
	if day.Add(2) != "2024-03-01" || day.Add(-28) != "2024-01-31" || day.DaysUntil("2024-03-01") != 2 || day.DaysUntil("2024-02-27") != -1 || day.Month() != "2024-02" || referral.Day("").Month() != "" {
		t.Error("days do not add up")
	}
}

func TestErrors(t *testing.T) {
	for code, err := range map[referral.ErrorCode]error{
		referral.Invalid: referral.Invalidf("%d", 1), referral.NotFound: fmt.Errorf("wrapped: %w", referral.NotFoundf("x")), referral.Conflict: referral.Conflictf("x"), "": errors.New("x"),
	} {
		if got := referral.CodeOf(err); got != code {
			t.Errorf("%v: %q; want %q", err, got, code)
		}
	}
	if referral.CodeOf(nil) != "" || referral.Invalidf("at most %d", 3).Error() != "at most 3" || namedFields(t, referral.InvalidField("url", "bad")) != "url" {
		t.Error("an error does not say what it is")
	}
}

func TestParentsMakeNoCycle(t *testing.T) {
	parents := map[referral.Code]referral.Code{"top": "", "mid": "top", "low": "mid", "r1": "r2", "r2": "r1"}
	broken := errors.New("the table is down")
	parentOf := func(code referral.Code) (referral.Code, error) {
		if code == "down" {
			return "", broken
		}
		parent, ok := parents[code]
		if !ok {
			return "", referral.NotFoundf("no such partner")
		}
		return parent, nil
	}
	for _, tt := range []struct {
		partner, parent referral.Code
		want            referral.ErrorCode
	}{{"top", "", ""}, {"new", "low", ""}, {"low", "top", ""}, {"top", "low", referral.Invalid}, {"top", "top", referral.Invalid}, {"mid", "low", referral.Invalid},
		{"top", "none", referral.Invalid}, {"top", "r1", ""}} {
		if err := referral.CheckParent(tt.partner, tt.parent, parentOf); referral.CodeOf(err) != tt.want || tt.want == "" && err != nil {
			t.Errorf("%s below %s: %v; want %q", tt.partner, tt.parent, err, tt.want)
		}
	}
	if err := referral.CheckParent("top", "down", parentOf); !errors.Is(err, broken) {
		t.Errorf("%v; want what the table said", err)
	}
}
