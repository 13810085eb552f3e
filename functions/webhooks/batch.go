package main

import (
	"context"
	"log/slog"
	"sync"

	"signpost/shared/table"
	"signpost/shared/webhook"
)

// batch is what the stream or the queue hands over: records of the one have Dynamodb, messages of the other a Body.
type batch struct {
	Records []record
}

type record struct {
	// Of the stream.
	Dynamodb struct {
		Keys           map[string]struct{ S string }
		SequenceNumber string
		NewImage       map[string]struct{ S string }
	} `json:"dynamodb"`
	// Of the queue.
	MessageID string `json:"messageId"`
	Body      string `json:"body"`
}

// answer names what failed, so that only that comes back (ReportBatchItemFailures).
type answer struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// work does everything at once: a receiver that is slow must not hold up the others.
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
			log.Error("not done", "item", b.Records[i].id(), "error", err.Error())
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
	if !r.isConversion() {
		return nil
	}
	merchant, externalID, ok := table.ConversionAt(r.Dynamodb.Keys[table.AttrPK].S)
	if !ok {
		return nil
	}
	return w.Announce(ctx, merchant, externalID)
}

// isConversion tells a conversion from the entries of the ledger beside it, and from the note, at its key, of a refund that waits for it.
func (r record) isConversion() bool {
	return r.Dynamodb.Keys[table.AttrSK].S == "CONVERSION" && r.Dynamodb.NewImage["type"].S != ""
}
