package queue

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"signpost/infra/local/lineage"
)

// Feed connects a queue to a function, as an event source mapping does.
type Feed struct {
	Queue          string
	Function       string // for the log, and to count how often a chain of messages invokes it
	BatchSize      int    // 0: 10
	ReportFailures bool   // the answer may name the messages that failed
	// Invoke calls the function and returns its answer or the error that it ended with.
	Invoke func(ctx context.Context, event []byte) ([]byte, error)
}

const (
	// longPoll is how long one receive waits for messages: SQS's maximum.
	longPoll = 20 * time.Second
	// maxHold is how long a message that failed stays hidden at most. SQS hides it for the
	// queue's whole visibility timeout, which is minutes. Nobody trying out the system
	// wants to wait that long.
	maxHold = 10 * time.Second
)

// Run feeds the function until ctx ends. Messages that the function takes are deleted. The
// others come again, after a delay that grows each time.
func (s *Service) Run(ctx context.Context, f Feed) error {
	if f.BatchSize == 0 {
		f.BatchSize = 10 // Lambda's default for queues
	}
	for ctx.Err() == nil {
		messages, err := s.receive(ctx, f.Queue, f.BatchSize, -1, longPoll)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if len(messages) > 0 {
			if err := s.deliver(ctx, f, messages); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) deliver(ctx context.Context, f Feed, messages []*Message) error {
	event, err := json.Marshal(map[string]any{"Records": records(messages)})
	if err != nil {
		return err
	}
	answer, err := f.Invoke(lineage.With(ctx, longest(messages, f.Function)), event)
	if ctx.Err() != nil && err != nil {
		return nil
	}
	failed := messages
	if err == nil {
		failed, err = failures(f, answer, messages)
	}
	if err != nil {
		s.log.Warn("messages failed and will be delivered again", "queue", f.Queue, "function", f.Function,
			"messages", len(failed), "error", err.Error())
	}
	var taken []string
	for _, m := range messages {
		if slices.Contains(failed, m) {
			if err := s.hide(f.Queue, m.receipt, s.hold(f.Queue, m.Receives)); err != nil {
				return err
			}
			continue
		}
		taken = append(taken, m.receipt)
	}
	return s.delete(f.Queue, taken...)
}

// longest returns the trace of the message whose chain has invoked the function most often. AWS
// does not say which one a batch has; this one finds every loop.
func longest(messages []*Message, function string) string {
	return slices.MaxFunc(messages, func(a, b *Message) int {
		return cmp.Compare(lineage.Count(a.Trace, function), lineage.Count(b.Trace, function))
	}).Trace
}

// hold returns how long a message waits after its n-th failure.
func (s *Service) hold(queue string, n int) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return min(100*time.Millisecond<<min(n, 10), maxHold, s.queues[queue].Visibility)
}

// failures reads from the answer which messages the function did not take. Source:
// docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html, "Success and failure
// conditions".
func failures(f Feed, answer []byte, messages []*Message) ([]*Message, error) {
	if !f.ReportFailures || len(answer) == 0 {
		return nil, nil
	}
	var report struct {
		Failures []struct {
			ItemIdentifier *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if err := json.Unmarshal(answer, &report); err != nil {
		return messages, err
	}
	var failed []*Message
	for _, item := range report.Failures {
		i := slices.IndexFunc(messages, func(m *Message) bool {
			return item.ItemIdentifier != nil && *item.ItemIdentifier == m.ID
		})
		if i < 0 { // empty, missing or unknown: the whole batch failed
			return messages, nil
		}
		failed = append(failed, messages[i])
	}
	return failed, nil
}

// records returns the messages in the form that the function gets. Source: the example in
// docs.aws.amazon.com/lambda/latest/dg/with-sqs.html.
func records(messages []*Message) []map[string]any {
	var all []map[string]any
	for _, m := range messages {
		all = append(all, map[string]any{
			"messageId": m.ID, "receiptHandle": m.receipt, "body": m.Body, "md5OfBody": md5Of(m.Body),
			"attributes": systemAttributes(m), "messageAttributes": eventAttributes(m.Attributes),
			"eventSource": "aws:sqs", "eventSourceARN": arn(m.Queue), "awsRegion": region,
		})
	}
	return all
}

func systemAttributes(m *Message) map[string]string {
	attributes := map[string]string{
		"ApproximateReceiveCount": strconv.Itoa(m.Receives), "SentTimestamp": millis(m.Sent),
		"ApproximateFirstReceiveTimestamp": millis(m.first), "SenderId": account,
	}
	if m.Trace != "" {
		attributes["AWSTraceHeader"] = m.Trace
	}
	return attributes
}

func eventAttributes(attributes map[string]attribute) map[string]any {
	all := map[string]any{}
	for name, a := range attributes {
		value := map[string]any{
			"dataType": a.DataType, "stringListValues": []string{}, "binaryListValues": []string{},
		}
		if a.BinaryValue != nil {
			value["binaryValue"] = a.BinaryValue
		} else {
			value["stringValue"] = a.StringValue
		}
		all[name] = value
	}
	return all
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func arn(queue string) string { return "arn:aws:sqs:" + region + ":" + account + ":" + queue }
