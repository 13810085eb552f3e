package counting

import (
	"signpost/shared/referral"
	"signpost/shared/table"
)

// readEvent returns what a click or a ledger entry counts, and when it was written if it was
// written late, in seconds since 1970. It does not share the decoder of the counter, because it is
// what the counter is checked against.
func readEvent(item table.Item) (_ referral.Line, late int64, err error) {
	if table.IsClick(table.KeyOf(item)) {
		c, err := table.ReadClick(item)
		if err != nil {
			return referral.Line{}, 0, err
		}
		written := int64(0)
		if !c.Written.IsZero() {
			written = c.Written.UnixMilli()
		}
		return c.Line(), lateSlot(c.At.UnixMilli(), written), nil
	}
	e, err := table.ReadEntry(item)
	if err != nil {
		return referral.Line{}, 0, err
	}
	return e.Line(), lateSlot(e.At.UnixMilli(), entryWritten(table.KeyOf(item).SK)), nil
}

// eventLine returns what a click or a ledger entry counts.
func eventLine(item table.Item) (referral.Line, error) {
	l, _, err := readEvent(item)
	return l, err
}
