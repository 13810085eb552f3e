package counting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"signpost/shared/table"
)

// Recounter takes what was set aside back in, once what was in its way is gone. Its Counters must
// have no failure queue, or what fails again would be set aside again.
type Recounter struct {
	Counters *Counters
	Secrets  Secrets

	groups groupsMemory
}

// NewRecounter returns what recounts into t.
func NewRecounter(t *table.Table) *Recounter {
	return &Recounter{Counters: NewCounters(t, nil), Secrets: t}
}

// ErrRebuild says that a message can't be recounted: it says only that records were lost, not what
// was in them, or not how much of them was counted. Their day must be rebuilt.
var ErrRebuild = errors.New("this can't be recounted; rebuild the day")

// failure is any of the messages of the failure queue.
type failure struct {
	Aside
	SequenceNumber string          `json:"sequenceNumber"`
	Record         json.RawMessage `json:"record"`
	Lost           *lostBatch      `json:"DDBStreamBatchInfo"`
}

// lostBatch is what Lambda says of a batch that it gave up:
// https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
type lostBatch struct {
	ShardID string `json:"shardId"`
	First   string `json:"approximateArrivalOfFirstRecord"`
	Last    string `json:"approximateArrivalOfLastRecord"`
}

// Recount counts what a message of the failure queue holds, once, however often it is called for
// it. A day that was rebuilt since has counted it already, and stays as it is. An error leaves
// everything as it was.
func (r *Recounter) Recount(ctx context.Context, message string) error {
	var f failure
	if err := json.Unmarshal([]byte(message), &f); err != nil {
		return fmt.Errorf("not a message of the failure queue: %w", err)
	}
	switch {
	case f.Lost != nil:
		return fmt.Errorf("%w: records of %s that arrived from %s to %s",
			ErrRebuild, f.Lost.ShardID, f.Lost.First, f.Lost.Last)
	case f.Row.PK != "":
		return r.recountUpdate(ctx, f.Aside)
	case len(f.Record) > 0:
		return r.recountRecord(ctx, f)
	}
	return errors.New("not a message of the failure queue: it has neither a record nor a row")
}

// recountUpdate counts an update that was refused, as if it came from a shard of its own: so the
// row remembers that it has it.
func (r *Recounter) recountUpdate(ctx context.Context, a Aside) error {
	k := table.Key{PK: a.Row.PK, SK: a.Row.SK}
	if _, _, err := parseKey(k); err != nil {
		return err
	}
	k.SK, _, _ = strings.Cut(k.SK, table.PageSeparator) // from the first page on
	row := RowBatch{Key: k}
	for i, name := range slices.Sorted(maps.Keys(a.Sums)) {
		if !isCounter(name) {
			return fmt.Errorf("not the name of a counter: %.80q", name)
		}
		record, err := ParseSequence(strconv.Itoa(i + 1))
		if err != nil {
			return err
		}
		row.Increments = append(row.Increments, Increment{Record: record, Name: name, By: a.Sums[name]})
	}
	shard := strings.Join([]string{"recount", a.Shard, a.From, a.To, a.Row.SK}, " ")
	return r.Counters.Count(ctx, shard, []RowBatch{row})
}

// recountRecord counts a record that could not be read, if it can be by now.
func (r *Recounter) recountRecord(ctx context.Context, f failure) error {
	groups, err := r.groups.get(ctx, r.Secrets)
	if err != nil {
		return err
	}
	record := decodeRecordSlowly(string(f.Record))
	if record.PK == "" {
		return fmt.Errorf("%w: the record was too large to be kept", ErrRebuild)
	}
	batch := Sum([]Record{record}, groups)
	if len(batch.Poison) > 0 {
		return batch.Poison[0].Err
	}
	return r.Counters.Count(ctx, strings.Join([]string{"recount", f.Shard, f.SequenceNumber}, " "), batch.Rows)
}
