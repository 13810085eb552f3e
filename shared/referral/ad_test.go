package referral_test

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestAdCheck(t *testing.T) {
	for i, test := range []struct {
		bad    string
		change func(*referral.Ad)
	}{
		{"", func(*referral.Ad) {}},
		{"", func(a *referral.Ad) { a.Description = strings.Repeat("é", 500) }},
		{"", func(a *referral.Ad) { a.Description = "two\nlines" }},
		{"", func(a *referral.Ad) { a.Status = referral.Archived }},
		{"name", func(a *referral.Ad) { a.Name = "" }},
		{"description", func(a *referral.Ad) { a.Description = strings.Repeat("x", 501) }},
		{"description", func(a *referral.Ad) { a.Description = "a\x1b[31m" }},
		{"mediaType", func(a *referral.Ad) { a.MediaType = "" }},
		{"mediaType", func(a *referral.Ad) { a.MediaType = "Blog" }},
		{"startDate", func(a *referral.Ad) { a.StartDate = "2026-02-30" }},
		{"startDate", func(a *referral.Ad) { a.StartDate = "" }},
		{"status", func(a *referral.Ad) { a.Status = referral.Inactive }},
	} {
		a := referral.Ad{
			Code: "website2", Partner: "abc123", Name: "Sidebar", MediaType: "blog", StartDate: "2026-02-28",
			Status: referral.Active,
		}
		test.change(&a)
		if got := badFields(a.Check()); got != test.bad {
			t.Errorf("%d: bad fields %q, want %q", i, got, test.bad)
		}
	}
}

func TestAnAdServesItsPartnerAndThatPartnersChildren(t *testing.T) {
	ad := referral.Ad{Partner: "abc123"}
	for _, test := range []struct {
		code, parent referral.Code
		want         bool
	}{
		{"abc123", "", true},
		{"kid456", "abc123", true},
		{"solo789", "", false},
		{"grandkid", "kid456", false},
	} {
		if got := ad.Serves(referral.Partner{Code: test.code, Parent: test.parent}); got != test.want {
			t.Errorf("%s: %v", test.code, got)
		}
	}
	if (referral.Ad{}).Serves(referral.Partner{Code: "solo789"}) {
		t.Error("an ad without a partner serves a partner without a parent")
	}
}
