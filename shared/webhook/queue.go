package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"signpost/shared/awsclient"
)

// SQS is an SQS queue.
type SQS struct {
	client *sqs.Client
	url    string
}

// NewSQS returns the queue at url, with the credentials and endpoint of the environment.
func NewSQS(url string) (*SQS, error) {
	config, err := awsclient.Config(awsclient.SQS)
	if err != nil {
		return nil, err
	}
	return &SQS{client: sqs.NewFromConfig(config), url: url}, nil
}

// Send puts text into the queue. A message whose answer is lost may be in the queue all the same.
func (q *SQS) Send(ctx context.Context, text string, delay time.Duration) error {
	seconds := int32((delay + time.Second - 1) / time.Second)
	_, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &text, DelaySeconds: seconds})
	if err != nil {
		return fmt.Errorf("send to the queue: %w", err)
	}
	return nil
}
