package counting

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
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

// Counters adds to the rows of counters, each record once, however often and in whatever batches it is delivered.
//
// A row has, for each shard of the stream, a mark: the last record of that shard that it has counted. One conditional update adds the records
// of a batch to the row and moves the mark, if the mark is before the first of them. If not, some of them have been counted:
// the row says which, and the rest is tried again. That holds as long as a shard's records are first delivered in their order, none left
// out, and what failed is delivered again before what follows it; both are what an event source mapping does. Several
// deliveries of one shard may be at work at once.
//
// A Counters remembers what the rows look like; it may be used by many goroutines.
type Counters struct {
	table  *table.Table
	memory rowMemory
	active activeMemory
}

// NewCounters returns what adds to the counters in t. Keep it: what it remembers saves requests.
func NewCounters(t *table.Table) *Counters { return &Counters{table: t} }

// Uncounted says that a batch was not counted to its end. All records before From have been counted, and it does no harm to
// deliver records again.
type Uncounted struct {
	From Sequence
	Err  error
}

// Error says why counting stopped.
func (u *Uncounted) Error() string { return "count: " + u.Err.Error() }

// Unwrap returns why counting stopped.
func (u *Uncounted) Unwrap() error { return u.Err }

// Count adds a batch of records of one shard. The error is an *Uncounted: the rows that could be written have been, and the records from its
// From on must be delivered again.
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
	mark := markName(shard)
	for _, row := range rows {
		writing.Go(func() error {
			if failure := c.countRow(ctx, mark, row); failure != nil {
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

// countRow adds what is not yet counted of row.
func (c *Counters) countRow(ctx context.Context, mark string, row RowBatch) *Uncounted {
	rest := row.Increments
	seen := c.memory.recall(row.Key)
	for len(rest) > 0 {
		step := seen.plan(rest)
		item, err := c.addToRow(ctx, row.Key, mark, step)
		switch {
		case err == nil:
			rest = rest[step.length:]
			seen = seen.after(step, item)
		case table.ConditionFailed(err):
			item, readErr := c.rowOfFailure(ctx, row.Key, err)
			if readErr != nil {
				return &Uncounted{rest[0].Record, readErr}
			}
			left := uncounted(rest, sequenceOf(item[mark]))
			if len(left) == len(rest) && !step.blind {
				return &Uncounted{rest[0].Record, fmt.Errorf("write counter: refused for no reason that the row shows: %w", err)}
			}
			rest, seen = left, look(item)
		default:
			return &Uncounted{rest[0].Record, fmt.Errorf("write counter: %w", err)}
		}
	}
	c.memory.keep(row.Key, seen)
	return nil
}

// uncounted drops the increments of records that mark covers.
func uncounted(increments []Increment, mark Sequence) []Increment {
	for len(increments) > 0 && !mark.Before(increments[0].Record) {
		increments = increments[1:]
	}
	return increments
}

// rowOfFailure returns the row on which the condition of a write failed: it comes with the failure, from engines that can.
func (c *Counters) rowOfFailure(ctx context.Context, k table.Key, failure error) (table.Item, error) {
	var failed *types.ConditionalCheckFailedException
	if errors.As(failure, &failed) && len(failed.Item) > 0 {
		return failed.Item, nil
	}
	found, err := c.table.Client().GetItem(ctx, &dynamodb.GetItemInput{TableName: new(c.table.Name()), Key: k.Attributes(), ConsistentRead: new(true)})
	if err != nil {
		return nil, fmt.Errorf("read counter: %w", err)
	}
	return found.Item, nil
}

// markPrefix begins the names of marks. The rest is 48 bits of a hash of the shard's id, which has some 50 characters.
const markPrefix = "~"

func markName(shard string) string {
	sum := sha256.Sum256([]byte(shard))
	return markPrefix + base64.RawURLEncoding.EncodeToString(sum[:6])
}
