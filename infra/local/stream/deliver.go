package stream

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// maxEvent is the most that Lambda invokes a function with: 6 MB.
const maxEvent = 6 << 20

// deliver gives the records to the function until each is done with: taken, or given up. It
// returns early only when ctx ends, and the rest is then read again.
func (s *shard) deliver(ctx context.Context, records []types.Record) {
	for attempt := 0; len(records) > 0 && ctx.Err() == nil; {
		done, cause := s.try(ctx, records)
		if done > 0 {
			s.advance(ctx, records[done-1])
			records, attempt = records[done:], 0
			continue
		}
		if ctx.Err() != nil { // it may be why the call failed
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

// try invokes the function once and returns how many of the records, from the first on, are
// done with; 0 tells why.
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

// advance writes down that everything up to the record is done with. A disk that does not take
// it is tried again: going on without would deliver twice after a restart, which is allowed,
// but the disk is broken and everything else will fail too.
func (s *shard) advance(ctx context.Context, last types.Record) {
	s.at.Sequence = aws.ToString(last.Dynamodb.SequenceNumber)
	s.save(ctx)
}

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

// hopeless says why records are not tried again, in the destination's words, or nothing.
func (s *shard) hopeless(records []types.Record, attempts int) string {
	switch {
	case s.MaxRetries >= 0 && attempts > s.MaxRetries:
		return "RetryAttemptsExhausted"
	case s.MaxAge > 0 && s.Now().Sub(created(records[0])) > s.MaxAge:
		return "RecordAgeExceeded"
	}
	return ""
}

// backoff is how long to wait after the n-th failure; AWS does not say how long it waits.
func backoff(n int) time.Duration {
	return min(time.Millisecond<<min(n, 11), 2*time.Second)
}

func created(r types.Record) time.Time { return aws.ToTime(r.Dynamodb.ApproximateCreationDateTime) }

// firstFailure reads batchItemFailures and returns the index of the first record that failed.
// Sources: docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html,
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
