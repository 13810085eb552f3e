package stream

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// maxEvent is the largest event that Lambda invokes a function with: 6 MB.
const maxEvent = 6 << 20

// deliver invokes the function until each record is settled, that is, taken or given up. It
// returns early only if ctx ends; the rest will be read again.
func (s *shard) deliver(ctx context.Context, records []types.Record) {
	for attempt := 0; len(records) > 0 && ctx.Err() == nil; {
		done, cause := s.try(ctx, records)
		if done > 0 {
			s.advance(ctx, records[done-1])
			records, attempt = records[done:], 0
			continue
		}
		if ctx.Err() != nil { // which may be why the call failed
			return
		}
		if s.Bisect && len(records) > 1 {
			// Lambda does not count a split as a retry.
			half := len(records) / 2
			s.deliver(ctx, records[:half])
			records = records[half:]
			continue
		}
		attempt++
		if reason := s.hopeless(records, attempt); reason != "" {
			if s.giveUp(ctx, records, reason, attempt, cause) {
				s.advance(ctx, records[len(records)-1])
			}
			return
		}
		pause(ctx, backoff(attempt))
	}
}

// try invokes the function once and returns how many records, counted from the first, are
// settled. If none are, cause says why.
func (s *shard) try(ctx context.Context, records []types.Record) (done int, cause error) {
	event, err := s.event(records, false, false)
	if err != nil {
		return 0, err
	}
	if len(event) > maxEvent && len(records) > 1 {
		return s.try(ctx, records[:len(records)/2])
	}
	answer, err := s.Invoke(ctx, event)
	if err != nil {
		return 0, err
	}
	state, err := s.stateOf(answer)
	if err != nil {
		return 0, err
	}
	done = len(records)
	if s.ReportFailures {
		if done, err = firstFailure(answer, records); err != nil {
			return 0, err
		}
	}
	if done == 0 {
		return 0, errReported
	}
	s.at.State = state
	return done, nil
}

// advance writes down that all records up to this one are settled.
func (s *shard) advance(ctx context.Context, last types.Record) {
	s.at.Sequence = aws.ToString(last.Dynamodb.SequenceNumber)
	s.save(ctx)
}

// save writes the position to disk. If that fails, it tries until ctx ends: going on would only
// deliver records twice after a restart, which is allowed, but with a broken disk everything
// else will fail too.
func (s *shard) save(ctx context.Context) {
	for attempt := 1; ; attempt++ {
		err := s.positions.set(s.at)
		if err == nil || ctx.Err() != nil {
			return
		}
		s.Log.Error("the stream position can't be written", "shard", s.id, "error", err.Error())
		pause(ctx, backoff(attempt))
	}
}

// hopeless says why records are given up, in the words of the message to the destination. It
// returns "" if they are to be tried again.
func (s *shard) hopeless(records []types.Record, attempts int) string {
	switch {
	case s.MaxRetries >= 0 && attempts > s.MaxRetries:
		return "RetryAttemptsExhausted"
	case s.MaxAge > 0 && s.Now().Sub(created(records[0])) > s.MaxAge:
		return "RecordAgeExceeded"
	}
	return ""
}

// backoff returns how long to wait after the n-th failure. AWS does not document its own times.
func backoff(n int) time.Duration {
	return min(time.Millisecond<<min(n, 11), 2*time.Second)
}

func created(r types.Record) time.Time { return aws.ToTime(r.Dynamodb.ApproximateCreationDateTime) }

// firstFailure reads batchItemFailures and returns the index of the first record that failed.
// Source: docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html,
// "Success and failure conditions".
func firstFailure(answer []byte, records []types.Record) (int, error) {
	var report struct {
		Failures []struct {
			ItemIdentifier *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if len(answer) == 0 {
		return len(records), nil
	}
	if err := json.Unmarshal(answer, &report); err != nil {
		return 0, err
	}
	first := len(records)
	for _, f := range report.Failures {
		i := slices.IndexFunc(records, func(r types.Record) bool {
			return f.ItemIdentifier != nil && *f.ItemIdentifier == aws.ToString(r.Dynamodb.SequenceNumber)
		})
		if i < 0 { // empty, missing or unknown: the whole batch failed
			return 0, errReported
		}
		first = min(first, i)
	}
	return first, nil
}
