package counting

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"signpost/shared/jsonscan"
	"signpost/shared/table"
)

// Delivery is what Lambda delivers at once: some records of one shard, in their order.
type Delivery struct {
	// Shard is the id of the stream's shard; "" if the event source has no tumbling window.
	Shard   string
	Records []Record
}

// Record is the part of a record of the stream that counting needs.
type Record struct {
	Event    string // INSERT, MODIFY or REMOVE
	Sequence string
	PK, SK   string
	image    image
	// JSON is the record as it came.
	JSON string
	// Err says why the record can't be read, if it can't.
	Err error
}

// Decode reads the event of an invocation. It reads what events.DynamoDBTimeWindowEvent reads, in
// a fraction of the time, and leaves unusual events to that type. An error says that not even the
// records can be told apart.
func Decode(payload string) (Delivery, error) {
	s := jsonscan.New(payload)
	if d := scanDelivery(&s); s.Done() {
		return d, nil
	}
	return decodeSlowly(payload)
}

// decodeSlowly reads an event that scanDelivery can't follow.
func decodeSlowly(payload string) (Delivery, error) {
	var event events.DynamoDBTimeWindowEvent
	if err := json.Unmarshal([]byte(payload), &event); err != nil {
		return Delivery{}, fmt.Errorf("the event can't be read: %w", err)
	}
	d := Delivery{Shard: event.ShardID}
	for _, r := range event.Records {
		record := recordOf(r)
		asJSON, _ := json.Marshal(r)
		record.JSON = string(asJSON)
		d.Records = append(d.Records, record)
	}
	return d, nil
}

func decodeRecordSlowly(raw string) Record {
	var r events.DynamoDBEventRecord
	err := json.Unmarshal([]byte(raw), &r)
	record := recordOf(r)
	record.Err = err
	return record
}

func recordOf(r events.DynamoDBEventRecord) Record {
	record := Record{
		Event:    r.EventName,
		Sequence: r.Change.SequenceNumber,
		PK:       attributeOf(r.Change.Keys[table.AttrPK]).text(),
		SK:       attributeOf(r.Change.Keys[table.AttrSK]).text(),
	}
	for name, value := range r.Change.NewImage {
		if place, ok := imagePlace(name); ok {
			record.image.put(place, attributeOf(value))
		}
	}
	return record
}

func attributeOf(value events.DynamoDBAttributeValue) attribute {
	switch value.DataType() {
	case events.DataTypeString:
		return attribute{stringKind, value.String()}
	case events.DataTypeNumber:
		return attribute{numberKind, value.Number()}
	}
	return attribute{kind: otherKind}
}
