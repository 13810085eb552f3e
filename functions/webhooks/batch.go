package main

import (
	"context"
	"log/slog"
	"sync"

	"signpost/shared/table"
	"signpost/shared/webhook"
)

// batch is what the stream or the queue delivers: records of the stream have Dynamodb, messages of
// the queue have a Body.
type batch struct {
	Records []record
}

type record struct {
	// From the stream.
	Dynamodb struct {
		table.StreamRecord
		SequenceNumber string
	} `json:"dynamodb"`
	// From the queue.
	MessageID string `json:"messageId"`
	Body      string `json:"body"`
}

// answer names what failed, so that nothing else comes back (ReportBatchItemFailures).
type answer struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// work handles all records at the same time, so that a slow receiver does not hold up the others.
func (b batch) work(ctx context.Context, w *webhook.Worker, log *slog.Logger) answer {
	errs := make([]error, len(b.Records))
	var working sync.WaitGroup
	for i, r := range b.Records {
		working.Go(func() { errs[i] = r.work(ctx, w) })
	}
	working.Wait()
	out := answer{BatchItemFailures: []failure{}}
	for i, err := range errs {
		if err != nil {
			log.Error("record not handled", "item", b.Records[i].id(), "error", err.Error())
			out.BatchItemFailures = append(out.BatchItemFailures, failure{b.Records[i].id()})
		}
	}
	return out
}

func (r record) id() string {
	if r.MessageID != "" {
		return r.MessageID
	}
	return r.Dynamodb.SequenceNumber
}

func (r record) work(ctx context.Context, w *webhook.Worker) error {
	if r.MessageID != "" {
		return w.Deliver(ctx, r.Body)
	}
	merchant, externalID, ok := r.Dynamodb.Conversion()
	if !ok {
		return nil
	}
	return w.Announce(ctx, merchant, externalID)
}
