package stats

import (
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// Reader yields what was counted for one partner or website on the days from to to. It may be called by many goroutines.
type Reader func(ctx context.Context, code referral.Code, from, to referral.Day) iter.Seq2[referral.Line, error]

// readAtOnce is how many partners or websites are read at a time.
const readAtOnce = 32

// Read makes the report that query asks for out of what read yields for all of codes. It ends at the first error.
func Read(ctx context.Context, query referral.StatsQuery, codes []referral.Code, read Reader) (*referral.Stats, error) {
	report := referral.NewStats(query)
	var mu sync.Mutex
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(readAtOnce)
	for _, code := range codes {
		reading.Go(func() error {
			for line, err := range read(ctx, code, query.From, query.To) {
				if err != nil {
					return err
				}
				mu.Lock()
				report.Add(line)
				mu.Unlock()
			}
			return nil
		})
	}
	return report, reading.Wait()
}
