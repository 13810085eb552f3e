package referral

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Model says which of several clicks earns.
type Model string

// LatestClick credits the click that the conversion names, or else the latest click in the
// customer's history. FirstClick credits the earliest of all of these.
const (
	LatestClick Model = "latest"
	FirstClick  Model = "first"
)

// Rule is how credit is decided. A change makes a new version and leaves past credit alone.
type Rule struct {
	Model   Model
	Version int
}

// DefaultRule holds until an admin sets another.
var DefaultRule = Rule{Model: LatestClick, Version: 1}

// Verdict is a candidate with the reason why it won or lost.
type Verdict struct {
	Candidate
	Won    bool
	Reason Reason
}

// Decision is the outcome of an attribution. At most one verdict has won.
type Decision struct {
	Rule     Rule
	Verdicts []Verdict
}

// Winner returns the candidate that earns, if there is one.
func (d Decision) Winner() (Candidate, bool) {
	for _, v := range d.Verdicts {
		if v.Won {
			return v.Candidate, true
		}
	}
	return Candidate{}, false
}

// Attribute decides who earns a conversion that occurred at the given time. The decision depends
// on nothing but the arguments, and not on the order of the candidates. Every candidate comes
// back with its reason, in the order in which they rank under the rule.
func Attribute(at time.Time, candidates []Candidate, rule Rule) Decision {
	decision := Decision{Rule: rule, Verdicts: make([]Verdict, 0, len(candidates))}
	won := false
	for _, c := range rule.ranked(at, candidates) {
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

var winningReasons = map[Source]Reason{
	FromClick: NamedClick, FromCustomer: CustomerHistory, FromPartner: NamedPartner,
}

// ranked sorts candidates, the one that earns first in front, and keeps the highest of those with
// the same origin. What is known about one click may depend on when it was looked up, so among
// equals, those that may earn come first.
func (r Rule) ranked(at time.Time, candidates []Candidate) []Candidate {
	sorted := slices.SortedStableFunc(slices.Values(candidates), func(a, b Candidate) int {
		return cmp.Or(r.compare(a, b), strings.Compare(string(a.barred(at)), string(b.barred(at))))
	})
	var kept []Candidate
	for _, c := range sorted {
		if !slices.ContainsFunc(kept, c.sameOrigin) {
			kept = append(kept, c)
		}
	}
	return kept
}

// compare orders two candidates: the one that comes first earns first.
func (r Rule) compare(a, b Candidate) int {
	if byTier := cmp.Compare(r.tier(a), r.tier(b)); byTier != 0 {
		return byTier
	}
	byTime := a.At.Compare(b.At)
	if r.Model != FirstClick {
		byTime = -byTime
	}
	return cmp.Or(byTime, cmp.Compare(a.ClickID, b.ClickID), cmp.Compare(a.Partner, b.Partner),
		sourceOrder(a.Source)-sourceOrder(b.Source), cmp.Compare(a.Website, b.Website), cmp.Compare(a.Ad, b.Ad))
}

// tier puts the customer's history on a level with the named click where the earliest click earns.
func (r Rule) tier(c Candidate) int {
	if r.Model == FirstClick && c.Source == FromCustomer {
		return sourceOrder(FromClick)
	}
	return sourceOrder(c.Source)
}

func sourceOrder(s Source) int {
	return slices.Index([]Source{FromClick, FromCustomer, FromPartner}, s)
}
