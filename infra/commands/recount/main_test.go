package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// memoryQueue hides received messages, as SQS does.
type memoryQueue struct{ messages, hidden []string }

func (q *memoryQueue) ReceiveMessage(
	_ context.Context, in *sqs.ReceiveMessageInput, _ ...func(*sqs.Options),
) (*sqs.ReceiveMessageOutput, error) {
	n := min(int(in.MaxNumberOfMessages), len(q.messages))
	var out sqs.ReceiveMessageOutput
	for _, body := range q.messages[:n] {
		m := types.Message{Body: new(body), MessageId: new(body), ReceiptHandle: new(body)}
		out.Messages = append(out.Messages, m)
	}
	q.hidden, q.messages = append(q.hidden, q.messages[:n]...), q.messages[n:]
	return &out, nil
}

func (q *memoryQueue) DeleteMessage(
	_ context.Context, in *sqs.DeleteMessageInput, _ ...func(*sqs.Options),
) (*sqs.DeleteMessageOutput, error) {
	q.hidden = slices.DeleteFunc(q.hidden, func(s string) bool { return s == *in.ReceiptHandle })
	return &sqs.DeleteMessageOutput{}, nil
}

func TestCountedMessagesLeaveTheQueueAndTheRestStay(t *testing.T) {
	q := &memoryQueue{messages: strings.Fields("a1 a2 bad a3 a4 a5 a6 a7 a8 a9 a10 worse")}
	var recounted []string
	recount := func(_ context.Context, message string) error {
		if !strings.HasPrefix(message, "a") {
			return errors.New("no good")
		}
		recounted = append(recounted, message)
		return nil
	}
	var problems bytes.Buffer
	counted, kept, err := drain(t.Context(), q, "http://127.0.0.1/queue", recount, &problems)
	if err != nil || counted != 10 || kept != 2 || len(recounted) != 10 {
		t.Errorf("%d counted, %d kept, %v", counted, kept, err)
	}
	if strings.Join(q.hidden, " ") != "bad worse" {
		t.Errorf("left: %v", q.hidden)
	}
	if !strings.Contains(problems.String(), "message bad: no good") {
		t.Errorf("problems: %s", problems.String())
	}
}
