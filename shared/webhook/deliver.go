package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"signpost/shared/referral"
)

// Deliver does what a message from the queue asks for. The message may come twice or too early: a
// delivery that is not due goes back into the queue, one that is finished or gone is ignored.
// After an error, the queue must deliver the message again.
func (w *Worker) Deliver(ctx context.Context, text string) error {
	var m message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return fmt.Errorf("not a message about a delivery: %w", err)
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
	// Either the message was delivered twice, or the answer to this very change was lost.
	if referral.CodeOf(err) == referral.Conflict {
		after, err = w.Store.Delivery(ctx, d.Webhook, d.Event)
	}
	if err != nil {
		return err
	}
	w.Log.Info("webhook tried",
		"webhook", d.Webhook, "event", d.Event, "attempt", after.Attempts, "status", after.Status)
	return w.goOn(ctx, after)
}

// tried sends d and returns it with the outcome.
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

// goOn queues what comes next for d. It is called again if that failed or if nobody knows whether
// it did, so the failure queue may have a delivery twice.
func (w *Worker) goOn(ctx context.Context, d referral.Delivery) error {
	switch d.Status {
	case referral.Pending:
		return w.wait(ctx, d)
	case referral.Failed:
		return send(ctx, w.Failures, d, 0)
	}
	return nil
}

// skew is how far the clocks of two workers, and that of the queue, may differ.
const skew = time.Minute

// wait queues a message for when d is due or, if that is too far off, for as late as possible.
// Because a message may be in the queue although its answer was lost, there may be several for one
// delivery. The delivery notes when a message comes, so that the others end instead of going on
// side by side.
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
