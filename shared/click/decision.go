package click

import "signpost/shared/referral"

// Outcome is what becomes of a visit.
type Outcome int

const (
	// Unknown: there is no such website; a page says so.
	Unknown Outcome = iota
	// Sent to the website's destination.
	Sent
	// SentToFallback: the website is archived and names where its visitors go instead.
	SentToFallback
	// Gone: the website is archived and names nothing; a page says so.
	Gone
)

// Decision is what a visit to a tracking link leads to, and why.
type Decision struct {
	Outcome     Outcome
	Destination *Destination  // nil unless visitors are sent on
	Partner     referral.Code // who is credited; "" for nobody
	Ad          referral.Code // "" for none
	// WhyPartner and WhyAd say in words why a partner or ad that the link names gets no credit; "" when it does.
	WhyPartner, WhyAd string
}

// Decide applies the rules of credit to what was found for t. It never refuses a visitor because of a partner or an ad.
func Decide(t Target, f Found) Decision {
	if f.Site == nil {
		return Decision{Outcome: Unknown}
	}
	d := Decision{Outcome: Sent, Destination: &f.Site.main}
	if f.Site.Website.Status == referral.Archived {
		d.Outcome, d.Destination = SentToFallback, f.Site.fallback
		if d.Destination == nil {
			return Decision{Outcome: Gone}
		}
	}
	d.WhyPartner = whyNoPartner(t, f)
	if d.WhyPartner == "" && t.NamedPartner {
		d.Partner = f.Partner.Code
	}
	d.WhyAd = whyNoAd(t, f, d.Partner)
	if d.WhyAd == "" && t.NamedAd {
		d.Ad = f.Ad.Code
	}
	return d
}

func whyNoPartner(t Target, f Found) string {
	switch {
	case !t.NamedPartner:
		return ""
	case f.Partner == nil:
		return "there is no such partner"
	case !f.Partner.Active():
		return "the partner is inactive"
	case !f.Partner.MayPromote(f.Site.Website):
		return "the website is not open to the partner"
	}
	return ""
}

func whyNoAd(t Target, f Found, credited referral.Code) string {
	switch {
	case !t.NamedAd:
		return ""
	case credited == "":
		return "nobody is credited"
	case f.Ad == nil:
		return "there is no such ad"
	case !f.Ad.Serves(*f.Partner):
		return "the ad is neither the partner's nor its parent's"
	}
	return ""
}
