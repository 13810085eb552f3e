package awsclient

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"signpost/shared/startup"
)

// Queue is an SQS queue to send to. It may be used by many goroutines.
type Queue struct {
	client *sqs.Client
	url    string
}

// OpenQueue returns the queue whose URL is in the environment variable of that name. A missing
// variable is an error; for others see Config.
func OpenQueue(variable string) (*Queue, error) {
	url, err := startup.Setting(variable)
	if err != nil {
		return nil, err
	}
	config, err := Config(SQS)
	if err != nil {
		return nil, err
	}
	return &Queue{client: sqs.NewFromConfig(config), url: url}, nil
}

// Send puts text into the queue, to be received after delay, which SQS caps at 15 minutes. When
// it returns an error, the message may be in the queue all the same: the answer may have been
// lost.
func (q *Queue) Send(ctx context.Context, text string, delay time.Duration) error {
	seconds := int32((delay + time.Second - 1) / time.Second)
	_, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: &text, DelaySeconds: seconds,
	})
	if err != nil {
		return fmt.Errorf("send to the queue: %w", err)
	}
	return nil
}
