package stats

import (
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// Reader yields what was counted for one partner or website on the days that are asked for. It must
// be safe for concurrent use.
type Reader func(ctx context.Context, code referral.Code) iter.Seq2[referral.Line, error]

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
