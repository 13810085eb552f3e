package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"signpost/shared/referral"
	"signpost/shared/webhook"
)

// These are the example events of https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, with Signpost's items and messages.
const fromTheStream = `{"Records":[
 {"eventID":"1","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1",
  "dynamodb":{"ApproximateCreationDateTime":1479499740,"SequenceNumber":"111","SizeBytes":26,
  "StreamViewType":"NEW_IMAGE",
  "Keys":{"pk":{"S":"CONVERSION#main#order-1"},"sk":{"S":"CONVERSION"}},
  "NewImage":{"pk":{"S":"CONVERSION#main#order-1"},"sk":{"S":"CONVERSION"},
   "type":{"S":"sale"},"version":{"N":"1"},"whole":{"BOOL":true},
   "refunds":{"SS":["refund-1"]},"taken":{"M":{"S":{"N":"1"}}},"sale":{"NULL":true}}},
  "eventSourceARN":"arn:aws:dynamodb:us-east-1:123456789012:table/signpost/stream/2026-01-01T00:00:00.000"},
 {"eventID":"2","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"222",
  "Keys":{"pk":{"S":"CONVERSION#main#order-1"},"sk":{"S":"ENTRY#01"}},"NewImage":{"sales":{"N":"1"}}}},
 {"eventID":"3","eventName":"MODIFY","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"333",
  "Keys":{"pk":{"S":"CONVERSION#other#with#hash"},"sk":{"S":"CONVERSION"}},
  "NewImage":{"type":{"S":"refund"},"version":{"N":"2"}}}},
 {"eventID":"4","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"444",
  "Keys":{"pk":{"S":"CONVERSION#main#not-yet"},"sk":{"S":"CONVERSION"}},"NewImage":{"refunds":{"SS":["refund-9"]}}}}]}`

const fromTheQueue = `{"Records":[
 {"messageId":"m-1","receiptHandle":"r","body":"{\"webhook\":\"hook\",\"event\":\"good\"}",
  "attributes":{"ApproximateReceiveCount":"1"},"messageAttributes":{},"md5OfBody":"0",
  "eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:123456789012:q","awsRegion":"us-east-1"},
 {"messageId":"m-2","receiptHandle":"r","body":"{\"webhook\":\"hook\",\"event\":\"bad\"}","eventSource":"aws:sqs"},
 {"messageId":"m-3","receiptHandle":"r","body":"nonsense","eventSource":"aws:sqs"}]}`

// store records what it is asked for, and fails for two names.
type store struct {
	mu    sync.Mutex
	asked []string
}

func (s *store) note(what, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, what+" "+name)
	if name == "bad" || name == "with#hash" {
		return errors.New("no answer")
	}
	return nil
}

func (s *store) Booking(_ context.Context, merchant referral.Code, id string) (referral.Booking, []string, error) {
	return referral.Booking{}, nil, s.note("booking of "+string(merchant), id)
}

func (s *store) Webhooks(context.Context) ([]referral.Webhook, error) {
	return []referral.Webhook{{}}, nil
}

func (s *store) Webhook(context.Context, string) (referral.Webhook, error) {
	return referral.Webhook{}, nil
}

func (s *store) Delivery(_ context.Context, _, event string) (referral.Delivery, error) {
	return referral.Delivery{Status: referral.Delivered}, s.note("delivery", event)
}

func (s *store) AddDelivery(context.Context, referral.Delivery) error { return nil }

func (s *store) ChangeDelivery(context.Context, referral.Delivery, referral.Delivery) error {
	return nil
}

func work(t *testing.T, event string) (asked, failed []string) {
	t.Helper()
	var b batch
	if err := json.Unmarshal([]byte(event), &b); err != nil {
		t.Fatal(err)
	}
	s, log := &store{}, slog.New(slog.DiscardHandler)
	out, err := json.Marshal(b.work(t.Context(), &webhook.Worker{Store: s, Now: time.Now, Log: log}, log))
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		BatchItemFailures *[]struct{ ItemIdentifier string }
	}
	if err := json.Unmarshal(out, &said); err != nil || said.BatchItemFailures == nil {
		t.Fatalf("answered %s", out)
	}
	for _, f := range *said.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	slices.Sort(s.asked)
	return s.asked, failed
}

func TestConversionsFromTheStreamAreAnnounced(t *testing.T) {
	asked, failed := work(t, fromTheStream)
	wanted := []string{"booking of main order-1", "booking of other with#hash"}
	if !slices.Equal(asked, wanted) || !slices.Equal(failed, []string{"333"}) {
		t.Errorf("asked for %q, failed %q", asked, failed)
	}
}

func TestMessagesFromTheQueueAreDelivered(t *testing.T) {
	asked, failed := work(t, fromTheQueue)
	wanted := []string{"delivery bad", "delivery good"}
	if !slices.Equal(asked, wanted) || !slices.Equal(failed, []string{"m-2", "m-3"}) {
		t.Errorf("asked for %q, failed %q", asked, failed)
	}
}

func TestAnEmptyBatchFailsNothing(t *testing.T) {
	if asked, failed := work(t, `{"Records":[]}`); len(asked)+len(failed) != 0 {
		t.Errorf("asked for %q, failed %q", asked, failed)
	}
}
