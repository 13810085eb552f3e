package click

import (
	"testing"

	"signpost/shared/referral"
)

func TestDecide(t *testing.T) {
	standard := []referral.Code{"standard"}
	site := func(status referral.Status, fallback string) *Site {
		return NewSite(referral.Website{
			Code: "haircare", URL: "https://example.com/haircare", Programs: standard,
			Status: status, FallbackURL: fallback,
		})
	}
	open, archived := site(referral.Active, ""), site(referral.Archived, "")
	fallback := site(referral.Archived, "https://example.com/")
	partner := &referral.Partner{Code: "kid456", Parent: "abc123", Status: referral.Active, Programs: standard}
	inactive := &referral.Partner{Code: "kid456", Status: referral.Inactive, Programs: standard}
	elsewhere := &referral.Partner{Code: "kid456", Status: referral.Active, Programs: []referral.Code{"trade"}}
	own := &referral.Ad{Code: "ad1", Partner: "kid456"}
	parents := &referral.Ad{Code: "ad1", Partner: "abc123"}
	other := &referral.Ad{Code: "ad1", Partner: "solo789"}
	old := &referral.Ad{Code: "ad1", Partner: "kid456", Status: referral.Archived}

	bare := Target{Website: "haircare"}
	named := Target{Website: "haircare", Partner: "kid456", NamedPartner: true}
	withAd := Target{Website: "haircare", Partner: "kid456", Ad: "ad1", NamedPartner: true, NamedAd: true}
	for name, c := range map[string]struct {
		target Target
		found  Found
		want   Decision // but for the destination
	}{
		"no such website": {named, Found{Partner: partner}, Decision{Outcome: Unknown}},
		"archived":        {named, Found{Site: archived, Partner: partner}, Decision{Outcome: Gone}},
		"archived with fallback": {named, Found{Site: fallback, Partner: partner},
			Decision{Outcome: SentToFallback, Partner: "kid456"}},
		"no partner": {bare, Found{Site: open}, Decision{Outcome: Sent}},
		"unknown partner": {named, Found{Site: open},
			Decision{Outcome: Sent, WhyPartner: referral.UnknownPartner}},
		"inactive partner": {named, Found{Site: open, Partner: inactive},
			Decision{Outcome: Sent, WhyPartner: referral.InactivePartner}},
		"website not open to the partner": {named, Found{Site: open, Partner: elsewhere},
			Decision{Outcome: Sent, WhyPartner: referral.ClosedWebsite}},
		"credited": {named, Found{Site: open, Partner: partner}, Decision{Outcome: Sent, Partner: "kid456"}},
		"own ad": {withAd, Found{open, partner, own},
			Decision{Outcome: Sent, Partner: "kid456", Ad: "ad1"}},
		"parent's ad": {withAd, Found{open, partner, parents},
			Decision{Outcome: Sent, Partner: "kid456", Ad: "ad1"}},
		"archived ad": {withAd, Found{open, partner, old},
			Decision{Outcome: Sent, Partner: "kid456", Ad: "ad1"}},
		"another partner's ad": {withAd, Found{open, partner, other}, Decision{Outcome: Sent, Partner: "kid456",
			WhyAd: referral.ForeignAd}},
		"unknown ad": {withAd, Found{open, partner, nil},
			Decision{Outcome: Sent, Partner: "kid456", WhyAd: referral.UnknownAd}},
		"ad of a partner without credit": {withAd, Found{open, inactive, own}, Decision{Outcome: Sent,
			WhyPartner: referral.InactivePartner, WhyAd: referral.AdWithoutPartner}},
	} {
		d := Decide(c.target, c.found)
		if sent := d.Outcome == Sent || d.Outcome == SentToFallback; sent != (d.Destination != nil) {
			t.Errorf("%s: destination %v", name, d.Destination)
		}
		if d.Destination = nil; d != c.want {
			t.Errorf("%s: %+v, want %+v", name, d, c.want)
		}
	}
}
