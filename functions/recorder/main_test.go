package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"signpost/infra/tests/enginetest"
	"signpost/shared/click"
	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func message(id, body string) events.SQSMessage { return events.SQSMessage{MessageId: id, Body: body} }

func TestOnlyMessagesThatFailedAreReported(t *testing.T) {
	db := enginetest.Start(t)
	store := table.New(db.Client, db.Table)
	log := slog.New(slog.DiscardHandler)
	r := recorder{store: store, arrived: credit.NewBooker(store).Arrived, now: time.Now, log: log}
	text := click.FormatMessage(hit("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
	batch := events.SQSEvent{Records: []events.SQSMessage{message("1", text), message("2", "{}"), message("3", text)}}
	for range 2 { // the queue delivers at least once
		out, err := r.handle(t.Context(), batch)
		if err != nil || len(out.BatchItemFailures) != 1 || out.BatchItemFailures[0].ItemIdentifier != "2" {
			t.Fatalf("failures = %+v, %v; want only the second message", out.BatchItemFailures, err)
		}
	}
	if first, err := store.WriteFirst(t.Context(), hit("01ARZ3NDEKTSV4RRFFQ69G5FAV")); !first || err != nil {
		t.Errorf("the click is the first of its visit: %v, %v", first, err)
	}
}

func TestAClickStaysInTheQueueWhileTheTableIsDown(t *testing.T) {
	r := recorder{store: down{}, now: time.Now, log: slog.New(slog.DiscardHandler)}
	text := click.FormatMessage(hit("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
	out, err := r.handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{message("1", text)}})
	if err != nil || len(out.BatchItemFailures) != 1 {
		t.Errorf("failures = %+v, %v", out.BatchItemFailures, err)
	}
}

func hit(ulid string) referral.Click {
	return referral.Click{
		ID: referral.ClickID("abcdefghijklmnop" + ulid), At: time.Unix(1, 0),
		Website: "haircare", Partner: "abc123", Kind: referral.Hit,
	}
}

type down struct{}

func (down) WriteFirst(context.Context, referral.Click) (bool, error) {
	return false, errors.New("down")
}
func (down) WriteRepeat(context.Context, referral.Click) error { return errors.New("down") }
