package stream

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/uuid"
)

// failureMessage is what Lambda sends to the destination about records that it gives up. It
// says where they are in the stream, not what they contain. Source: the example in
// docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
type failureMessage struct {
	RequestContext struct {
		RequestID              string `json:"requestId"`
		FunctionARN            string `json:"functionArn"`
		Condition              string `json:"condition"`
		ApproximateInvokeCount int    `json:"approximateInvokeCount"`
	} `json:"requestContext"`
	ResponseContext struct {
		StatusCode      int    `json:"statusCode"`
		ExecutedVersion string `json:"executedVersion"`
		FunctionError   string `json:"functionError"`
	} `json:"responseContext"`
	Version   string    `json:"version"`
	Timestamp time.Time `json:"timestamp"`
	Batch     batchInfo `json:"DDBStreamBatchInfo"`
}

type batchInfo struct {
	ShardID                         string    `json:"shardId"`
	StartSequenceNumber             string    `json:"startSequenceNumber"`
	EndSequenceNumber               string    `json:"endSequenceNumber"`
	ApproximateArrivalOfFirstRecord time.Time `json:"approximateArrivalOfFirstRecord"`
	ApproximateArrivalOfLastRecord  time.Time `json:"approximateArrivalOfLastRecord"`
	BatchSize                       int       `json:"batchSize"`
	StreamARN                       string    `json:"streamArn"`
}

// giveUp tells the destination about records that are given up. It tries until the destination
// has taken the message, because giving up without a trace would lose the records. It returns
// false if ctx ended first.
func (s *shard) giveUp(
	ctx context.Context, records []types.Record, condition string, attempts int, cause error,
) bool {
	first, last := records[0], records[len(records)-1]
	s.Log.Error("records of the stream are given up",
		"function", s.Function, "shard", s.id, "condition", condition,
		"first", aws.ToString(first.Dynamodb.SequenceNumber),
		"last", aws.ToString(last.Dynamodb.SequenceNumber), "error", cause.Error())
	if s.OnFailure == nil {
		return true
	}
	message, err := json.Marshal(s.describeFailure(records, condition, attempts))
	if err != nil {
		panic(err) // strings and numbers
	}
	for attempt := 1; ; attempt++ {
		err := s.OnFailure(ctx, message)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		s.Log.Error("the failure queue does not take a message", "function", s.Function, "error", err.Error())
		pause(ctx, backoff(attempt))
	}
}

func (s *shard) describeFailure(records []types.Record, condition string, attempts int) failureMessage {
	first, last := records[0], records[len(records)-1]
	var m failureMessage
	m.RequestContext.RequestID = uuid.NewString()
	m.RequestContext.FunctionARN = "arn:aws:lambda:us-east-1:000000000000:function:" + s.Function
	m.RequestContext.Condition, m.RequestContext.ApproximateInvokeCount = condition, attempts
	response := &m.ResponseContext
	response.StatusCode, response.ExecutedVersion, response.FunctionError = 200, "$LATEST", "Unhandled"
	m.Version, m.Timestamp = "1.0", s.Now().UTC().Truncate(time.Millisecond)
	m.Batch = batchInfo{
		ShardID: s.id, StreamARN: s.arn, BatchSize: len(records),
		StartSequenceNumber:             aws.ToString(first.Dynamodb.SequenceNumber),
		EndSequenceNumber:               aws.ToString(last.Dynamodb.SequenceNumber),
		ApproximateArrivalOfFirstRecord: created(first).UTC(),
		ApproximateArrivalOfLastRecord:  created(last).UTC(),
	}
	return m
}
