// Recorder takes the clicks that could not be written from their queue and writes them to the table.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"signpost/shared/awsclient"
	"signpost/shared/click"
	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	client, err := awsclient.NewDynamoDB()
	if err != nil {
		log.Error("the recorder can't start", "error", err.Error())
		os.Exit(1)
	}
	store := table.New(client, os.Getenv("TABLE"))
	r := recorder{store: store, arrived: credit.NewDesk(store).Arrived, log: log}
	lambda.Start(r.handle)
}

type recorder struct {
	store click.Store
	// arrived decides again about conversions that waited for the click.
	arrived func(context.Context, referral.ClickID) error
	log     *slog.Logger
}

// handle names the messages that failed, so that only they come back (ReportBatchItemFailures); one that never succeeds ends in the
// queue of failures.
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
	if err := click.Record(ctx, r.store, c, false); err != nil {
		return err
	}
	return r.arrived(ctx, c.ID)
}
