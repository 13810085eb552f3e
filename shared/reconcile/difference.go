package reconcile

import (
	"iter"
	"maps"
	"slices"

	"signpost/shared/referral"
)

// Numbers are the columns of stats.
type Numbers struct {
	Hits          int64            `json:"hits"`
	Uniques       int64            `json:"uniques"`
	Bots          int64            `json:"bots"`
	Prefetches    int64            `json:"prefetches"`
	Leads         int64            `json:"leads"`
	Sales         int64            `json:"sales"`
	Subscriptions int64            `json:"subscriptions"`
	Revenue       map[string]int64 `json:"revenue"` // minor units by currency
	// Ignored are hits of whose link a partner or an ad was ignored, by why.
	Ignored map[string]int64 `json:"ignored,omitempty"`
}

func numbers(c referral.Counts) Numbers {
	revenue := maps.Clone(c.Revenue)
	if revenue == nil {
		revenue = map[string]int64{}
	}
	maps.DeleteFunc(revenue, func(_ string, n int64) bool { return n == 0 })
	return Numbers{
		Hits: c.Hits, Uniques: c.Uniques, Bots: c.Bots, Prefetches: c.Prefetches, Ignored: ignored(c),
		Leads: c.Leads, Sales: c.Sales, Subscriptions: c.Subscriptions, Revenue: revenue,
	}
}

func ignored(c referral.Counts) map[string]int64 {
	var byReason map[string]int64
	for why, n := range c.Ignored {
		if n != 0 {
			if byReason == nil {
				byReason = map[string]int64{}
			}
			byReason[referral.Ignored(why).String()] = n
		}
	}
	return byReason
}

// all yields the numbers that are not zero by column; some of them are "revenue USD"
// and "ignored unknownAd".
func (n Numbers) all() iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		columns := [...]struct {
			name  string
			value int64
		}{
			{"hits", n.Hits}, {"uniques", n.Uniques}, {"bots", n.Bots}, {"prefetches", n.Prefetches},
			{"leads", n.Leads}, {"sales", n.Sales}, {"subscriptions", n.Subscriptions},
		}
		for _, c := range columns {
			if c.value != 0 && !yield(c.name, c.value) {
				return
			}
		}
		for why, hits := range n.Ignored {
			if !yield("ignored "+why, hits) {
				return
			}
		}
		for currency, amount := range n.Revenue {
			if amount != 0 && !yield("revenue "+currency, amount) {
				return
			}
		}
	}
}

// Difference is a counter that is wrong: that of a link, of all links of a partner to a website, or
// of all links to a website.
type Difference struct {
	// Counter is "link", "partner" or "website".
	Counter string `json:"counter"`
	// WholeDay says that reports of whole days, which read folded months, differ from those by
	// hour. Hour is 0 then.
	WholeDay bool   `json:"wholeDay,omitempty"`
	Website  string `json:"website"`
	Partner  string `json:"partner,omitempty"` // absent if nobody is credited, and for a website
	Ad       string `json:"ad,omitempty"`
	Hour     int    `json:"hour"`
	// Wrong has the columns that differ. It is "visitors" if the sums are right but their breakdown
	// by country, device, browser and referrer is not.
	Wrong []string `json:"wrong"`
	// Events is what the counter should be: the sum of its events or, for a partner and for a whole
	// day, of what reports by hour show of its links or its website.
	Events   Numbers `json:"events"`
	Counters Numbers `json:"counters"`
}

func difference(p place, b *both) Difference {
	d := Difference{
		Counter: p.counter.String(), Website: string(p.website), Partner: string(p.partner), Ad: string(p.ad),
		WholeDay: p.hour == wholeDay, Hour: max(p.hour, 0),
		Events: numbers(b.events.counts), Counters: numbers(b.counters.counts),
	}
	d.Wrong = wrong(d.Events, d.Counters)
	return d
}

// wrong names the columns in which two rows differ.
func wrong(a, b Numbers) []string {
	differ := map[string]int64{}
	for name, n := range a.all() {
		differ[name] += n
	}
	for name, n := range b.all() {
		differ[name] -= n
	}
	maps.DeleteFunc(differ, func(_ string, n int64) bool { return n == 0 })
	if len(differ) == 0 {
		return []string{"visitors"}
	}
	return slices.Sorted(maps.Keys(differ))
}
