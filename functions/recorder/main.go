// Recorder writes the clicks to the table that the redirect had to put into the queue.
package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"signpost/shared/awsclient"
	"signpost/shared/click"
	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/startup"
)

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (handler, error) {
	t, err := awsclient.OpenTable()
	if err != nil {
		return nil, err
	}
	return recorder{store: t, arrived: credit.NewBooker(t).Arrived, now: time.Now, log: log}.handle, nil
}

// handler is called by Lambda with messages from the queue.
type handler func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)

type recorder struct {
	store click.Store
	// arrived looks again at the conversions that were reported before the click arrived.
	arrived func(context.Context, referral.ClickID) error
	now     func() time.Time
	log     *slog.Logger
}

// handle returns the messages that failed, so that nothing else comes back
// (ReportBatchItemFailures). A message that keeps failing ends in the failure queue.
func (r recorder) handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	var failed []events.SQSBatchItemFailure
	for _, m := range batch.Records {
		if err := r.record(ctx, m.Body); err != nil {
			r.log.Error("click not recorded", "messageId", m.MessageId, "error", err.Error())
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		}
	}
	return events.SQSEventResponse{BatchItemFailures: failed}, nil
}

func (r recorder) record(ctx context.Context, text string) error {
	c, err := click.ParseMessage(text)
	if err != nil {
		return err
	}
	c.Written = r.now()
	if err := click.Record(ctx, r.store, c, false); err != nil {
		return err
	}
	return r.arrived(ctx, c.ID)
}
