package referral

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Model says which of several clicks earns.
type Model string

// LatestClick credits the click that the conversion names, else the latest in the customer's history. FirstClick credits the earliest of
// all these clicks.
const (
	LatestClick Model = "latest"
	FirstClick  Model = "first"
)

// Rule is how credit is decided. A change makes a new version and leaves past credit as it is.
type Rule struct {
	Model   Model
	Version int
}

// DefaultRule holds until an admin sets another.
var DefaultRule = Rule{Model: LatestClick, Version: 1}

// Source says why somebody is a candidate for the credit of a conversion.
type Source string

// A candidate comes from the click that the conversion names, from an earlier conversion of the same customer, or from the partner that
// the merchant names.
const (
	FromClick    Source = "click"
	FromCustomer Source = "customer"
	FromPartner  Source = "partner"
)

// Candidate is somebody who may earn a conversion, with all that was known when the credit was decided, so that the decision can be
// explained, and repeated under another rule, for ever.
type Candidate struct {
	Source  Source
	ClickID string    // as reported; "" for a partner that was named
	At      time.Time // of the click; of the conversion that named the partner
	Partner Code
	Website Code
	Ad      Code
	Bot     bool
	Visitor
	// Missing tells that no such click is known (yet).
	Missing bool
	// Unknown tells that there is no such partner.
	Unknown bool
	// Window is the partner's AttributionDays, Ended when it was made inactive.
	Window *int
	Ended  time.Time
}

// Know fills in what is known of the candidate's partner; nil when there is no such partner.
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

// Reason says in one word why a candidate won or lost.
type Reason string

// The reasons. The first three are of winners.
const (
	NamedClick      Reason = "named-click"
	CustomerHistory Reason = "customer-history"
	NamedPartner    Reason = "named-partner"

	ClickNotSeen    Reason = "click-not-seen"
	ByBot           Reason = "bot"
	NobodyCredited  Reason = "no-partner"
	PartnerUnknown  Reason = "partner-unknown"
	AfterConversion Reason = "after-conversion"
	PartnerEnded    Reason = "partner-ended"
	OutsideWindow   Reason = "outside-window"
	Outranked       Reason = "outranked"
)

// Message explains the reason in a sentence for people.
func (r Reason) Message() string { return reasonMessages[r] }

var reasonMessages = map[Reason]string{
	NamedClick:      "the conversion names this click",
	CustomerHistory: "an earlier conversion of this customer came from this click or partner",
	NamedPartner:    "the merchant names this partner",
	ClickNotSeen:    "no such click is known; if it arrives, the credit is decided again",
	ByBot:           "the visit was by a bot, and bots never earn",
	NobodyCredited:  "the visit was not credited to any partner",
	PartnerUnknown:  "there is no such partner",
	AfterConversion: "it happened after the conversion",
	PartnerEnded:    "the partner was no longer active when the conversion occurred",
	OutsideWindow:   "the click was longer ago than the partner's attribution window",
	Outranked:       "another candidate comes first under the rule",
}

// Verdict is a candidate with the reason why it won or lost.
type Verdict struct {
	Candidate
	Won    bool
	Reason Reason
}

// Decision is the outcome of an attribution: at most one verdict has won.
type Decision struct {
	Rule     Rule
	Verdicts []Verdict
}

// Winner returns the candidate that earns, if any.
func (d Decision) Winner() (Candidate, bool) {
	for _, v := range d.Verdicts {
		if v.Won {
			return v.Candidate, true
		}
	}
	return Candidate{}, false
}

// Attribute decides who earns a conversion that occurred at the given time. It depends on nothing else than its arguments, and not on the
// order of the candidates; every candidate comes back with its reason, those that rank higher under the rule first.
func Attribute(at time.Time, candidates []Candidate, rule Rule) Decision {
	ranked := withoutRepeats(slices.SortedStableFunc(slices.Values(candidates), func(a, b Candidate) int {
		// Of what ranks alike, what may earn comes first: what is known of one click may differ by when it was looked at.
		return cmp.Or(rule.rank(a, b), strings.Compare(string(a.barred(at)), string(b.barred(at))))
	}))
	decision := Decision{Rule: rule, Verdicts: make([]Verdict, 0, len(ranked))}
	won := false
	for _, c := range ranked {
		v := Verdict{Candidate: c, Reason: c.barred(at)}
		switch {
		case v.Reason != "":
		case won:
			v.Reason = Outranked
		default:
			won, v.Won, v.Reason = true, true, winningReasons[c.Source]
		}
		decision.Verdicts = append(decision.Verdicts, v)
	}
	return decision
}

var winningReasons = map[Source]Reason{FromClick: NamedClick, FromCustomer: CustomerHistory, FromPartner: NamedPartner}

// barred returns why c can't earn a conversion at the given time under any rule, "" if it can. Clocks may be off by clockSkew, to the
// candidate's benefit.
func (c Candidate) barred(at time.Time) Reason {
	switch {
	case c.Missing:
		return ClickNotSeen
	case c.Bot:
		return ByBot
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

// rank compares two candidates; the one that comes first earns first.
func (r Rule) rank(a, b Candidate) int {
	if byTier := cmp.Compare(r.tier(a), r.tier(b)); byTier != 0 {
		return byTier
	}
	byTime := a.At.Compare(b.At)
	if r.Model != FirstClick {
		byTime = -byTime
	}
	return cmp.Or(byTime, cmp.Compare(a.ClickID, b.ClickID), cmp.Compare(a.Partner, b.Partner), sourceOrder(a)-sourceOrder(b),
		cmp.Compare(a.Website, b.Website), cmp.Compare(a.Ad, b.Ad))
}

func (r Rule) tier(c Candidate) int {
	if r.Model == FirstClick && c.Source == FromCustomer {
		return sourceOrder(Candidate{Source: FromClick})
	}
	return sourceOrder(c)
}

func sourceOrder(c Candidate) int {
	return slices.Index([]Source{FromClick, FromCustomer, FromPartner}, c.Source)
}

// withoutRepeats keeps, of candidates that rest on the same click or on the same naming of a partner, the one that ranks highest.
func withoutRepeats(ranked []Candidate) []Candidate {
	var kept []Candidate
	for _, c := range ranked {
		same := func(k Candidate) bool {
			return k.ClickID == c.ClickID && (c.ClickID != "" || k.Partner == c.Partner && k.At.Equal(c.At))
		}
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, c)
		}
	}
	return kept
}
