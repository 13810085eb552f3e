package counting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Recounter takes what was set aside back in, once what was in its way is gone.
type Recounter struct {
	Counters *Counters
	Secrets  Secrets
	Now      func() time.Time

	groups groupsMemory
}

// NewRecounter returns what recounts into t.
func NewRecounter(t *table.Table) *Recounter {
	return &Recounter{Counters: NewCounters(t, nil), Secrets: t, Now: time.Now}
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

// recountUpdate counts an update that was refused.
func (r *Recounter) recountUpdate(ctx context.Context, a Aside) error {
	for name := range a.Sums {
		if !isCounter(name) {
			return fmt.Errorf("not the name of a counter: %.80q", name)
		}
	}
	k := table.Key{PK: a.Row.PK, SK: a.Row.SK}
	id := strings.Join([]string{a.Shard, a.From, a.To, a.Row.PK, a.Row.SK}, " ")
	return r.once(ctx, id, map[table.Key]map[string]int64{k: a.Sums})
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
	rows := map[table.Key]map[string]int64{}
	for _, row := range batch.Rows {
		rows[row.Key] = map[string]int64{}
		for _, inc := range row.Increments {
			rows[row.Key][inc.Name] += inc.By
		}
	}
	return r.once(ctx, f.Shard+" "+f.SequenceNumber, rows)
}

// once writes sums that belong to some rows into rows of their own, unless the message with that id
// was recounted before. The rows that they belong to may be folded; these are folded with today.
// For the rest they are like the rows that they stand for, so that the same rebuilds replace them.
func (r *Recounter) once(ctx context.Context, id string, sums map[table.Key]map[string]int64) error {
	hash := sha256.Sum256([]byte(id))
	message := hex.EncodeToString(hash[:16])
	var keys []RowBatch
	var rows []table.Item
	for k, numbers := range sums {
		c, err := table.ParseCounter(k)
		if err != nil {
			return err
		}
		k = c.Key().Row(table.CounterRow{Log: referral.DayOf(r.Now()), Late: c.Row.Late, Recount: message})
		keys = append(keys, RowBatch{Key: k})
		rows = append(rows, pagesOf(k, numbers, len(numbers))...)
	}
	if err := r.Counters.noteActive(ctx, keys); err != nil {
		return err
	}
	return r.Counters.table.RecountOnce(ctx, message, rows)
}
