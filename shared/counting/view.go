package counting

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// View is the counters of some days as they stand for one reader: a day that is being rebuilt is
// seen as it was or as it becomes, whole, in all that is read through the view. It may be used by
// many goroutines, for as long as stats are read.
type View struct {
	reader   *Reader
	from, to referral.Day
	rebuilds map[referral.Day]table.Rebuild
}

// View returns the counters of the days from to to, both included.
func (r *Reader) View(ctx context.Context, from, to referral.Day) (*View, error) {
	rebuilds, err := r.table.Rebuilds(ctx, from, to)
	if err != nil {
		return nil, err
	}
	return &View{reader: r, from: from, to: to, rebuilds: rebuilds}, nil
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
	if !shows(v.rebuilds[cell.Day], row) {
		return true, nil
	}
	return eachLine(cell, item, yield)
}
