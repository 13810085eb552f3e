package webhook

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"signpost/shared/referral"
)

// Store has conversions, webhooks and deliveries; *table.Table is one. What does not exist is a
// NotFound error.
type Store interface {
	Deliveries
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
	Webhooks(ctx context.Context) ([]referral.Webhook, error)
	// AddDelivery does nothing if the delivery exists.
	AddDelivery(ctx context.Context, d referral.Delivery) error
}

// Deliveries has deliveries, and the webhooks that they are for.
type Deliveries interface {
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	Delivery(ctx context.Context, webhook, event string) (referral.Delivery, error)
	// ChangeDelivery returns a Conflict error if before is out of date.
	ChangeDelivery(ctx context.Context, before, after referral.Delivery) error
}

// Queue holds messages until they are due; *awsclient.Queue is one.
type Queue interface {
	// Send queues text, to be received after delay, which is at most MaxDelay. After an error, the
	// message may be in the queue nevertheless.
	Send(ctx context.Context, text string, delay time.Duration) error
}

// MaxDelay is how long SQS can hold a message back (DelaySeconds in
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
const MaxDelay = 15 * time.Minute

// Worker turns conversions into deliveries, and tries these until they are accepted or a day has
// passed. It may be used by many goroutines.
type Worker struct {
	Store    Store
	Queue    Queue // of deliveries to try
	Failures Queue // of deliveries that failed for good
	Send     func(ctx context.Context, w referral.Webhook, d referral.Delivery, at time.Time) (ok bool, answer string)
	Now      func() time.Time
	Log      *slog.Logger

	mu    sync.Mutex
	known []referral.Webhook
	until time.Time
}

// message names a delivery in the queue; everything else is in the table.
type message struct {
	Webhook string `json:"webhook"`
	Event   string `json:"event"`
}

// send queues the message that makes a worker look at d after the delay.
func send(ctx context.Context, q Queue, d referral.Delivery, delay time.Duration) error {
	text, err := json.Marshal(message{d.Webhook, d.Event})
	if err != nil {
		return err
	}
	return q.Send(ctx, string(text), delay)
}
