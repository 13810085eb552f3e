// Recount takes what the counter has set aside back in, once the cause is gone: `make recount`. It
// empties the counter's failure queue: that at the URL in QUEUE, with TABLE and the usual AWS
// variables, or else that of the local stack that runs on DATA. What still can't be counted stays in
// the queue; then it says why, and exits with 1.
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
	t, err := open.Table(os.Getenv)
	if err != nil {
		return err
	}
	failures, err := open.FailureQueue(os.Getenv)
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

// hidden is how long, in seconds, a message that was received is hidden from everybody: long enough
// that what stays in the queue is not met again before the end is reached.
const hidden = 120

// queue is what drain needs of an SQS queue.
type queue interface {
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessage(context.Context, *sqs.DeleteMessageInput, ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error)
}

// drain recounts all messages of the queue at url and deletes those that are counted. It ends when
// the queue has nothing more to give.
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

// remove deletes a message that is counted. If that fails it comes again, and counts no more.
func remove(ctx context.Context, q queue, url string, m types.Message) error {
	_, err := q.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
	if err != nil {
		return fmt.Errorf("delete from the failure queue: %w", err)
	}
	return nil
}
