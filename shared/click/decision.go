package click

import "signpost/shared/referral"

// Outcome says where a visit leads.
type Outcome int

const (
	// Unknown says that there is no such website. The visitor gets a page that says so.
	Unknown Outcome = iota
	// Sent says that the visitor goes to the website's destination.
	Sent
	// SentToFallback says that the website is archived and the visitor goes to its fallback URL.
	SentToFallback
	// Gone says that the website is archived without a fallback URL. The visitor gets a page that
	// says so.
	Gone
)

// Decision says where a visit to a tracking link leads, who gets the credit, and why.
type Decision struct {
	Outcome     Outcome
	Destination *Destination  // nil unless visitors are sent on
	Partner     referral.Code // who gets the credit; "" for nobody
	Ad          referral.Code // "" for none
	// WhyPartner and WhyAd say in words why a partner or an ad that the link names is not
	// credited; "" if it is.
	WhyPartner, WhyAd string
}

// Decide applies the rules of credit to what was found for t. It never turns a visitor away
// because of a partner or an ad.
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
