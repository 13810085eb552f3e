package counting

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

const batch = 1000

func BenchmarkCount(b *testing.B) {
	payload := []byte(traffic(batch))
	b.ReportAllocs()
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		d, err := Decode(string(payload))
		if err != nil {
			b.Fatal(err)
		}
		if rows := Sum(d.Records, NewGroups(nil)).Rows; len(rows) == 0 {
			b.Fatal("nothing counted")
		}
	}
}

func BenchmarkEventsType(b *testing.B) {
	payload := []byte(traffic(batch))
	b.ReportAllocs()
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		var event events.DynamoDBEvent
		if err := json.Unmarshal(payload, &event); err != nil || len(event.Records) != batch {
			b.Fatal(err)
		}
	}
}
