package counting

import (
	"context"

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
}

// View returns the counters of a period. Of hours that the period does not tell apart, any one
// stands for all in the lines that are read.
func (r *Reader) View(ctx context.Context, period referral.Period) (*View, error) {
	from, to := period.From.Day(), (period.To - 1).Day()
	rebuilds, err := r.table.Rebuilds(ctx, from, to)
	if err != nil {
		return nil, err
	}
	return &View{reader: r, period: period, from: from, to: to, rebuilds: rebuilds}, nil
}

// shows reports whether a row counts for a day that was last rebuilt by b, zero for never. A row of
// a rebuild that is not finished does not.
func shows(b table.Rebuild, row table.CounterRow) bool {
	if row.Rebuild != "" || b.ID == "" {
		return row.Rebuild == b.ID
	}
	return row.Late > b.Until
}

// eachLine calls yield for each number in a row that counts, until it returns false.
func (v *View) eachLine(item table.Item, yield func(referral.Line) bool) (more bool, err error) {
	cell, row, err := parseKey(table.KeyOf(item))
	if err != nil {
		return false, err
	}
	if !v.period.Has(cell.Hour) || !shows(v.rebuilds[cell.Hour.Day()], row) {
		return true, nil
	}
	return eachLine(cell, item, yield)
}
