package startup

import (
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Clock returns the clock of a function that waits for something. On AWS it is time.Now. In the
// local stack it can be moved on: see ClockFrom, with the file that SIGNPOST_CLOCK names.
func Clock() func() time.Time {
	if !IsLocal() {
		return time.Now
	}
	return ClockFrom(os.Getenv("SIGNPOST_CLOCK"))
}

// ClockFrom returns a clock that is ahead of time.Now by what the file says, such as 24h. It looks
// into the file each time, so that what is due tomorrow can be seen today. While the file has no
// duration in it, or does not exist, the clock goes on as before.
func ClockFrom(file string) func() time.Time {
	var ahead atomic.Int64
	return func() time.Time {
		text, err := os.ReadFile(file)
		if d, errDuration := time.ParseDuration(strings.TrimSpace(string(text))); err == nil && errDuration == nil {
			ahead.Store(int64(d))
		}
		return time.Now().Add(time.Duration(ahead.Load()))
	}
}
