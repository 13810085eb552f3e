package stream_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"signpost/infra/local/stream"
)

const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/signpost/stream/2026-01-01T00:00:00.000"

// fakeStream is a stream in memory. The test fills its shards.
type fakeStream struct {
	mu     sync.Mutex
	shards []fakeShard
}

type fakeShard struct {
	id, parent string
	closed     bool
	records    []types.Record
}

// withRecords returns a stream with one open shard that has n records, numbered from 1 and all
// written at that time.
func withRecords(n int, at time.Time) *fakeStream {
	f := &fakeStream{shards: []fakeShard{{id: "shard-1"}}}
	f.add("shard-1", at, n)
	return f
}

func (f *fakeStream) add(shard string, at time.Time, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.shards {
		if s := &f.shards[i]; s.id == shard {
			for range n {
				s.records = append(s.records, record(strconv.Itoa(len(s.records)+1), at))
			}
		}
	}
}

func record(sequence string, at time.Time) types.Record {
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "CLICK#" + sequence}}
	return types.Record{
		EventID: aws.String("event-" + sequence), EventName: types.OperationTypeInsert,
		EventVersion: aws.String("1.1"), EventSource: aws.String("aws:dynamodb"),
		AwsRegion: aws.String("us-east-1"),
		Dynamodb: &types.StreamRecord{
			ApproximateCreationDateTime: &at, Keys: key, NewImage: key, SequenceNumber: &sequence,
			SizeBytes: aws.Int64(26), StreamViewType: types.StreamViewTypeNewImage,
		},
	}
}

func (f *fakeStream) DescribeTable(
	context.Context, *dynamodb.DescribeTableInput, ...func(*dynamodb.Options),
) (*dynamodb.DescribeTableOutput, error) {
	return &dynamodb.DescribeTableOutput{Table: &dbtypes.TableDescription{LatestStreamArn: aws.String(arn)}}, nil
}

// DescribeStream lists one shard per page.
func (f *fakeStream) DescribeStream(
	_ context.Context, in *dynamodbstreams.DescribeStreamInput, _ ...func(*dynamodbstreams.Options),
) (*dynamodbstreams.DescribeStreamOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	page := 0
	for i, s := range f.shards {
		if s.id == aws.ToString(in.ExclusiveStartShardId) {
			page = i + 1
		}
	}
	out := &types.StreamDescription{Shards: []types.Shard{{ShardId: &f.shards[page].id}}}
	if p := f.shards[page].parent; p != "" {
		out.Shards[0].ParentShardId = &p
	}
	if page < len(f.shards)-1 {
		out.LastEvaluatedShardId = &f.shards[page].id
	}
	return &dynamodbstreams.DescribeStreamOutput{StreamDescription: out}, nil
}

func (f *fakeStream) GetShardIterator(
	_ context.Context, in *dynamodbstreams.GetShardIteratorInput, _ ...func(*dynamodbstreams.Options),
) (*dynamodbstreams.GetShardIteratorOutput, error) {
	return &dynamodbstreams.GetShardIteratorOutput{
		ShardIterator: aws.String(*in.ShardId + "/" + aws.ToString(in.SequenceNumber)),
	}, nil
}

func (f *fakeStream) GetRecords(
	_ context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options),
) (*dynamodbstreams.GetRecordsOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, after, _ := strings.Cut(*in.ShardIterator, "/")
	from, _ := strconv.Atoi(after)
	for _, s := range f.shards {
		if s.id != id {
			continue
		}
		out := &dynamodbstreams.GetRecordsOutput{Records: s.records[from:]}
		if !s.closed {
			out.NextShardIterator = aws.String(fmt.Sprintf("%s/%d", id, len(s.records)))
		}
		return out, nil
	}
	return nil, errors.New("no such shard")
}

// function records its invocations. fails says for which sequence numbers it fails.
type function struct {
	mu      sync.Mutex
	events  []events.DynamoDBTimeWindowEvent
	taken   []string // sequence numbers, in order, once per success
	fails   func(sequence string) bool
	reports bool // reports the first failed item instead of failing as a whole
	answer  func(e events.DynamoDBTimeWindowEvent) string
}

func (f *function) invoke(_ context.Context, payload []byte) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var e events.DynamoDBTimeWindowEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	f.events = append(f.events, e)
	var took []string
	for _, r := range e.Records {
		sequence := r.Change.SequenceNumber
		if f.fails == nil || !f.fails(sequence) {
			took = append(took, sequence)
			continue
		}
		if !f.reports {
			return nil, errors.New("the function failed")
		}
		f.taken = append(f.taken, took...)
		return []byte(`{"batchItemFailures":[{"itemIdentifier":"` + sequence + `"}]}`), nil
	}
	f.taken = append(f.taken, took...)
	if f.answer != nil {
		return []byte(f.answer(e)), nil
	}
	return []byte(`{"batchItemFailures":[]}`), nil
}

func (f *function) took() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.taken...)
}

func (f *function) sizes() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	var sizes []int
	for _, e := range f.events {
		sizes = append(sizes, len(e.Records))
	}
	return sizes
}

// run runs the mapping until done returns true.
func run(t *testing.T, config stream.Config, done func() bool) {
	t.Helper()
	if config.File == "" {
		config.File = filepath.Join(t.TempDir(), "positions")
	}
	config.Table, config.Function = "signpost", "CounterFunction"
	m, err := stream.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); m.Run(ctx) }()
	defer func() { stop(); <-ended }()
	waitFor(t, done)
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
	}
}

// numbers returns the sequence numbers from a to b.
func numbers(a, b int) []string {
	var all []string
	for n := a; n <= b; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

func among(sequences ...string) func(string) bool {
	return func(s string) bool {
		for _, x := range sequences {
			if x == s {
				return true
			}
		}
		return false
	}
}
