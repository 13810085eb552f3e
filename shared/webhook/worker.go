package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"signpost/shared/referral"
)

// Store knows conversions, webhooks and deliveries; *table.Table does. What does not exist is an error of kind NotFound.
type Store interface {
	Deliveries
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
	Webhooks(ctx context.Context) ([]referral.Webhook, error)
	// AddDelivery does nothing when the delivery is there.
	AddDelivery(ctx context.Context, d referral.Delivery) error
}

// Deliveries keeps deliveries, and the webhooks that they go to.
type Deliveries interface {
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	Delivery(ctx context.Context, webhook, event string) (referral.Delivery, error)
	// ChangeDelivery returns a Conflict error when before is no longer so.
	ChangeDelivery(ctx context.Context, before, after referral.Delivery) error
}

// Queue keeps messages until they are due; *SQS does.
type Queue interface {
	// Send delivers text after the delay, which is at most MaxDelay.
	Send(ctx context.Context, text string, delay time.Duration) error
}

// MaxDelay is the longest that a queue holds a message back
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html, DelaySeconds).
const MaxDelay = 15 * time.Minute

// Worker makes deliveries out of conversions, and tries them until they are taken or a day has gone by.
type Worker struct {
	Store    Store
	Queue    Queue // of deliveries to try
	Failures Queue // of deliveries that were given up
	Send     func(ctx context.Context, w referral.Webhook, d referral.Delivery, at time.Time) (ok bool, answer string)
	Now      func() time.Time
	Log      *slog.Logger

	mu    sync.Mutex
	known []referral.Webhook
	until time.Time
}

// webhooksFor is how long the list of webhooks is remembered: for the batch at hand, more or less. A webhook may miss what was reported within that
// time after it was made.
const webhooksFor = time.Second

func (w *Worker) webhooks(ctx context.Context) ([]referral.Webhook, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Now().Before(w.until) {
		return w.known, nil
	}
	all, err := w.Store.Webhooks(ctx)
	if err != nil {
		return nil, err
	}
	w.known, w.until = all, w.Now().Add(webhooksFor)
	return all, nil
}

// message names a delivery in the queue; all else is in the table.
type message struct {
	Webhook string `json:"webhook"`
	Event   string `json:"event"`
}

// Announce makes a delivery to everybody who wants to know of a conversion. Announcing it again makes none twice: so it is asked for whenever a
// conversion has changed, because somebody else may have the credit now.
func (w *Worker) Announce(ctx context.Context, merchant referral.Code, externalID string) error {
	all, err := w.webhooks(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	b, _, err := w.Store.Booking(ctx, merchant, externalID)
	if err != nil || w.Now().Sub(b.Received) > referral.DeliveriesFor {
		return err
	}
	for _, hook := range all {
		if !hook.Wants(b) {
			continue
		}
		if err := w.announceTo(ctx, hook, b); err != nil {
			return err
		}
	}
	return nil
}

func (w *Worker) announceTo(ctx context.Context, hook referral.Webhook, b referral.Booking) error {
	d, err := deliveryOf(hook, b, w.Now())
	if err != nil {
		return err
	}
	if err := w.Store.AddDelivery(ctx, d); err != nil {
		return err
	}
	return send(ctx, w.Queue, d, 0)
}

// send puts the message that makes the worker look at d after the delay.
func send(ctx context.Context, q Queue, d referral.Delivery, delay time.Duration) error {
	text, err := json.Marshal(message{d.Webhook, d.Event})
	if err != nil {
		return err
	}
	return q.Send(ctx, string(text), delay)
}

// Deliver does what a message of the queue asks for. A message may come twice or too early; what is not due goes back into the queue, and what is done
// or gone is forgotten. An error brings the message back.
func (w *Worker) Deliver(ctx context.Context, text string) error {
	var m message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return fmt.Errorf("not a message of a delivery: %w", err)
	}
	d, err := w.Store.Delivery(ctx, m.Webhook, m.Event)
	if referral.CodeOf(err) == referral.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if d.Status != referral.Pending || d.Next.After(w.Now()) {
		return w.goOn(ctx, d)
	}
	return w.try(ctx, d)
}

func (w *Worker) try(ctx context.Context, d referral.Delivery) error {
	after, err := w.tried(ctx, d)
	if err != nil {
		return err
	}
	err = w.Store.ChangeDelivery(ctx, d, after)
	if referral.CodeOf(err) == referral.Conflict { // by the same message, delivered twice, or by this very change, whose answer was lost
		after, err = w.Store.Delivery(ctx, d.Webhook, d.Event)
	}
	if err != nil {
		return err
	}
	w.Log.Info("webhook tried", "webhook", d.Webhook, "event", d.Event, "attempt", after.Attempts, "status", after.Status)
	return w.goOn(ctx, after)
}

// tried sends d and returns what became of it.
func (w *Worker) tried(ctx context.Context, d referral.Delivery) (referral.Delivery, error) {
	hook, err := w.Store.Webhook(ctx, d.Webhook)
	if referral.CodeOf(err) == referral.NotFound || err == nil && hook.Status != referral.Active {
		return d.Drop(), nil
	}
	if err != nil {
		return d, err
	}
	d.URL = hook.Address(d.Values)
	ok, answer := w.Send(ctx, hook, d, w.Now())
	return d.Tried(ok, answer, w.Now()), nil
}

// goOn sees to what comes next. It is asked again if it was not done, or if nobody knows whether it was: the failure queue may have a delivery twice.
func (w *Worker) goOn(ctx context.Context, d referral.Delivery) error {
	switch d.Status {
	case referral.Pending:
		return w.wait(ctx, d)
	case referral.Failed:
		return send(ctx, w.Failures, d, 0)
	}
	return nil
}

// skew is how far the clocks of two workers, and of the queue, may be apart.
const skew = time.Minute

// wait has a message come when d is due, or, if that is too far off, as late as possible. A message may be in the queue although its answer was lost, so
// there may be several for one delivery; that one comes is noted, by which the others end instead of going on side by side.
func (w *Worker) wait(ctx context.Context, d referral.Delivery) error {
	now := w.Now()
	if d.Queued.After(now.Add(skew)) {
		return nil
	}
	delay := min(max(d.Next.Sub(now), 0), MaxDelay)
	if err := send(ctx, w.Queue, d, delay); err != nil || delay <= skew {
		return err
	}
	noted := d
	noted.Queued = now.Add(delay)
	if err := w.Store.ChangeDelivery(ctx, d, noted); referral.CodeOf(err) != referral.Conflict {
		return err
	}
	return nil
}
