package counting

import (
	"context"
	"maps"
	"slices"

	"signpost/shared/counting/folded"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// folded reads what is folded of whose, and notes how far each item is. Items have to be read
// consistently: whoever has read from one that it has no more than the day before may read that
// day's rows only if it did not have them then.
func (r *reading) folded(ctx context.Context, whose table.Counter) (more bool, err error) {
	pk := table.FoldKey(whose, string(folded.Month(r.from))).PK
	return r.each(ctx, r.foldedRanges(pk), true, func(item table.Item) (bool, error) {
		c, span, err := table.ParseFoldKey(table.KeyOf(item))
		if err != nil {
			return false, err
		}
		return r.item(c.Cell, folded.Span(span), item, line)
	})
}

// foldedRanges returns the ranges of items that answer for days of the period: its months, in one,
// and the days that are not read from months.
func (v *View) foldedRanges(pk string) (ranges []keyRange) {
	if months := slices.Sorted(maps.Keys(v.months)); len(months) > 0 {
		first, last := months[0], months[len(months)-1]
		ranges = append(ranges, keyRange{
			pk, table.FoldedSort(string(first)), table.FoldedSort(string(last)) + afterDay,
		})
	}
	for _, days := range v.partDays() {
		ranges = append(ranges, keyRange{
			pk, table.FoldedSort(string(days.from)), table.FoldedSort(string(days.to)) + afterDay,
		})
	}
	return ranges
}

// dayRange is some days, one after the other.
type dayRange struct{ from, to referral.Day }

// maxPartDays is how many days are read in one range: of those that follow each other there may be
// a year, which takes less long in parts.
const maxPartDays = 60

// partDays returns the days that are read from items of their own.
func (v *View) partDays() (runs []dayRange) {
	for day := v.from; day <= v.lastFolded(); day = day.Add(1) {
		if span, _ := v.spanOf(day); span.IsMonth() {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].to.Add(1) == day &&
			runs[last].from.DaysUntil(day) < maxPartDays {
			runs[last].to = day
		} else {
			runs = append(runs, dayRange{day, day})
		}
	}
	return runs
}

// item yields what a folded item has for the period: a line for each number and for all columns of
// the same slot that follow each other. toLine makes a line of a number's name.
func (r *reading) item(
	cell referral.Cell, span folded.Span, item table.Item,
	toLine func(referral.Cell, string, int64) referral.Line,
) (more bool, err error) {
	use := r.columnsOf(span)
	if use == nil {
		return true, nil
	}
	r.answers[table.KeyOf(item)] = folded.ThroughOf(item)
	stamps := folded.NewStamps(span)
	more = true
	var current *columns
	err = folded.Each(span, item, stamps.Set, func(name string, values []int64) bool {
		if current == nil {
			current = r.currentColumns(use, stamps)
		}
		eachSlot(current, values, func(h referral.Hour, n int64) bool {
			cell.Hour = h
			more = r.yield(toLine(cell, name, n))
			return more
		})
		return more
	})
	return more, err
}

// currentColumns returns those of the columns that are of the current rebuild of their day. What
// other columns have counts no longer; what counts for them is not folded yet.
func (v *View) currentColumns(use *columns, stamps *folded.Stamps) *columns {
	current := *use
	for column := range current {
		if u := &current[column]; u.used {
			day := u.hour.Day()
			u.used = stamps.Of(day) == v.rebuilds[day].ID
		}
	}
	return &current
}

// eachSlot calls yield with the sums of columns that follow each other and are of one slot.
func eachSlot(use *columns, values []int64, yield func(referral.Hour, int64) bool) {
	var sum int64
	var at columnUse
	for column, n := range values {
		u := use[column]
		if n == 0 || !u.used {
			continue
		}
		if sum != 0 && u.slot != at.slot {
			if !yield(at.hour, sum) {
				return
			}
			sum = 0
		}
		sum, at = sum+n, u
	}
	if sum != 0 {
		yield(at.hour, sum)
	}
}
