package referral

import "time"

// Source says what makes somebody a candidate for the credit of a conversion.
type Source string

// A candidate comes from the click that the conversion names, from an earlier conversion of the
// same customer, or from the partner that the merchant names.
const (
	FromClick    Source = "click"
	FromCustomer Source = "customer"
	FromPartner  Source = "partner"
)

// FromReport is the source of what is said about the report itself; it is no candidate's.
const FromReport Source = "report"

// Candidate is somebody who may earn a conversion, with everything that was known when the credit
// was decided. A decision can therefore be explained, and repeated under another rule, at any time.
type Candidate struct {
	Source  Source
	ClickID string    // as reported; "" for a partner that the merchant named
	At      time.Time // of the click, or of the conversion that named the partner
	Partner Code
	Website Code
	Ad      Code
	Bot     bool
	// Prefetch says of a click that a browser followed the link in advance.
	Prefetch bool `json:",omitempty"`
	Visitor
	// Missing says that no such click is known, or not yet.
	Missing bool
	// Expired says of a missing click that it would be too old to be kept.
	Expired bool `json:",omitempty"`
	// Unknown says that there is no such partner.
	Unknown bool
	// Window is the partner's AttributionDays, Ended when it was made inactive.
	Window *int
	Ended  time.Time
	// Excluded is why the key that reported the conversion lets the candidate earn nothing, "" if
	// it may earn; see Scope.Limit.
	Excluded Reason `json:",omitempty"`
}

// Know fills in what is known about the candidate's partner, nil if there is no such partner.
func (c Candidate) Know(p *Partner) Candidate {
	if p == nil {
		c.Unknown = true
		return c
	}
	c.Window = p.AttributionDays
	if !p.Active() {
		c.Ended = p.Ended
		if c.Ended.IsZero() { // inactive from the start
			c.Ended = p.Joined
		}
	}
	return c
}

// barred returns why c can't earn a conversion at the given time under any rule, or "" if it can.
// Clocks may be off by clockSkew, to the candidate's benefit.
func (c Candidate) barred(at time.Time) Reason {
	switch {
	case c.Missing && c.Expired:
		return ClickNotKept
	case c.Missing:
		return c.missing()
	case c.Excluded != "":
		return c.Excluded
	case c.Bot:
		return ByBot
	case c.Prefetch:
		return ByPrefetch
	case c.Unknown:
		return PartnerUnknown
	case c.Partner == "":
		return NobodyCredited
	case c.At.After(at.Add(clockSkew)):
		return AfterConversion
	case !c.Ended.IsZero() && !at.Before(c.Ended):
		return PartnerEnded
	case c.Window != nil && at.After(c.At.Add(time.Duration(*c.Window)*24*time.Hour+clockSkew)):
		return OutsideWindow
	}
	return ""
}

// missing returns why there is no click.
func (c Candidate) missing() Reason {
	if _, err := ParseClickID(c.ClickID); err != nil {
		return ClickMalformed
	}
	return ClickNotSeen
}

// sameOrigin reports whether c and o rest on the same click, or on the same naming of a partner. A
// click that is missing does not stand for what a customer's history knows of it.
func (c Candidate) sameOrigin(o Candidate) bool {
	sameClick := c.ClickID == o.ClickID && c.Missing == o.Missing
	return sameClick && (c.ClickID != "" || c.Partner == o.Partner && c.At.Equal(o.At))
}
