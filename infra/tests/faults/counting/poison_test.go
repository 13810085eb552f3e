package counting_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
	"signpost/shared/table"
)

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }

// poisons are changes that make an item uncountable. Nothing writes such items. Still, one of
// them must not stop the counting.
var poisons = []struct {
	name string
	item table.Item
}{
	{"a click without a ULID", table.Item{"i": nil}},
	{"a click with an invalid ULID", table.Item{"i": str("81HXTV00000000000000000000")}},
	{"a click with a ULID that is too short", table.Item{"i": str("01HXTV")}},
	{"a click in the far future", table.Item{"i": str("7ZZZZZZZZZ0000000000000000")}},
	{"a click of an unknown kind", table.Item{"k": str("x")}},
	{"a click without a kind", table.Item{"k": nil}},
	{"a click without a website", table.Item{"w": nil}},
	{"a website that reaches into another key", table.Item{"w": str("haircare#x")}},
	{"a partner in capitals", table.Item{"p": str("ABC123")}},
	{"a partner that is a number", table.Item{"p": num("123")}},
	{"an entry without a time", table.Item{"pk": str("CONVERSION#shop#1"), "sk": str("ENTRY#1"), "l": num("1")}},
	{"an entry with half a lead", table.Item{
		"pk": str("CONVERSION#shop#1"), "sk": str("ENTRY#1"), "t": num("1700000000000"), "l": num("0.5"),
	}},
	{"an amount without a currency", table.Item{
		"pk": str("CONVERSION#shop#1"), "sk": str("ENTRY#1"), "t": num("1700000000000"), "m": num("5"),
	}},
}

const someClickID = "visit00000000000" + "01HXTV00000000000000000000"

func poisoned(n int) table.Item {
	item := table.ClickItem(referral.Click{
		ID: someClickID, Website: "haircare", Partner: "abc123", Kind: referral.Hit,
	})
	maps.Copy(item, poisons[n].item)
	maps.DeleteFunc(item, func(_ string, v types.AttributeValue) bool { return v == nil })
	return item
}

func TestAPoisonRecordGoesToTheFailureQueueAndTheRestCounts(t *testing.T) {
	for n, poison := range poisons {
		t.Run(poison.name, func(t *testing.T) {
			w := newWorld(t, t.Context(), newMemoryTable())
			s := w.shard(0)
			w.click(s, clicks(1, 1)[0])
			w.record(s, "INSERT", poisoned(n))
			w.click(s, clicks(1, 1)[0])
			if done := w.deliver(s, 0, 3); done != 3 {
				t.Errorf("requested again from record %d", done)
			}
			w.check()
			if len(w.queue.messages) != 1 {
				t.Fatalf("messages: %q", w.queue.messages)
			}
			var message struct {
				Why, ShardID, SequenceNumber string
				Record                       json.RawMessage
			}
			if err := json.Unmarshal([]byte(w.queue.messages[0]), &message); err != nil ||
				message.Why == "" || message.ShardID != s.id ||
				message.SequenceNumber != sequence(1) || string(message.Record) != s.records[1] {
				t.Errorf("message: %s (%v)", w.queue.messages[0], err)
			}
		})
	}
}

func TestWithTheFailureQueueDownAPoisonRecordWaits(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.click(s, clicks(1, 1)[0])
	w.record(s, "INSERT", poisoned(0))
	w.click(s, clicks(1, 1)[0])
	w.queue.down = true
	if again := w.deliver(s, 0, 3); again != 1 {
		t.Errorf("requested again from record %d; want 1, the poison", again)
	}
	w.queue.down = false
	w.deliver(s, 1, 3)
	w.check()
	if len(w.queue.messages) != 1 {
		t.Errorf("messages: %q", w.queue.messages)
	}
}

func TestAnUnreadableRecordIsPoison(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	s.records = append(s.records, `{"eventName":5,"dynamodb":{"SequenceNumber":"`+sequence(0)+`"}}`)
	w.click(s, clicks(1, 1)[0])
	w.next(s, 2)
	w.check()
	if len(w.queue.messages) != 1 || !strings.Contains(w.queue.messages[0], "eventName") {
		t.Errorf("messages: %q", w.queue.messages)
	}
}
