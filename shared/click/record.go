package click

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

// Store has clicks; *table.Table is one. Both writes may be repeated, and a write may take effect
// late: they change nothing if the click has been written already. They give up at ctx's deadline.
type Store interface {
	// WriteFirst writes the click as the first of its visit, unless there is one already. It
	// reports whether this very click is the first.
	WriteFirst(ctx context.Context, c referral.Click) (first bool, err error)
	// WriteRepeat writes the click under its own id.
	WriteRepeat(ctx context.Context, c referral.Click) error
}

// Record writes a click once, however often it is called for it and by whom: by the redirect,
// whose write may have succeeded although it seemed to fail, by the recorder, whose messages may
// come twice, and by the replayer.
//
// A hit tries to become the first click of its visit. Only if another one is the first, it is
// written under its own id. Because the first click is never replaced or removed, the hit cannot
// become the first later, not even by an attempt that is still under way. Neither a bot nor a
// prefetch is ever the first.
//
// known says that the visit is known to have a first click, and not this one.
func Record(ctx context.Context, store Store, c referral.Click, known bool) error {
	if c.Kind == referral.Hit && !known {
		first, err := store.WriteFirst(ctx, c)
		if err != nil {
			return fmt.Errorf("write the click: %w", err)
		}
		if first {
			return nil
		}
	}
	if err := store.WriteRepeat(ctx, c); err != nil {
		return fmt.Errorf("write the click: %w", err)
	}
	return nil
}
