// Counter reads the table's stream and keeps the counters.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"signpost/shared/awsclient"
	"signpost/shared/counting"
	"signpost/shared/table"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	counter, err := wire(log)
	if err != nil {
		log.Error("the counter can't start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(counter)
}

func wire(log *slog.Logger) (*counting.Counter, error) {
	client, err := awsclient.NewDynamoDB()
	if err != nil {
		return nil, err
	}
	config, err := awsclient.Config(awsclient.SQS)
	if err != nil {
		return nil, err
	}
	url := os.Getenv("FAILURE_QUEUE_URL")
	if url == "" {
		return nil, errors.New("FAILURE_QUEUE_URL is not set")
	}
	return &counting.Counter{
		Rows:     counting.NewCounters(table.New(client, os.Getenv("TABLE"))),
		Failures: failureQueue{sqs.NewFromConfig(config), url},
		Log:      log,
	}, nil
}

// failureQueue is the queue of what can't be counted.
type failureQueue struct {
	client *sqs.Client
	url    string
}

// Send keeps message in the queue.
func (q failureQueue) Send(ctx context.Context, message string) error {
	_, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &message})
	return err
}
