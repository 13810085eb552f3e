package counting

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"signpost/shared/table"
)

// Increment is what one record of the stream adds to one number of a row.
type Increment struct {
	Record Sequence
	Name   string // AppendCounterName made it
	By     int64
}

// RowBatch is what a batch of records of one shard adds to one row, in the order of the records.
type RowBatch struct {
	Key        table.Key // table.CountKey or table.TotalKey
	Increments []Increment
}

// writers is how many rows are written at a time.
const writers = 16

// Counters adds to the rows of counters, each record once, however often and in whatever batches
// it is delivered. ARCHITECTURE.md says why that holds. It may be used by many goroutines.
type Counters struct {
	table    *table.Table
	failures FailureQueue
	memory   rowMemory
	active   activeMemory
}

// NewCounters returns what adds to the counters in t. What the table refuses for its content goes
// to failures; without them, it is an error. Keep a Counters: what it remembers saves requests.
func NewCounters(t *table.Table, failures FailureQueue) *Counters {
	return &Counters{table: t, failures: failures}
}

// Uncounted says that a batch was not counted to its end. All records before From have been
// counted, and records may be delivered again.
type Uncounted struct {
	From Sequence
	Err  error
}

// Error says why counting stopped.
func (u *Uncounted) Error() string { return "count: " + u.Err.Error() }

// Unwrap returns why counting stopped.
func (u *Uncounted) Unwrap() error { return u.Err }

// Count adds a batch of records of one shard. The error is an *Uncounted: the rows that could be
// written have been, and the records from its From on must be delivered again.
func (c *Counters) Count(ctx context.Context, shard string, rows []RowBatch) error {
	if err := c.noteActive(ctx, rows); err != nil {
		return &Uncounted{From: firstRecord(rows), Err: err}
	}
	var (
		writing  errgroup.Group
		mu       sync.Mutex
		failures []*Uncounted
	)
	writing.SetLimit(writers)
	for _, row := range rows {
		writing.Go(func() error {
			if failure := c.countRow(ctx, shard, row); failure != nil {
				mu.Lock()
				failures = append(failures, failure)
				mu.Unlock()
			}
			return nil
		})
	}
	_ = writing.Wait() // failures has what went wrong
	return earliest(failures)
}

// earliest joins failures into one, from the earliest record on.
func earliest(failures []*Uncounted) error {
	if len(failures) == 0 {
		return nil
	}
	all := &Uncounted{From: failures[0].From, Err: failures[0].Err}
	for _, f := range failures[1:] {
		if f.From.Before(all.From) {
			all.From, all.Err = f.From, f.Err
		}
	}
	if n := len(failures) - 1; n > 0 {
		all.Err = fmt.Errorf("%w (and %d more rows)", all.Err, n)
	}
	return all
}

func firstRecord(rows []RowBatch) Sequence {
	var first Sequence
	for i, row := range rows {
		if record := row.Increments[0].Record; i == 0 || record.Before(first) {
			first = record
		}
	}
	return first
}

// countRow adds what is not yet counted of row: to its first page, and what has no place there to
// the next. A page is written only when those before it are done, because only then is it known
// what belongs to it, and in which order.
func (c *Counters) countRow(ctx context.Context, shard string, row RowBatch) *Uncounted {
	rest := row.Increments
	for n := 0; len(rest) > 0; n++ {
		w := pageWriter{
			Counters: c, shard: shard, mark: markName(shard),
			key: row.Key.Row(table.CounterRow{Page: n}), isFirst: n == 0,
		}
		spilled, failure := w.count(ctx, rest)
		if failure != nil {
			return failure
		}
		rest = spilled
	}
	return nil
}
