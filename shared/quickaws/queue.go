package quickaws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Queue is an SQS queue to send to.
type Queue struct {
	Client *sqs.Client
	URL    string
}

// Send puts text into the queue.
func (q Queue) Send(ctx context.Context, text string) error {
	_, err := q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: &text})
	return err
}
