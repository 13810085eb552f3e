package counting

import (
	"context"
	"time"
)

// Pause returns after d by the clock of the machine, or with an error when ctx is done.
func Pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
