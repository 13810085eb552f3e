package reconcile

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"signpost/shared/counting"
	"signpost/shared/referral"
)

// place is what is compared: what a counter has for one hour or for the whole day.
type place struct {
	counter              counter
	website, partner, ad referral.Code
	hour                 int // wholeDay for the day
}

const wholeDay = -1

// counter is a kind of counter.
type counter int

const (
	ofLink    counter = iota
	ofPartner         // all links of a partner to a website
	ofWebsite         // all links to a website
)

// String returns what results say.
func (c counter) String() string { return [...]string{"link", "partner", "website"}[c] }

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.counter, o.counter), cmp.Compare(p.website, o.website),
		cmp.Compare(p.partner, o.partner), cmp.Compare(p.ad, o.ad), cmp.Compare(p.hour, o.hour))
}

// placeOf returns where a cell is counted by a kind of counter.
func placeOf(c counter, cell referral.Cell, hour int) place {
	p := place{counter: c, website: cell.Website, hour: hour}
	switch c {
	case ofLink:
		p.partner, p.ad = cell.Partner, cell.Ad
	case ofPartner:
		p.partner = cell.Partner
	}
	return p
}

// tally is what was found at a place: its events or its counters.
type tally struct {
	counts referral.Counts
	// visitors is a hash of the counts by country, device, browser and referrer. It is a sum, so
	// the order of the lines does not matter.
	visitors uint64
	// folded says that some of the detail was given up, so visitors means nothing.
	folded bool
}

// both has what was found at a place on either side. Counters by link or website and hour are
// compared with events, all others with these.
type both struct{ events, counters tally }

// tallies are what was found on a day.
type tallies map[place]*both

func (t tallies) add(l counting.DayLine) {
	hour := l.Cell.Hour.OfDay()
	expected := func(c counter, hour int) { t.at(placeOf(c, l.Cell, hour)).events.add(l.Line) }
	found := func(c counter, hour int) { t.at(placeOf(c, l.Cell, hour)).counters.add(l.Line) }
	switch l.Origin {
	case counting.FromEvent:
		expected(ofLink, hour)
		expected(ofWebsite, hour)
	case counting.FromCounter:
		found(ofLink, hour)
		expected(ofLink, wholeDay)
		expected(ofPartner, hour)
		expected(ofPartner, wholeDay)
	case counting.FromTotal:
		found(ofWebsite, hour)
		expected(ofWebsite, wholeDay)
	case counting.FromSum:
		found(ofPartner, hour)
	case counting.FromCounterOfDay:
		found(ofLink, wholeDay)
	case counting.FromTotalOfDay:
		found(ofWebsite, wholeDay)
	case counting.FromSumOfDay:
		found(ofPartner, wholeDay)
	}
}

func (t tallies) at(p place) *both {
	if t[p] == nil {
		t[p] = &both{counters: tally{folded: p.counter == ofPartner}} // which has no visitors
	}
	return t[p]
}

func (t tallies) equal() bool {
	for _, b := range t {
		if !b.equal() {
			return false
		}
	}
	return true
}

// places returns the places, sorted.
func (t tallies) places() []place {
	return slices.SortedFunc(maps.Keys(t), place.compare)
}

var seed = maphash.MakeSeed()

// counted is one number at a place.
type counted struct {
	referral.Visitor
	what string
}

func (t *tally) add(l referral.Line) {
	t.counts.Add(l.Counts)
	v := l.Cell.Visitor
	t.folded = t.folded || v.Referrer == counting.Other
	for what, n := range numbers(l.Counts).all() {
		t.visitors += maphash.Comparable(seed, counted{v, what}) * uint64(n)
	}
}

func (b *both) equal() bool {
	e, c := &b.events, &b.counters
	return sameCounts(e.counts, c.counts) && (e.folded || c.folded || e.visitors == c.visitors)
}

// sameAs reports whether nothing has changed since before.
func (b *both) sameAs(before *both) bool {
	return before != nil && b.events.same(&before.events) && b.counters.same(&before.counters)
}

func (t *tally) same(o *tally) bool {
	return sameCounts(t.counts, o.counts) && t.visitors == o.visitors
}

func sameCounts(a, b referral.Counts) bool {
	return maps.Equal(maps.Collect(numbers(a).all()), maps.Collect(numbers(b).all()))
}
