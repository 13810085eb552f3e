package counting

import "time"

// An event that is written long after it happened is counted in rows of its own, which say when it
// was written. So the other rows of a day are settled once the stream can no longer deliver what
// was written while the day was young, and a rebuild can replace them while late events are still
// being counted: it knows from a late event itself in which row it counts.
const (
	// lateAfter is how long after the end of its day an event still counts as written in time.
	lateAfter = time.Hour
	// streamKeeps is how long a stream keeps a record:
	// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
	streamKeeps = 24 * time.Hour
	// settleMargin allows for clocks that differ and for a counter that is at work.
	settleMargin = time.Hour
)

// lateSlot returns the CounterRow.Late of an event that happened at and was written at these
// milliseconds since 1970; 0 if it was written in time, or if nothing says when.
func lateSlot(at, written int64) int64 {
	const day = int64(24 * time.Hour / time.Millisecond)
	endOfDay := (at/day + 1) * day
	if written < endOfDay+lateAfter.Milliseconds() {
		return 0
	}
	return written / 1000
}
