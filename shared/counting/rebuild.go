package counting

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Rebuilder writes the counters of settled days anew from their events. ARCHITECTURE.md says why
// counting may go on meanwhile, and why readers see a day as it was or as it becomes.
type Rebuilder struct {
	Reader   *Reader
	Counters *Counters
	Secrets  Secrets
	Now      func() time.Time
	// Pause returns after d, or with an error when ctx is done.
	Pause func(ctx context.Context, d time.Duration) error
	// Progress, if not nil, is told now and then how many items of the table have been read, and
	// how many rows have been written, so far.
	Progress func(read, written int)

	groups groupsMemory
}

// NewRebuilder returns what rebuilds the days of t, by the clock of the machine.
func NewRebuilder(t *table.Table) *Rebuilder {
	return &Rebuilder{
		Reader: NewReader(t), Counters: NewCounters(t, nil), Secrets: t, Now: time.Now, Pause: Pause,
	}
}

// Rebuilt is what became of a day.
type Rebuilt struct {
	Day    referral.Day `json:"day"`
	Events int          `json:"events" doc:"Clicks and ledger entries that the day was rebuilt from"`
	Rows   int          `json:"rows" doc:"Rows of counters that were written"`
	// Unreadable is how many clicks and ledger entries can't be read, and are counted nowhere.
	Unreadable int `json:"unreadable,omitempty" doc:"Clicks and ledger entries that can't be read"`
}

// Bounds of a rebuild.
const (
	// writesEnd is how long after its time stamp an event may still be on its way into the table:
	// three attempts of three seconds, and clocks that differ.
	writesEnd = 12 * time.Second
	// MaxRebuild is how long a rebuild may take. What it writes has the day on which it began as
	// its log day, and must count before that day is folded.
	MaxRebuild = 20 * time.Hour
)

// SettledFrom returns from when on a day may be rebuilt: from then on the stream can't deliver what
// its rows may have counted.
func SettledFrom(day referral.Day) time.Time {
	return day.Add(1).Time().Add(lateAfter + streamKeeps + settleMargin)
}

// LateSettledFrom returns from when on the stream can't deliver events that were written in a
// second since 1970.
func LateSettledFrom(second int64) time.Time {
	return time.Unix(second, 0).Add(streamKeeps + settleMargin)
}

// Rebuild rebuilds a day and notes that in the audit. A day that is not settled, of which clicks
// have expired, or that somebody else is rebuilding, is a Conflict error, and so is one that takes
// longer than 20 hours. Doing it again changes nothing.
func (b *Rebuilder) Rebuild(ctx context.Context, day referral.Day, by referral.Stamp) (Rebuilt, error) {
	if from := SettledFrom(day); b.Now().Before(from) {
		return Rebuilt{}, referral.Conflictf(
			"%s can be rebuilt from %s on: until then its events may still be counted", day, from.Format(time.RFC3339))
	}
	view, err := b.Reader.View(ctx, referral.HoursOf(day, day))
	if err != nil {
		return Rebuilt{}, err
	}
	before, after := view.rebuilds[day], table.Rebuild{ID: by.ID, Until: b.Now().Unix()}
	if err := b.Pause(ctx, time.Second+writesEnd); err != nil {
		return Rebuilt{}, err
	}
	work := rebuilding{
		Rebuilder: b, day: day, after: after, log: referral.DayOf(time.Unix(after.Until, 0)),
		rows: map[rowID]map[string]int64{}, events: map[rowID]int{}, kept: newKept(view, day, b.Now()),
	}
	if err := work.read(ctx); err != nil {
		return Rebuilt{}, err
	}
	if err := work.write(ctx); err != nil {
		return Rebuilt{}, err
	}
	return work.result, work.finish(ctx, before, by)
}

// rebuilding is one rebuild of a day.
type rebuilding struct {
	*Rebuilder
	day    referral.Day
	after  table.Rebuild
	log    referral.Day               // of the rows that are written
	rows   map[rowID]map[string]int64 // what the events come to
	events map[rowID]int
	kept   *kept
	result Rebuilt
}

// read adds up the events.
func (w *rebuilding) read(ctx context.Context) error {
	w.result.Day = w.day
	groups, err := w.groups.get(ctx, w.Secrets)
	if err != nil {
		return err
	}
	items := 0
	progress := func(n int) {
		if items += n; w.Progress != nil {
			w.Progress(items, 0)
		}
	}
	for item, err := range w.Reader.scan(ctx, eventsOf(w.day), progress) {
		if err != nil {
			return fmt.Errorf("read the day: %w", err)
		}
		w.kept.see(item)
		w.add(item, groups)
	}
	return w.kept.check(ctx)
}

func (w *rebuilding) add(item table.Item, groups Groups) {
	line, written, err := readEvent(item)
	switch {
	case err != nil:
		w.result.Unreadable++
	case written > w.after.Until: // its row stays
	default:
		w.result.Events++
		w.count(line, groups)
	}
}

// count adds what an event counts to its two rows.
func (w *rebuilding) count(l referral.Line, groups Groups) {
	hour := int64(l.Cell.Hour)
	link := rowID{partner: l.Cell.Partner, website: l.Cell.Website, group: groups.Of(l.Cell.Ad), hour: hour}
	total := rowID{total: true, website: l.Cell.Website, hour: hour}
	for id, ad := range map[rowID]referral.Code{link: l.Cell.Ad, total: ""} {
		if w.rows[id] == nil {
			w.rows[id] = map[string]int64{}
		}
		w.events[id]++
		for m, n := range measures(l.Counts) {
			w.rows[id][string(AppendCounterName(nil, m.Measure, m.currency, ad, l.Cell.Visitor))] += n
		}
	}
}

// write writes the new rows, which nobody sees yet.
func (w *rebuilding) write(ctx context.Context) error {
	var batches []RowBatch
	var items []table.Item
	for id, sums := range w.rows {
		key := id.key().Row(table.CounterRow{Log: w.log, Rebuild: w.after.ID})
		batches = append(batches, RowBatch{Key: key})
		items = append(items, pagesOf(key, sums, w.events[id])...)
	}
	if err := w.Counters.noteActive(ctx, batches); err != nil {
		return err
	}
	w.result.Rows = len(items)
	return w.eachOf(ctx, len(items), func(ctx context.Context, i int) error {
		_, err := w.Reader.table.Client().PutItem(ctx, &dynamodb.PutItemInput{
			TableName: new(w.Reader.table.Name()), Item: items[i],
		})
		return err
	})
}

// pagesOf puts sums into as many rows as they need, the largest first, so that what loses its
// detail is what is rare.
func pagesOf(key table.Key, sums map[string]int64, events int) []table.Item {
	rest := make([]Increment, 0, len(sums))
	for name, n := range sums {
		rest = append(rest, Increment{Name: name, By: n})
	}
	slices.SortFunc(rest, func(a, b Increment) int {
		return cmp.Or(cmp.Compare(b.By, a.By), cmp.Compare(a.Name, b.Name))
	})
	for i := range rest { // each on its own: they may come apart
		rest[i].Record, _ = ParseSequence(fmt.Sprint(i + 1))
	}
	var pages []table.Item
	for n := 0; len(rest) > 0; n++ {
		item := key.Row(table.CounterRow{Page: n}).Attributes()
		item[table.AttrExpires] = expiryOf(key)
		empty := look{names: map[string]struct{}{}}
		rest = fill(item, rest, page{look: empty, bounds: boundsFor(events), isFirst: n == 0})
		pages = append(pages, item)
	}
	return pages
}

// fill puts increments into a new row, as many as have a place there, and returns the others.
func fill(item table.Item, increments []Increment, p page) (spilled []Increment) {
	sums := map[string]int64{}
	for rest := increments; len(rest) > 0; {
		s := p.plan(rest)
		for name, n := range s.sums {
			if _, ok := sums[name]; !ok {
				p.names[name] = struct{}{}
				p.sizes.add(name)
			}
			sums[name] += n
		}
		if s.seals {
			p.size = sealedSize
		}
		spilled = append(spilled, s.spilled...)
		rest = rest[s.length:]
	}
	for name, n := range sums {
		item[name] = table.Num(n)
	}
	return spilled
}

// finish makes the new rows those that count, and notes who did it.
func (w *rebuilding) finish(ctx context.Context, before table.Rebuild, by referral.Stamp) error {
	if w.Now().After(time.Unix(w.after.Until, 0).Add(MaxRebuild)) {
		return referral.Conflictf("the rebuild of %s took longer than %s: what it wrote counts for nothing",
			w.day, MaxRebuild)
	}
	return w.Reader.table.FinishRebuild(ctx, w.day, before, w.after, by, map[string]int{
		"events": w.result.Events, "rows": w.result.Rows,
	})
}

// eachOf does n things, some at the same time.
func (w *rebuilding) eachOf(ctx context.Context, n int, do func(context.Context, int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for i := range n {
		group.Go(func() error {
			if err := do(ctx, i); err != nil {
				return fmt.Errorf("write counters: %w", err)
			}
			return nil
		})
		if w.Progress != nil {
			w.Progress(0, i+1)
		}
	}
	return group.Wait()
}

// measured is a measure and, of money, its currency.
type measured struct {
	Measure
	currency string
}

// measures returns what c counts, by measure.
func measures(c referral.Counts) map[measured]int64 {
	all := map[measured]int64{
		{Measure: Unique}: c.Uniques, {Measure: Repeat}: c.Hits - c.Uniques, {Measure: Bot}: c.Bots,
		{Measure: Prefetch}: c.Prefetches,
		{Measure: Lead}:     c.Leads, {Measure: Sale}: c.Sales, {Measure: Subscription}: c.Subscriptions,
	}
	for currency, n := range c.Revenue {
		all[measured{Money, currency}] = n
	}
	for why, n := range c.Ignored[1:] {
		all[measured{Measure: ignoredMeasure(referral.Ignored(why + 1))}] = n
	}
	maps.DeleteFunc(all, func(_ measured, n int64) bool { return n == 0 })
	return all
}
