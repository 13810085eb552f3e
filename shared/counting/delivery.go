package counting

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// Delivery is what Lambda hands over: some records of one shard, in their order.
type Delivery struct {
	// Shard is the id of the stream's shard, "" unless the event source has a tumbling window.
	Shard   string
	Records []Record
}

// Record is one record of the stream, as far as counting needs it.
type Record struct {
	Event    string // INSERT, MODIFY or REMOVE
	Sequence string
	PK, SK   string
	image    image
	// JSON is the record as it came.
	JSON string
	// Err says that the record can't be read at all.
	Err error
}

// Decode reads the event of an invocation. It reads what events.DynamoDBTimeWindowEvent reads, in a fraction of the time, and
// leaves to that type what is out of the ordinary. An error means that not even the records can be told apart.
func Decode(payload string) (Delivery, error) {
	c := cursor{s: payload}
	d := c.delivery()
	c.space()
	if !c.stop && c.at == len(payload) {
		return d, nil
	}
	return decodeSlowly(payload)
}

func (c *cursor) delivery() Delivery {
	var d Delivery
	var seen struct{ records, shard bool }
	c.want('{')
	for first := true; c.more('}', &first); {
		switch name := c.name(); name {
		case "Records":
			c.once(&seen.records)
			d.Records = c.records()
		case "shardId":
			c.once(&seen.shard)
			d.Shard = c.text()
		default:
			c.notLike(name, "Records", "shardId")
			c.skip()
		}
	}
	return d
}

// once makes the cursor unsure when a member comes again.
func (c *cursor) once(seen *bool) {
	c.stop = c.stop || *seen
	*seen = true
}

// notLike makes the cursor unsure when name is one of known in other letters: encoding/json takes it for the same.
func (c *cursor) notLike(name string, known ...string) {
	for _, k := range known {
		c.stop = c.stop || len(name) == len(k) && strings.EqualFold(name, k)
	}
}

func (c *cursor) records() []Record {
	c.want('[')
	records := make([]Record, 0, min(len(c.s)/minRecord+1, maxBatch))
	for first := true; c.more(']', &first); {
		c.space()
		start := c.at
		records = append(records, Record{})
		r := &records[len(records)-1]
		if sure := c.record(r); !sure {
			c.at = start
			if c.skip(); !c.stop {
				*r = decodeRecordSlowly(c.s[start:c.at])
			}
		}
		r.JSON = c.s[start:c.at]
	}
	return records
}

// A record of a click takes at least minRecord bytes, and Lambda sends at most maxBatch records. Being wrong costs time only.
const minRecord, maxBatch = 600, 10_000

// record reads one record into r. If it is unsure it says so, and the cursor may be anywhere.
func (c *cursor) record(r *Record) (sure bool) {
	var seen struct{ event, change bool }
	c.want('{')
	for first := true; c.more('}', &first); {
		switch name := c.name(); name {
		case "eventName":
			c.once(&seen.event)
			r.Event = c.text()
		case "dynamodb":
			c.once(&seen.change)
			c.change(r)
		default:
			c.notLike(name, "eventName", "dynamodb")
			c.skip()
		}
	}
	sure = !c.stop
	c.stop = false
	return sure
}

func (c *cursor) change(r *Record) {
	var seen struct{ keys, image, sequence bool }
	c.want('{')
	for first := true; c.more('}', &first); {
		switch name := c.name(); name {
		case "Keys":
			c.once(&seen.keys)
			c.keys(r)
		case "NewImage":
			c.once(&seen.image)
			c.image(&r.image)
		case "SequenceNumber":
			c.once(&seen.sequence)
			r.Sequence = c.text()
		default:
			c.notLike(name, "Keys", "NewImage", "SequenceNumber")
			c.skip()
		}
	}
}

func (c *cursor) keys(r *Record) {
	var seen struct{ pk, sk bool }
	c.want('{')
	for first := true; c.more('}', &first); {
		switch name := c.name(); name {
		case "pk":
			c.once(&seen.pk)
			r.PK = c.attribute().text()
		case "sk":
			c.once(&seen.sk)
			r.SK = c.attribute().text()
		default:
			c.skip()
		}
	}
}

func (c *cursor) image(m *image) {
	c.want('{')
	for first := true; c.more('}', &first); {
		place, ok := imagePlace(c.name())
		if !ok {
			c.skip()
			continue
		}
		c.stop = c.stop || m.kinds[place] != absent
		m.put(place, c.attribute())
	}
}

// attribute reads {"S":"…"} or {"N":"…"}; a value of another type is only known to be there.
func (c *cursor) attribute() attribute {
	c.want('{')
	a := attribute{kind: otherKind}
	switch c.name() {
	case "S":
		a = attribute{stringKind, c.text()}
	case "N":
		a = attribute{numberKind, c.text()}
	default:
		c.skip()
	}
	c.want('}')
	return a
}

// decodeSlowly reads an event that is not plain.
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
	record := Record{Event: r.EventName, Sequence: r.Change.SequenceNumber,
		PK: attributeOf(r.Change.Keys["pk"]).text(), SK: attributeOf(r.Change.Keys["sk"]).text()}
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
