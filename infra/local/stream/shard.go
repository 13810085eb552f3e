package stream

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// shard reads one shard in order.
type shard struct {
	*Mapping
	arn, id  string
	at       position // as on disk
	seen     string   // sequence number of the last record read, delivered or filtered out
	iterator *string
	closed   bool // the shard has no more records and will get none
	failing  bool // the last poll failed, and that was logged
	waiting  []types.Record
}

func newShard(m *Mapping, arn, id string) *shard {
	at := m.positions.get(arn, id)
	return &shard{Mapping: m, arn: arn, id: id, at: at, seen: at.Sequence}
}

// read polls the shard until its end or until ctx ends, often while records come and less often
// while none do.
func (s *shard) read(ctx context.Context) {
	wait := minPoll
	for ctx.Err() == nil {
		batch := s.gather(ctx)
		s.deliverAll(ctx, batch)
		s.closeDueWindow(ctx)
		if s.closed && len(s.waiting) == 0 {
			s.closeWindow(ctx, false)
			return
		}
		if wait = min(2*wait, maxPoll); len(batch) > 0 {
			wait = minPoll
		}
		if len(s.waiting) == 0 {
			pause(ctx, wait)
		}
	}
}

// gather returns up to a batch of records that pass the filters. It waits for more only if it
// has at least one.
func (s *shard) gather(ctx context.Context) []types.Record {
	for end := time.Now().Add(min(s.BatchWindow, gatherFor)); ; pause(ctx, minPoll) {
		s.poll(ctx)
		if len(s.waiting) == 0 || len(s.waiting) >= s.BatchSize || s.closed || ctx.Err() != nil ||
			time.Now().After(end) {
			break
		}
	}
	batch := s.waiting[:min(len(s.waiting), s.BatchSize)]
	s.waiting = s.waiting[len(batch):]
	return batch
}

// poll reads once and keeps the records that pass the filters.
func (s *shard) poll(ctx context.Context) {
	if s.closed || len(s.waiting) >= s.BatchSize {
		return
	}
	out, err := s.getRecords(ctx)
	if err != nil {
		s.iterator = nil
		if !s.failing && ctx.Err() == nil {
			s.Log.Warn("the stream can't be read; trying again", "shard", s.id, "error", err.Error())
		}
		s.failing = true
		pause(ctx, maxPoll)
		return
	}
	s.failing = false
	for _, r := range out.Records {
		s.seen = aws.ToString(r.Dynamodb.SequenceNumber)
		if passes(s.filters, &r) {
			s.waiting = append(s.waiting, r)
		}
	}
	s.iterator = out.NextShardIterator
	s.closed = out.NextShardIterator == nil
}

func (s *shard) getRecords(ctx context.Context) (*dynamodbstreams.GetRecordsOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if s.iterator == nil {
		if err := s.openIterator(ctx); err != nil {
			return nil, err
		}
	}
	return s.Reader.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{
		ShardIterator: s.iterator, Limit: aws.Int32(1000),
	})
}

// openIterator begins after the last record read, or at the oldest record if nothing was read
// or the stream no longer goes back that far.
func (s *shard) openIterator(ctx context.Context) error {
	in := &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &s.arn, ShardId: &s.id, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	}
	if s.seen != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &s.seen
	}
	out, err := s.Reader.GetShardIterator(ctx, in)
	var trimmed *types.TrimmedDataAccessException
	if errors.As(err, &trimmed) {
		s.Log.Warn("the stream no longer has the records after the last position", "shard", s.id)
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeTrimHorizon, nil
		out, err = s.Reader.GetShardIterator(ctx, in)
	}
	if err == nil {
		s.iterator = out.ShardIterator
	}
	return err
}
