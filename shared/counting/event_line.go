package counting

import (
	"signpost/shared/referral"
	"signpost/shared/table"
)

// eventLine returns what a click or a ledger entry counts. It does not share the decoder of the
// counter, because it is what the counter is checked against.
func eventLine(item table.Item) (referral.Line, error) {
	if table.IsClick(table.KeyOf(item)) {
		click, err := table.ReadClick(item)
		return click.Line(), err
	}
	entry, err := table.ReadEntry(item)
	return entry.Line(), err
}
