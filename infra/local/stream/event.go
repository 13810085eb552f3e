package stream

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// event is the payload of an invocation. Source: the example events in
// docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and …/services-ddb-windows.html.
type event struct {
	Records []eventRecord `json:"Records"`
	*windowFields
}

type windowFields struct {
	Window                  windowBounds    `json:"window"`
	State                   json.RawMessage `json:"state"`
	ShardID                 string          `json:"shardId"`
	EventSourceARN          string          `json:"eventSourceARN"`
	IsFinalInvokeForWindow  bool            `json:"isFinalInvokeForWindow"`
	IsWindowTerminatedEarly bool            `json:"isWindowTerminatedEarly"`
}

type windowBounds struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

type eventRecord struct {
	EventID        string        `json:"eventID"`
	EventName      string        `json:"eventName"`
	EventVersion   string        `json:"eventVersion"`
	EventSource    string        `json:"eventSource"`
	AWSRegion      string        `json:"awsRegion"`
	DynamoDB       change        `json:"dynamodb"`
	UserIdentity   *userIdentity `json:"userIdentity,omitempty"`
	EventSourceARN string        `json:"eventSourceARN"`
}

type userIdentity struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId"`
}

type change struct {
	ApproximateCreationDateTime int64          `json:"ApproximateCreationDateTime"` // seconds since 1970
	Keys                        map[string]any `json:"Keys,omitempty"`
	NewImage                    map[string]any `json:"NewImage,omitempty"`
	OldImage                    map[string]any `json:"OldImage,omitempty"`
	SequenceNumber              string         `json:"SequenceNumber"`
	SizeBytes                   int64          `json:"SizeBytes"`
	StreamViewType              string         `json:"StreamViewType"`
}

// event encodes the payload of an invocation with these records and, if there are windows, the
// open window.
func (s *shard) event(records []types.Record, final, early bool) ([]byte, error) {
	e := event{Records: make([]eventRecord, len(records))}
	for i, r := range records {
		e.Records[i] = encode(r, s.arn)
	}
	if s.TumblingWindow > 0 {
		state := s.at.State
		if len(state) == 0 {
			state = json.RawMessage("{}")
		}
		e.windowFields = &windowFields{
			Window: windowBounds{Start: time.Unix(s.at.Window, 0).UTC(), End: s.windowEnd().UTC()},
			State:  state, ShardID: s.id, EventSourceARN: s.arn,
			IsFinalInvokeForWindow: final, IsWindowTerminatedEarly: early,
		}
	}
	return json.Marshal(e)
}

func encode(r types.Record, arn string) eventRecord {
	d := r.Dynamodb
	out := eventRecord{
		EventID: aws.ToString(r.EventID), EventName: string(r.EventName),
		EventVersion: aws.ToString(r.EventVersion), EventSource: aws.ToString(r.EventSource),
		AWSRegion: aws.ToString(r.AwsRegion), EventSourceARN: arn,
		DynamoDB: change{
			Keys: encodeItem(d.Keys), NewImage: encodeItem(d.NewImage),
			OldImage:       encodeItem(d.OldImage),
			SequenceNumber: aws.ToString(d.SequenceNumber), SizeBytes: aws.ToInt64(d.SizeBytes),
			StreamViewType:              string(d.StreamViewType),
			ApproximateCreationDateTime: created(r).Unix(),
		},
	}
	if u := r.UserIdentity; u != nil {
		out.UserIdentity = &userIdentity{Type: aws.ToString(u.Type), PrincipalID: aws.ToString(u.PrincipalId)}
	}
	return out
}

func encodeItem(item map[string]types.AttributeValue) map[string]any {
	if item == nil {
		return nil
	}
	out := make(map[string]any, len(item))
	for name, value := range item {
		out[name] = encodeValue(value)
	}
	return out
}

// encodeValue returns a value in DynamoDB's JSON, which is an object with the type as its only
// key. Bytes become base64.
func encodeValue(value types.AttributeValue) map[string]any {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": v.Value}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberNULL:
		return map[string]any{"NULL": v.Value}
	case *types.AttributeValueMemberSS:
		return map[string]any{"SS": v.Value}
	case *types.AttributeValueMemberNS:
		return map[string]any{"NS": v.Value}
	case *types.AttributeValueMemberBS:
		return map[string]any{"BS": v.Value}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": encodeItem(v.Value)}
	case *types.AttributeValueMemberL:
		list := make([]any, len(v.Value))
		for i, element := range v.Value {
			list[i] = encodeValue(element)
		}
		return map[string]any{"L": list}
	}
	panic(fmt.Sprintf("unknown attribute type %T", value)) // the SDK knows no other
}
