package counting

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"signpost/shared/jsonscan"
	"signpost/shared/table"
)

// odd are events that events.DynamoDBTimeWindowEvent accepts, but Lambda never sends.
var odd = []string{
	`{}`, `null`, ` { } `, `{"Records":null}`, `{"Records":[]}`, `{"Records":[null]}`, `{"Records":[{}]}`,
	`{"records":[{"EVENTNAME":"INSERT"}]}`, `{"shardId":"a","shardId":"b"}`, `{"shardid":"a"}`,
	`{"\u0073hardId":"a"}`, `{"ſhardId":"a"}`, `{"shardId":"\ud800x"}`, "{\"shardId\":\"\xff\"}", `{"shardId":null}`,
	`{"Records":[{"eventName":"A"}],"Records":[{"dynamodb":{"SequenceNumber":"1"}}]}`,
	withRecord(`"eventName":"INSERT","eventname":"REMOVE","dynamodb":{"Keys":{"pk":{"S":"a"},"pk":{"N":"5"}}}`),
	withRecord(`"dynamodb":{"keys":{"pk":{"S":"a"}}},"dynamodb":{"NewImage":{"w":{"S":"x"}}}`),
	withRecord(`"dynamodb":{"NewImage":{"w":{"S":"a","S":"b"}}}`),
	withRecord(`"dynamodb":{"NewImage":{"p":{"M":{"x":{"S":"}]"}}},"a":{"L":[{"N":"1"}]},"k":{"NULL":true}}}`),
	withRecord(`"dynamodb":{"Keys":{"pk":{"S":"CLICK#x\\\"}"},"sk":{"B":"AAEC"}},"OldImage":{"w":{"SS":["x"]}}}`),
	withRecord(`"dynamodb":{"SizeBytes":-1e0,"x":[true,false,null,1.5e-7,"]"]}`),
	`{"Records":[{"userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},"eventName":"REMOVE"}] ,` +
		` "window":{} }`,
}

func withRecord(members string) string { return `{"Records":[{` + members + `}]}` }

func FuzzDecodeReadsWhatTheEventsTypeReads(f *testing.F) {
	f.Add(traffic(3))
	for _, s := range odd {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		var want events.DynamoDBTimeWindowEvent
		if json.Unmarshal([]byte(payload), &want) != nil {
			_, _ = Decode(payload) // whatever it says: Lambda sends JSON
			return
		}
		got, err := Decode(payload)
		if err != nil || got.Shard != want.ShardID || len(got.Records) != len(want.Records) {
			t.Fatalf("%q: shard %q, %d records, %v; want %q, %d",
				payload, got.Shard, len(got.Records), err, want.ShardID, len(want.Records))
		}
		for i, r := range got.Records {
			wanted := recordOf(want.Records[i])
			if r.JSON = ""; r != wanted {
				t.Errorf("%q: record %d:\n  got  %+v\n  want %+v", payload, i, r, wanted)
			}
		}
	})
}

func TestPlainEventsAreNotDecodedSlowly(t *testing.T) {
	payload := traffic(50)
	s := jsonscan.New(payload)
	d := scanDelivery(&s)
	if !s.Done() || len(d.Records) != 50 || d.Records[49].image.at(table.AttrWebsite).value == "" {
		t.Errorf("%d records were scanned", len(d.Records))
	}
}

func TestARecordKeepsItsJSON(t *testing.T) {
	record := clickRecord(1)
	escaped := strings.Replace(record, "INSERT", `\u0049NSERT`, 1)
	d, err := Decode(`{"shardId":"s","Records":[ ` + record + ` , ` + escaped + `]}`)
	if err != nil || len(d.Records) != 2 || d.Records[0].JSON != record || d.Records[1].Event != "INSERT" {
		t.Errorf("%v: %+v", err, d)
	}
}

func TestAnEventThatIsNotJSONIsRefused(t *testing.T) {
	for _, payload := range []string{"", "x", `{"Records":[{"dynamodb":`, `{"Records":5}`} {
		if _, err := Decode(payload); err == nil {
			t.Errorf("%q was read", payload)
		}
	}
}

func TestCountingAThousandClicksTakesFewAllocations(t *testing.T) {
	payload := []byte(traffic(1000))
	perClick := testing.AllocsPerRun(5, func() {
		d, _ := Decode(string(payload))
		Sum(d.Records, NewGroups(nil))
	}) / 1000
	if perClick > 1 {
		t.Errorf("%.2f allocations a click", perClick)
	}
}
