// Webhooks tells merchants and partners about conversions. The table's stream says what was reported; a queue holds what is to be sent.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"signpost/shared/awsclient"
	"signpost/shared/function"
	"signpost/shared/table"
	"signpost/shared/webhook"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	worker, err := build(log)
	if err != nil {
		log.Error("the function can't start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(func(ctx context.Context, b batch) (answer, error) { return b.work(ctx, worker, log), nil })
}

func build(log *slog.Logger) (*webhook.Worker, error) {
	name, err := function.Setting("TABLE")
	if err != nil {
		return nil, err
	}
	client, err := awsclient.NewDynamoDB()
	if err != nil {
		return nil, err
	}
	queue, err := queueOf("WEBHOOK_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	failures, err := queueOf("WEBHOOK_FAILURES_URL")
	if err != nil {
		return nil, err
	}
	sender := webhook.NewSender(os.Getenv("SIGNPOST_LOCAL") == "1")
	return &webhook.Worker{Store: table.New(client, name), Queue: queue, Failures: failures, Send: sender.Send, Now: time.Now, Log: log}, nil
}

func queueOf(variable string) (*webhook.SQS, error) {
	url, err := function.Setting(variable)
	if err != nil {
		return nil, err
	}
	return webhook.NewSQS(url)
}
