package click

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

// Store is where clicks are kept; *table.Table is one. Both writes may be repeated, late, or overtaken by themselves: they change nothing when the
// click is there already. They give up at ctx's deadline.
type Store interface {
	// WriteFirst writes the click as the first of its visit, unless another click is that. It tells whether this very click is the first.
	WriteFirst(ctx context.Context, c referral.Click) (first bool, err error)
	// WriteRepeat writes the click under its own id.
	WriteRepeat(ctx context.Context, c referral.Click) error
}

// Record writes a click exactly once, however often and by whomever it is called for it: the redirect (whose attempt may have been written although
// it looked failed), the recorder (whose messages may come twice), the replayer.
//
// A hit tries to be the first of its visit. The first is never replaced or removed, so a hit that finds another there can't become the first
// later, nor by an attempt that is still on its way; only then is it written under its own id. A bot is never the first.
// known says that the visit is known to have a first that is not this click.
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
