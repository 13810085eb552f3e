package quickaws

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Queue is an SQS queue to send to. It speaks SQS's JSON protocol itself
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html),
// because the SDK's client, which awsclient.Queue uses, would add its size and start-up time to
// every cold start of the redirect.
type Queue struct {
	service *service
	url     string
}

// Queue returns the queue at url. Its requests go through h.
func (s Settings) Queue(h *HTTP, url string) (*Queue, error) {
	endpoint, err := parseEndpoint(cmp.Or(s.sqsEndpoint, url))
	if err != nil {
		return nil, err
	}
	return &Queue{service: &service{http: h, endpoint: endpoint, signer: s.signer("sqs")}, url: url}, nil
}

// Send puts text into the queue, in one attempt that ends by ctx's deadline. If it fails because
// the answer was lost, the message is in the queue nevertheless.
func (q *Queue) Send(ctx context.Context, text string) error {
	body, err := json.Marshal(map[string]string{"QueueUrl": q.url, "MessageBody": text})
	if err != nil {
		return err
	}
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Target": {"AmazonSQS.SendMessage"}}
	resp, err := q.service.post(ctx, header, body)
	if err != nil {
		return fmt.Errorf("send to the queue: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return fmt.Errorf("send to the queue: %s: %s", resp.Status, said)
	}
	return nil
}
