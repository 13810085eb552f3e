// Package stream feeds a function from a table's DynamoDB stream as Lambda's event source
// mapping does: each shard in order, in batches, with tumbling windows, bounded retries,
// partial batch failures, bisection, and a destination for records that are given up.
//
// Every record is delivered at least once. The position is written to disk after each batch, so
// a program that is killed before that delivers the batch again. Sources:
// docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and the pages below it.
package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"signpost/infra/local/journal"
)

// Source says which stream a table has. *dynamodb.Client implements it.
type Source interface {
	DescribeTable(context.Context, *dynamodb.DescribeTableInput,
		...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error)
}

// Reader is the part of DynamoDB Streams that a mapping needs. *dynamodbstreams.Client
// implements it.
type Reader interface {
	DescribeStream(context.Context, *dynamodbstreams.DescribeStreamInput,
		...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error)
	GetShardIterator(context.Context, *dynamodbstreams.GetShardIteratorInput,
		...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error)
	GetRecords(context.Context, *dynamodbstreams.GetRecordsInput,
		...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error)
}

// Config is an event source mapping. Its fields are those of AWS::Lambda::EventSourceMapping,
// with shorter names.
type Config struct {
	Table          string
	Function       string // for the message about records that are given up
	BatchSize      int    // 0: 100
	BatchWindow    time.Duration
	TumblingWindow time.Duration // 0: none
	MaxRetries     int           // negative: no limit
	MaxAge         time.Duration // 0 or less: no limit
	Bisect         bool
	ReportFailures bool     // the answer may name the items that failed
	Filters        []string // event patterns; none: everything passes
	File           string   // where positions are kept

	Source Source
	Reader Reader
	// Invoke calls the function and returns its answer or the error that it ended with.
	Invoke func(ctx context.Context, event []byte) ([]byte, error)
	// OnFailure takes the message about records that are given up, as the destination queue
	// would. If it is nil, they are only logged.
	OnFailure func(ctx context.Context, message []byte) error
	Log       *slog.Logger     // nil logs nothing
	Now       func() time.Time // nil is time.Now
}

// Client returns a client for a local engine's streams.
func Client(endpoint string) *dynamodbstreams.Client {
	return dynamodbstreams.New(dynamodbstreams.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// Mapping is an open event source mapping.
type Mapping struct {
	Config
	filters   []filter
	positions *positions
}

// Open reads the positions and the filters. The caller must Close the mapping.
func Open(config Config) (*Mapping, error) {
	if config.BatchSize == 0 {
		config.BatchSize = 100 // Lambda's default
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	m := &Mapping{Config: config}
	for _, pattern := range config.Filters {
		f, err := parseFilter(pattern)
		if err != nil {
			return nil, fmt.Errorf("filter of %s: %w", config.Function, err)
		}
		m.filters = append(m.filters, f)
	}
	var err error
	if m.positions, err = openPositions(config.File); errors.Is(err, journal.ErrInUse) {
		return nil, fmt.Errorf("stream positions: %w", err)
	}
	return m, err
}

// Close closes the positions' file. Run must have returned.
func (m *Mapping) Close() error { return m.positions.close() }

const (
	minPoll = 5 * time.Millisecond   // between polls of a shard that has just had records
	maxPoll = 200 * time.Millisecond // between polls of a shard that has had none for long
	// gatherFor is how long a batch waits for more records at most. A mapping's own window is
	// often a second or more. Nobody trying out the system wants to wait that long.
	gatherFor = 100 * time.Millisecond
	// findShards is how often to look for new shards at least. They also come when an old
	// one ends. It is not often, because dynoxide reads the whole stream to answer.
	findShards = 5 * time.Minute
)

// Run reads every shard, each after its parent, until ctx ends. If the engine does not answer,
// Run keeps trying.
func (m *Mapping) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	known, done := map[string]bool{}, newFinished()
	for failing := false; ctx.Err() == nil; {
		arn, shards, err := m.shards(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			m.Log.Warn("the stream can't be read; trying again", "table", m.Table, "error", err.Error())
		}
		failing = err != nil
		for _, s := range ready(shards, known, done) {
			known[*s.ShardId] = true
			running.Go(func() {
				newShard(m, arn, *s.ShardId).read(ctx)
				done.add(*s.ShardId)
			})
		}
		wait := findShards
		if len(shards) == 0 {
			wait = maxPoll
		}
		select {
		case <-ctx.Done():
		case <-done.more:
		case <-time.After(wait):
		}
	}
}

// shards lists the shards of the table's stream.
func (m *Mapping) shards(ctx context.Context) (arn string, shards []types.Shard, err error) {
	table, err := m.Source.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &m.Table})
	if err != nil {
		return "", nil, err
	}
	arn = aws.ToString(table.Table.LatestStreamArn)
	if arn == "" {
		return "", nil, fmt.Errorf("table %s has no stream", m.Table)
	}
	in := &dynamodbstreams.DescribeStreamInput{StreamArn: &arn}
	for {
		out, err := m.Reader.DescribeStream(ctx, in)
		if err != nil {
			return "", nil, err
		}
		shards = append(shards, out.StreamDescription.Shards...)
		if in.ExclusiveStartShardId = out.StreamDescription.LastEvaluatedShardId; in.ExclusiveStartShardId == nil {
			return arn, shards, nil
		}
	}
}

// ready returns the shards that nobody reads yet and whose parent is finished or gone.
func ready(shards []types.Shard, known map[string]bool, done *finished) []types.Shard {
	return slices.DeleteFunc(slices.Clone(shards), func(s types.Shard) bool {
		if known[*s.ShardId] {
			return true
		}
		parent := aws.ToString(s.ParentShardId)
		listed := slices.ContainsFunc(shards, func(p types.Shard) bool { return *p.ShardId == parent })
		return listed && !done.has(parent)
	})
}

// finished is the set of shards that were read to their end.
type finished struct {
	more chan struct{} // gets a value when a shard is added

	mu     sync.Mutex
	shards map[string]bool
}

func newFinished() *finished {
	return &finished{more: make(chan struct{}, 1), shards: map[string]bool{}}
}

func (f *finished) add(id string) {
	f.mu.Lock()
	f.shards[id] = true
	f.mu.Unlock()
	select {
	case f.more <- struct{}{}:
	default:
	}
}

func (f *finished) has(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shards[id]
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
