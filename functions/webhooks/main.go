// Webhooks tells merchants and partners about conversions. It learns about these from the table's
// stream, and keeps in a queue what is to be sent.
package main

import (
	"context"
	"log/slog"

	"signpost/shared/awsclient"
	"signpost/shared/startup"
	"signpost/shared/webhook"
)

func main() { startup.Run(wire) }

// handler is called by Lambda with a batch from the stream or from the queue.
type handler func(context.Context, batch) (answer, error)

func wire(log *slog.Logger) (handler, error) {
	t, err := awsclient.OpenTable()
	if err != nil {
		return nil, err
	}
	queue, err := awsclient.OpenQueue("WEBHOOK_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	failures, err := awsclient.OpenQueue("WEBHOOK_FAILURES_URL")
	if err != nil {
		return nil, err
	}
	worker := &webhook.Worker{
		Store: t, Queue: queue, Failures: failures,
		Send: webhook.NewSender(startup.IsLocal()).Send, Now: startup.Clock(), Log: log,
	}
	return func(ctx context.Context, b batch) (answer, error) { return b.work(ctx, worker, log), nil }, nil
}
