package counting

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/counting/folded"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// View is the counters of a period as they stand for one reader: a day that is being rebuilt is
// seen as it was or as it becomes, whole, in all that is read through the view. It may be used by
// many goroutines, for as long as stats are read.
type View struct {
	reader   *Reader
	period   referral.Period
	from, to referral.Day // the days that the period touches
	rebuilds map[referral.Day]table.Rebuild
	// through is the last log day whose rows are all folded, "" for none. The more of the period
	// that is, the less has to be read, and nothing else depends on it.
	through referral.Day
	// months has what is read from the items of a month: the days of which the period has all
	// hours, in one slot. The other days are read from items of their own. Days after through are
	// in none.
	months map[folded.Span]*columns

	displacedOnce sync.Once
	displaced     displaced
	displacedErr  error
}

// View returns the counters of a period. Of hours that the period does not tell apart, any one
// stands for all in the lines that are read.
func (r *Reader) View(ctx context.Context, period referral.Period) (*View, error) {
	v := &View{reader: r, period: period, from: period.From.Day(), to: (period.To - 1).Day()}
	reading, ctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		v.rebuilds, err = r.table.Rebuilds(ctx, v.from, v.to)
		return err
	})
	reading.Go(func() error {
		f, err := r.table.Folded(ctx)
		v.through = f.Through
		return err
	})
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	v.months = v.wholeDays()
	return v, nil
}

// lastFolded is the last day of the period of which anything may be folded. If that is before the
// first day, nothing of the period is.
func (v *View) lastFolded() referral.Day { return min(v.to, v.through) }

// wholeDays returns the columns of months that answer for days of the period.
func (v *View) wholeDays() map[folded.Span]*columns {
	months := map[folded.Span]*columns{}
	for day := v.from; day <= v.lastFolded(); day = day.Add(1) {
		slot, whole := v.slotOf(day)
		if !whole {
			continue
		}
		month := folded.Month(day)
		if months[month] == nil {
			months[month] = &columns{}
		}
		column := month.Column(day.Hour(0))
		months[month][column] = columnUse{used: true, hour: day.Hour(0), slot: slot}
	}
	return months
}

// slotOf returns the slot of all hours of day, if all are in the period and of the same slot.
func (v *View) slotOf(day referral.Day) (slot int64, whole bool) {
	first := day.Hour(0)
	if !v.period.Has(first) || !v.period.Has(first+23) {
		return 0, false
	}
	slot = v.period.SlotOf(first)
	for h := first + 1; h < first+24; h++ {
		if v.period.SlotOf(h) != slot {
			return 0, false
		}
	}
	return slot, true
}

// spanOf returns the item that answers for a day of the period; ok is false if none does, because
// its rows are not folded.
func (v *View) spanOf(day referral.Day) (span folded.Span, ok bool) {
	if day > v.through {
		return "", false
	}
	month := folded.Month(day)
	if use := v.months[month]; use != nil && use[month.Column(day.Hour(0))].used {
		return month, true
	}
	return folded.Day(day), true
}

// columns says how the columns of an item are read.
type columns [31]columnUse

type columnUse struct {
	used bool
	hour referral.Hour
	slot int64
}

// columnsOf returns how an item of span is read.
func (v *View) columnsOf(span folded.Span) *columns {
	if span.IsMonth() {
		return v.months[span] // nil if no day is read from it
	}
	day := span.First()
	if answers, ok := v.spanOf(day); !ok || answers != span {
		return nil
	}
	use := &columns{}
	for column := range span.Columns() {
		if h := span.Hour(column); v.period.Has(h) {
			use[column] = columnUse{used: true, hour: h, slot: v.period.SlotOf(h)}
		}
	}
	return use
}

// Shows reports whether a row counts for a day that was last rebuilt by b, zero for never. A row of
// a rebuild that is not finished does not.
func Shows(b table.Rebuild, row table.CounterRow) bool {
	if row.Rebuild != "" || b.ID == "" {
		return row.Rebuild == b.ID
	}
	return row.Late > b.Until
}
