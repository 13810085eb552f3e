package stats

import (
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// Lines are what was counted, as a view of the counters yields it.
type Lines = iter.Seq2[referral.Line, error]

// Reader yields what was counted for one partner or website in the period that is asked for. It
// must be safe for concurrent use.
type Reader func(ctx context.Context, code referral.Code) Lines

// readAtOnce is how many partners or websites are read at the same time.
const readAtOnce = 32

// Read adds up what read yields for each of codes, as query asks. It stops at the first error.
func Read(
	ctx context.Context, query referral.StatsQuery, codes []referral.Code, read Reader,
) (*referral.Stats, error) {
	sums := referral.NewStats(query)
	var mu sync.Mutex
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(readAtOnce)
	for _, code := range codes {
		reading.Go(func() error {
			for line, err := range read(ctx, code) {
				if err != nil {
					return err
				}
				mu.Lock()
				sums.Add(line)
				mu.Unlock()
			}
			return nil
		})
	}
	return sums, reading.Wait()
}

// Sum adds up lines, as query asks. It stops at the first error.
func Sum(query referral.StatsQuery, lines Lines) (*referral.Stats, error) {
	sums := referral.NewStats(query)
	for line, err := range lines {
		if err != nil {
			return nil, err
		}
		sums.Add(line)
	}
	return sums, nil
}
