package referral

import "slices"

// Scope is what a merchant's key may earn credit for. The zero value sets no limit.
//
// It limits nothing else: what a key reports is the merchant's, and all keys of a merchant read
// and refund the same conversions.
type Scope struct {
	// Websites are those whose clicks may earn, sorted; none for all.
	Websites []Code
	// NamesNoPartner says that a partner whom the conversion names earns nothing.
	NamesNoPartner bool
}

// Limit notes in c whether it may earn within the scope.
//
// A partner whom the merchant names, now or in an earlier conversion of the customer, comes without
// a website. Where websites are limited, it earns only if the key may name partners.
func (s Scope) Limit(c Candidate) Candidate {
	c.Excluded = ""
	allWebsites := len(s.Websites) == 0
	switch {
	case c.Source == FromPartner:
		if s.NamesNoPartner {
			c.Excluded = NamingNotAllowed
		}
	case allWebsites, c.Website == "" && !s.NamesNoPartner, slices.Contains(s.Websites, c.Website):
	default:
		c.Excluded = OtherWebsite
	}
	return c
}
