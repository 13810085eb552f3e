package counting

import (
	"context"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// readTogether is how many partners or websites are read at the same time.
const readTogether = 32

// lineYield takes a line, and returns whether more lines are wanted.
type lineYield func(referral.Line) bool

// together reads what codes name, some at a time, and yields all lines from one goroutine.
func together(
	ctx context.Context, codes []referral.Code, yield lineYield,
	read func(context.Context, referral.Code, lineYield) error,
) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts, failed := make(chan []referral.Line), make(chan error, 1)
	go func() {
		defer close(parts)
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(readTogether)
		for _, code := range codes {
			group.Go(func() error {
				lines, err := collect(ctx, code, read)
				if err == nil && len(lines) > 0 {
					select {
					case parts <- lines:
					case <-ctx.Done():
					}
				}
				return err
			})
		}
		failed <- group.Wait()
	}()
	for lines := range parts {
		for _, l := range lines {
			if !yield(l) {
				return nil
			}
		}
	}
	return <-failed
}

func collect(
	ctx context.Context, code referral.Code, read func(context.Context, referral.Code, lineYield) error,
) (lines []referral.Line, err error) {
	err = read(ctx, code, func(l referral.Line) bool {
		lines = append(lines, l)
		return true
	})
	return lines, err
}
