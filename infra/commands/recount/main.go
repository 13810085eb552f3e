// Command recount counts what the counter has put aside, once the cause is gone: `make
// recount`. It empties the counter's failure queue, whose URL is in QUEUE, into the table that
// TABLE names. Without these, both are those of the local stack that runs on DATA. What still
// can't be counted stays in the queue. In that case it says why and exits with 1.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"signpost/infra/commands/open"
	"signpost/shared/counting"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "recount:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, problems io.Writer) error {
	t, err := open.Table(ctx, os.Getenv)
	if err != nil {
		return err
	}
	failures, err := open.FailureQueue(ctx, os.Getenv)
	if err != nil {
		return err
	}
	counted, kept, err := drain(ctx, failures, failures.URL, counting.NewRecounter(t).Recount, problems)
	fmt.Fprintf(out, "%d messages counted, %d left in the queue\n", counted, kept)
	if err == nil && kept > 0 {
		err = errors.New("not everything could be counted")
	}
	return err
}

// hidden is how many seconds a received message stays hidden. It is long enough that a message
// that stays in the queue does not come again before the end is reached.
const hidden = 120

// queue is the part of SQS that drain needs. *sqs.Client implements it.
type queue interface {
	ReceiveMessage(
		context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options),
	) (*sqs.ReceiveMessageOutput, error)
	DeleteMessage(
		context.Context, *sqs.DeleteMessageInput, ...func(*sqs.Options),
	) (*sqs.DeleteMessageOutput, error)
}

// drain recounts all messages of the queue at url, and deletes those that are counted. It ends
// when the queue returns no more messages.
func drain(
	ctx context.Context, q queue, url string, recount func(context.Context, string) error, problems io.Writer,
) (counted, kept int, err error) {
	for {
		batch, err := q.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &url, MaxNumberOfMessages: 10, VisibilityTimeout: hidden, WaitTimeSeconds: 1,
		})
		if err != nil {
			return counted, kept, fmt.Errorf("receive from the failure queue: %w", err)
		}
		if len(batch.Messages) == 0 {
			return counted, kept, nil
		}
		for _, m := range batch.Messages {
			if err := recount(ctx, aws.ToString(m.Body)); err != nil {
				kept++
				fmt.Fprintf(problems, "message %s: %v\n", aws.ToString(m.MessageId), err)
				continue
			}
			counted++
			if err := remove(ctx, q, url, m); err != nil {
				return counted, kept, err
			}
		}
	}
}

// remove deletes a message that was counted. If that fails, the message comes again, but does
// not count again.
func remove(ctx context.Context, q queue, url string, m types.Message) error {
	_, err := q.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
	if err != nil {
		return fmt.Errorf("delete from the failure queue: %w", err)
	}
	return nil
}
