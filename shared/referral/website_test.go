package referral_test

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestWebsiteCheck(t *testing.T) {
	for i, test := range []struct {
		bad    string
		change func(*referral.Website)
	}{
		{"", func(*referral.Website) {}},
		{"", func(w *referral.Website) { w.Status = referral.Archived }},
		{"", func(w *referral.Website) { w.FallbackURL = "https://example.org/" }},
		{"", func(w *referral.Website) {
			w.Params = referral.Params{Partner: "aff_id", Ad: "sub.1", ClickID: "cid-1"}
		}},
		{"name", func(w *referral.Website) { w.Name = "" }},
		{"url", func(w *referral.Website) { w.URL = "" }},
		{"url", func(w *referral.Website) { w.URL = "https://go.example.org/go/haircare" }},
		{"fallbackUrl", func(w *referral.Website) { w.FallbackURL = "ftp://example.com/" }},
		{"status", func(w *referral.Website) { w.Status = referral.Inactive }},
		{"programs", func(w *referral.Website) { w.Programs = manyCodes(41) }},
		{"params", func(w *referral.Website) { w.Params.Ad = "partner" }},
		{"params", func(w *referral.Website) { w.Params.Partner = "a&b" }},
		{"params", func(w *referral.Website) { w.Params.ClickID = strings.Repeat("x", 41) }},
		{"params", func(w *referral.Website) { w.Params.Ad = "a=b" }},
		{"params", func(w *referral.Website) { w.Params.Ad = "é" }},
	} {
		w := referral.Website{Code: "haircare", Name: "Hair", URL: "https://example.com/", Status: referral.Active}
		test.change(&w)
		if got := badFields(w.Check(ownHost)); got != test.bad {
			t.Errorf("%d: bad fields %q, want %q", i, got, test.bad)
		}
	}
}

func TestParamsHaveDefaults(t *testing.T) {
	want := referral.Params{Partner: "partner", Ad: "sub", ClickID: "click_id"}
	if got := (referral.Params{Ad: "sub"}).OrDefault(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
