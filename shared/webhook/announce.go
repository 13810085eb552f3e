package webhook

import (
	"context"
	"time"

	"signpost/shared/referral"
)

// webhooksFor is how long the list of webhooks is remembered: about as long as one batch takes. A
// new webhook may miss what is reported within that time.
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

// Announce makes a delivery for every webhook that wants to know about a conversion. It may be
// called again, and is, whenever the conversion changes: a delivery is made once, and somebody
// else may have the credit now. After an error it must be called again.
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
