package click

import (
	"cmp"

	"signpost/shared/referral"
)

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
	// WhyPartner and WhyAd say why a partner or an ad that the link names is not credited.
	WhyPartner, WhyAd referral.Ignored
}

// Ignored says what was ignored, of a partner and an ad the partner.
func (d Decision) Ignored() referral.Ignored { return cmp.Or(d.WhyPartner, d.WhyAd) }

// Why says in words why a visit does not do what its link says; it is empty if it does.
func (d Decision) Why() []string {
	why := []string{}
	switch d.Outcome {
	case Unknown:
		return append(why, "there is no such website")
	case Gone:
		return append(why, "the website is archived and has no fallback URL")
	case SentToFallback:
		why = append(why, "the website is archived, and its visitors go to the fallback URL")
	}
	for _, ignored := range []referral.Ignored{d.WhyPartner, d.WhyAd} {
		if ignored != referral.NothingIgnored {
			why = append(why, ignored.Message())
		}
	}
	return why
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
	if d.WhyPartner == referral.NothingIgnored && t.NamedPartner {
		d.Partner = f.Partner.Code
	}
	d.WhyAd = whyNoAd(t, f, d.Partner)
	if d.WhyAd == referral.NothingIgnored && t.NamedAd {
		d.Ad = f.Ad.Code
	}
	return d
}

func whyNoPartner(t Target, f Found) referral.Ignored {
	switch {
	case !t.NamedPartner:
		return referral.NothingIgnored
	case f.Partner == nil:
		return referral.UnknownPartner
	case !f.Partner.Active():
		return referral.InactivePartner
	case !f.Partner.MayPromote(f.Site.Website):
		return referral.ClosedWebsite
	}
	return referral.NothingIgnored
}

func whyNoAd(t Target, f Found, credited referral.Code) referral.Ignored {
	switch {
	case !t.NamedAd:
		return referral.NothingIgnored
	case credited == "":
		return referral.AdWithoutPartner
	case f.Ad == nil:
		return referral.UnknownAd
	case !f.Ad.Serves(*f.Partner):
		return referral.ForeignAd
	}
	return referral.NothingIgnored
}
