package counting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Rows writes counters. An error is a *Uncounted: all before its From has been counted. *Counters
// has it.
type Rows interface {
	Count(ctx context.Context, shard string, rows []RowBatch) error
}

// FailureQueue keeps what can't be counted until somebody recounts it. Send returns once the
// message is safe.
type FailureQueue interface {
	Send(ctx context.Context, message string, delay time.Duration) error
}

// Counter counts deliveries of the stream: it is the Lambda. A record that can't be read goes to
// Failures, and the rest is counted. What can't be written now is asked for again, through Lambda's
// report of batch item failures.
type Counter struct {
	Rows     Rows
	Failures FailureQueue
	Secrets  Secrets
	Log      *slog.Logger

	groups groupsMemory
}

// ErrNoShard says that the event source mapping does not name the shard.
var ErrNoShard = errors.New("the event names no shardId: without TumblingWindowInSeconds in its event source " +
	"mapping, events would be counted twice")

// Invoke counts what is in payload. It answers as a function with a tumbling window must, with the
// window's state, which is empty; the last invocation of a window has no records:
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
func (c *Counter) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	d, err := Decode(string(payload))
	if err != nil {
		return nil, err
	}
	if len(d.Records) == 0 {
		return answer("")
	}
	if d.Shard == "" {
		return nil, ErrNoShard
	}
	groups, err := c.groups.get(ctx, c.Secrets)
	if err != nil {
		return nil, err
	}
	again, err := c.count(ctx, d, groups)
	if err != nil {
		return nil, err
	}
	return answer(again)
}

// count returns the sequence number from which on the delivery must come again, "" if it is done.
func (c *Counter) count(ctx context.Context, d Delivery, groups Groups) (again string, err error) {
	batch := Sum(d.Records, groups)
	if kept, err := c.setAside(ctx, d, batch.Poison); err != nil {
		if again = d.Records[kept].Sequence; again == "" {
			return "", err
		}
		c.Log.Error("a record that can't be counted can't be put aside",
			"shard", d.Shard, "from", again, "error", err.Error())
		batch = Sum(d.Records[:kept], groups)
	}
	if err := c.Rows.Count(ctx, d.Shard, batch.Rows); err != nil {
		again = sequenceFrom(d.Records, err)
		c.Log.Error("not all could be counted",
			"shard", d.Shard, "from", again, "records", len(d.Records), "error", err.Error())
	}
	return again, nil
}

// setAside sends what can't be counted to the failure queue. On an error, only the first kept
// records are taken care of.
func (c *Counter) setAside(ctx context.Context, d Delivery, poison []Poison) (kept int, err error) {
	for _, p := range poison {
		r := d.Records[p.Index]
		if err := c.Failures.Send(ctx, failureMessage(d.Shard, r, p.Err), 0); err != nil {
			return p.Index, err
		}
		c.Log.Error("a record can't be counted", "shard", d.Shard, "sequence", r.Sequence, "error", p.Err.Error())
	}
	return len(d.Records), nil
}

// sequenceFrom returns the sequence number of the first record that err says is not counted.
func sequenceFrom(records []Record, err error) string {
	var uncounted *Uncounted
	if errors.As(err, &uncounted) {
		for _, r := range records {
			if q, err := ParseSequence(r.Sequence); err == nil && !q.Before(uncounted.From) {
				return r.Sequence
			}
		}
	}
	return records[0].Sequence
}

// maxRecord is how much of a record fits into a message, which may have 256 KiB and escapes some of
// its characters.
const maxRecord = 100 << 10

func failureMessage(shard string, r Record, why error) string {
	record := json.RawMessage(r.JSON)
	if len(record) > maxRecord {
		record = json.RawMessage(fmt.Sprintf(`{"leftOut":"%d bytes"}`, len(record)))
	}
	message, err := json.Marshal(struct {
		Why      string          `json:"why"`
		Shard    string          `json:"shardId"`
		Sequence string          `json:"sequenceNumber"`
		Record   json.RawMessage `json:"record"`
	}{why.Error(), shard, r.Sequence, record})
	if err != nil { // the record is no JSON
		return fmt.Sprintf("%q", r.JSON)
	}
	return string(message)
}

type itemFailure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// answer reports the sequence number from which on records must come again, if any.
func answer(again string) ([]byte, error) {
	failures := []itemFailure{}
	if again != "" {
		failures = append(failures, itemFailure{again})
	}
	return json.Marshal(struct {
		State    map[string]string `json:"state"`
		Failures []itemFailure     `json:"batchItemFailures"`
	}{map[string]string{}, failures})
}
