package referral_test

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestPartnerCheck(t *testing.T) {
	for i, test := range []struct {
		bad    string
		change func(*referral.Partner)
	}{
		{"", func(*referral.Partner) {}},
		{"", func(p *referral.Partner) { p.Email, p.Parent = "", "" }},
		{"", func(p *referral.Partner) { p.AttributionDays = new(1) }},
		{"", func(p *referral.Partner) { p.AttributionDays = new(3650) }},
		{"", func(p *referral.Partner) { p.Status = referral.Inactive }},
		{"", func(p *referral.Partner) { p.Name = strings.Repeat("é", 100) }},
		{"", func(p *referral.Partner) { p.Programs = manyCodes(40) }},
		{"", func(p *referral.Partner) { p.Email = "first.last+tag@sub.example.co.uk" }},
		{"name", func(p *referral.Partner) { p.Name = "" }},
		{"name", func(p *referral.Partner) { p.Name = " \t " }},
		{"name", func(p *referral.Partner) { p.Name = strings.Repeat("é", 101) }},
		{"name", func(p *referral.Partner) { p.Name = "a\x00b" }},
		{"name", func(p *referral.Partner) { p.Name = "a\xff" }},
		{"name", func(p *referral.Partner) { p.Name = "a\rb" }},
		{"email", func(p *referral.Partner) { p.Email = "zoe" }},
		{"email", func(p *referral.Partner) { p.Email = "Zoe <zoe@example.com>" }},
		{"email", func(p *referral.Partner) { p.Email = "zoe@localhost" }},
		{"email", func(p *referral.Partner) { p.Email = "zoe@example.com\r\nBcc: a@b.c" }},
		{"email", func(p *referral.Partner) { p.Email = strings.Repeat("a", 250) + "@example.com" }},
		{"parent", func(p *referral.Partner) { p.Parent = "abc123" }},
		{"status", func(p *referral.Partner) { p.Status = "" }},
		{"status", func(p *referral.Partner) { p.Status = referral.Archived }},
		{"attributionDays", func(p *referral.Partner) { p.AttributionDays = new(0) }},
		{"attributionDays", func(p *referral.Partner) { p.AttributionDays = new(-1) }},
		{"attributionDays", func(p *referral.Partner) { p.AttributionDays = new(3651) }},
		{"programs", func(p *referral.Partner) { p.Programs = manyCodes(41) }},
	} {
		p := referral.Partner{
			Code: "abc123", Name: "Zoë O'Brien", Email: "zoe@example.com", Parent: "boss", Status: referral.Active,
		}
		test.change(&p)
		if got := badFields(p.Check()); got != test.bad {
			t.Errorf("%d: bad fields %q, want %q", i, got, test.bad)
		}
	}
}

func TestProgramCheck(t *testing.T) {
	if err := (referral.Program{Code: "standard", Name: "Standard"}).Check(); err != nil {
		t.Error(err)
	}
	if got := badFields(referral.Program{Code: "standard"}.Check()); got != "name" {
		t.Error(got)
	}
}
