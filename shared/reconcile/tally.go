package reconcile

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"signpost/shared/counting"
	"signpost/shared/referral"
)

// place is what is compared: a link or, for a total, all links to a website, in one hour.
type place struct {
	total                bool
	website, partner, ad referral.Code
	hour                 int
}

func (p place) compare(o place) int {
	if p.total != o.total {
		if p.total {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(p.website, o.website), cmp.Compare(p.partner, o.partner),
		cmp.Compare(p.ad, o.ad), cmp.Compare(p.hour, o.hour))
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

// both has what was found at a place on either side.
type both struct{ events, counters tally }

// tallies are what was found on a day.
type tallies map[place]*both

func (t tallies) add(l counting.DayLine) {
	link := place{website: l.Cell.Website, partner: l.Cell.Partner, ad: l.Cell.Ad, hour: l.Cell.Hour.OfDay()}
	total := place{total: true, website: l.Cell.Website, hour: l.Cell.Hour.OfDay()}
	switch l.Origin {
	case counting.FromEvent:
		t.at(link).events.add(l.Line)
		t.at(total).events.add(l.Line)
	case counting.FromCounter:
		t.at(link).counters.add(l.Line)
	case counting.FromTotal:
		t.at(total).counters.add(l.Line)
	}
}

func (t tallies) at(p place) *both {
	if t[p] == nil {
		t[p] = new(both)
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
	return sameCounts(e.counts, c.counts) && (c.folded || e.visitors == c.visitors)
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
