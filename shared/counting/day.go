package counting

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Origin says where a line was found.
type Origin int

// A line is what one event counts, or what a counter of a partner or of a website has: by hour, as
// rows and what they are folded into by day have it, or for the whole day, for which a folded month
// is read. Sums are a partner's on a website, without ad and visitor. The line of an event that
// can't be read is empty.
const (
	FromEvent Origin = iota
	FromCounter
	FromTotal
	FromSum
	FromCounterOfDay
	FromTotalOfDay
	FromSumOfDay
	Unreadable
)

// DayLine is a line of a day, and where it was found.
type DayLine struct {
	Origin Origin
	referral.Line
}

// Day reads the events and the counters of a day, from the whole table; what it costs goes with the
// size of the table, not of the day. Lines come in no order and a cell may come in several. What is
// written meanwhile may or may not be seen. progress, if not nil, is told now and then how many
// more items have been looked at. An error ends the sequence; it is a Conflict if clicks of the day
// have expired, and then it comes last.
func (r *Reader) Day(ctx context.Context, day referral.Day, progress func(items int)) iter.Seq2[DayLine, error] {
	return func(yield func(DayLine, error) bool) {
		d := dayReading{
			Reader: r, day: day, partners: map[referral.Code]bool{}, websites: map[referral.Code]bool{},
		}
		d.yield = func(l DayLine) bool {
			d.stopped = !yield(l, nil)
			return !d.stopped
		}
		if err := d.read(ctx, progress); err != nil && !d.stopped {
			yield(DayLine{}, fmt.Errorf("read the day: %w", err))
		}
	}
}

// dayReading is one reading of a day. It looks for its events and for who may have counters; what
// the counters say is read as all others do.
type dayReading struct {
	*Reader
	day                referral.Day
	yield              func(DayLine) bool
	stopped            bool // no more lines are wanted
	partners, websites map[referral.Code]bool
}

func (d *dayReading) read(ctx context.Context, progress func(int)) error {
	hours, err := d.View(ctx, referral.HoursOf(d.day, d.day))
	if err != nil {
		return err
	}
	kept := newKept(hours, d.day, d.Now())
	for item, err := range d.scan(ctx, eventsAndCountersOf(d.day), progress) {
		if err != nil {
			return err
		}
		if more, err := d.item(item, kept); err != nil || !more {
			return err
		}
	}
	if err := kept.check(ctx); err != nil {
		return err
	}
	return d.counters(ctx, hours)
}

// item yields what an event counts, or notes who has counters.
func (d *dayReading) item(item table.Item, kept *kept) (more bool, err error) {
	c, isCounter, err := counterOf(table.KeyOf(item))
	if err != nil {
		return false, err
	}
	if isCounter {
		d.note(c)
		return true, nil
	}
	kept.see(item)
	l, err := eventLine(item)
	if err != nil {
		return d.yield(DayLine{Origin: Unreadable}), nil
	}
	d.note(table.Counter{Cell: l.Cell})
	return d.yield(DayLine{FromEvent, l}), nil
}

func (d *dayReading) note(c table.Counter) {
	d.websites[c.Cell.Website] = true
	if !c.Total {
		d.partners[c.Cell.Partner] = true
	}
}

// counters yields what the counters say, in each of the forms in which reports may read it.
func (d *dayReading) counters(ctx context.Context, hours *View) error {
	if err := d.through(ctx, hours, [3]Origin{FromCounter, FromTotal, FromSum}); err != nil {
		return err
	}
	day := hours.period
	day.Slot = nil
	whole, err := d.View(ctx, day)
	if err != nil {
		return err
	}
	return d.through(ctx, whole, [3]Origin{FromCounterOfDay, FromTotalOfDay, FromSumOfDay})
}

// through yields what a view shows of partners, of websites, and of all partners' sums.
func (d *dayReading) through(ctx context.Context, v *View, origins [3]Origin) error {
	if err := d.lines(ctx, d.partners, v.Counts, origins[0]); err != nil {
		return err
	}
	if err := d.lines(ctx, d.websites, v.Totals, origins[1]); err != nil {
		return err
	}
	all := map[referral.Code]bool{"": true}
	return d.lines(ctx, all, func(ctx context.Context, _ referral.Code) iter.Seq2[referral.Line, error] {
		return v.Partners(ctx, nil)
	}, origins[2])
}

// lines yields what read finds for each of codes.
func (d *dayReading) lines(
	ctx context.Context, codes map[referral.Code]bool,
	read func(context.Context, referral.Code) iter.Seq2[referral.Line, error], origin Origin,
) error {
	if d.stopped {
		return nil
	}
	yield := func(l referral.Line) bool { return d.yield(DayLine{origin, l}) }
	return together(ctx, slices.Collect(maps.Keys(codes)), yield,
		func(ctx context.Context, code referral.Code, yield lineYield) error {
			for l, err := range read(ctx, code) {
				if err != nil {
					return err
				}
				yield(l)
			}
			return nil
		})
}
