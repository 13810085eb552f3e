package click

import (
	"testing"

	"signpost/shared/referral"
)

func TestDecide(t *testing.T) {
	standard := []referral.Code{"standard"}
	open := NewSite(referral.Website{Code: "haircare", URL: "https://example.com/haircare", Programs: standard, Status: referral.Active})
	archived := NewSite(referral.Website{Code: "haircare", URL: "https://example.com/haircare", Programs: standard, Status: referral.Archived})
	fallback := NewSite(referral.Website{Code: "haircare", URL: "https://example.com/haircare", Programs: standard, Status: referral.Archived,
		FallbackURL: "https://example.com/"})
	partner := &referral.Partner{Code: "kid456", Parent: "abc123", Status: referral.Active, Programs: standard}
	inactive := &referral.Partner{Code: "kid456", Status: referral.Inactive, Programs: standard}
	elsewhere := &referral.Partner{Code: "kid456", Status: referral.Active, Programs: []referral.Code{"trade"}}
	own, parents, other := &referral.Ad{Code: "ad1", Partner: "kid456"}, &referral.Ad{Code: "ad1", Partner: "abc123"}, &referral.Ad{Code: "ad1", Partner: "solo789"}
	old := &referral.Ad{Code: "ad1", Partner: "kid456", Status: referral.Archived}

	bare := Target{Website: "haircare"}
	named := Target{Website: "haircare", Partner: "kid456", NamedPartner: true}
	withAd := Target{Website: "haircare", Partner: "kid456", Ad: "ad1", NamedPartner: true, NamedAd: true}
	for name, c := range map[string]struct {
		target      Target
		found       Found
		outcome     Outcome
		partner, ad referral.Code
		whyPartner  string
		whyAd       string
	}{
		"no such website":        {target: named, found: Found{Partner: partner}, outcome: Unknown},
		"archived":               {target: named, found: Found{Site: archived, Partner: partner}, outcome: Gone},
		"archived with fallback": {target: named, found: Found{Site: fallback, Partner: partner}, outcome: SentToFallback, partner: "kid456"},
		"no partner":             {target: bare, found: Found{Site: open}, outcome: Sent},
		"unknown partner":        {target: named, found: Found{Site: open}, outcome: Sent, whyPartner: "there is no such partner"},
		"inactive partner":       {target: named, found: Found{Site: open, Partner: inactive}, outcome: Sent, whyPartner: "the partner is inactive"},
		"website not open":       {target: named, found: Found{Site: open, Partner: elsewhere}, outcome: Sent, whyPartner: "the website is not open to the partner"},
		"credited":               {target: named, found: Found{Site: open, Partner: partner}, outcome: Sent, partner: "kid456"},
		"own ad":                 {target: withAd, found: Found{open, partner, own}, outcome: Sent, partner: "kid456", ad: "ad1"},
		"parent's ad":            {target: withAd, found: Found{open, partner, parents}, outcome: Sent, partner: "kid456", ad: "ad1"},
		"archived ad":            {target: withAd, found: Found{open, partner, old}, outcome: Sent, partner: "kid456", ad: "ad1"},
		"other's ad":             {target: withAd, found: Found{open, partner, other}, outcome: Sent, partner: "kid456", whyAd: "the ad is neither the partner's nor its parent's"},
		"unknown ad":             {target: withAd, found: Found{open, partner, nil}, outcome: Sent, partner: "kid456", whyAd: "there is no such ad"},
		"ad of an uncredited":    {target: withAd, found: Found{open, inactive, own}, outcome: Sent, whyPartner: "the partner is inactive", whyAd: "nobody is credited"},
	} {
		d := Decide(c.target, c.found)
		if d.Outcome != c.outcome || d.Partner != c.partner || d.Ad != c.ad || d.WhyPartner != c.whyPartner || d.WhyAd != c.whyAd {
			t.Errorf("%s: %+v", name, d)
		}
		if sent := d.Outcome == Sent || d.Outcome == SentToFallback; sent != (d.Destination != nil) {
			t.Errorf("%s: destination %v", name, d.Destination)
		}
	}
}
