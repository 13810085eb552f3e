package click

import "signpost/shared/referral"

// Site is a website with its destinations parsed, so that a visit only has to put them together.
type Site struct {
	Website  referral.Website
	main     Destination
	fallback *Destination
}

// NewSite prepares w. Its URLs must be ones that referral.CheckDestination accepts.
func NewSite(w referral.Website) *Site {
	s := &Site{Website: w, main: newDestination(w.URL, w.Params)}
	if w.FallbackURL != "" {
		d := newDestination(w.FallbackURL, w.Params)
		s.fallback = &d
	}
	return s
}

func newSite(w *referral.Website) *Site {
	if w == nil {
		return nil
	}
	return NewSite(*w)
}
