package webhook

import (
	"context"
	"time"

	"signpost/shared/referral"
)

// Redeliver starts a delivery again from its first try, whatever its outcome was. A webhook that
// is switched off is a Conflict error, an unknown delivery is NotFound. After any error it can be
// called again.
func Redeliver(
	ctx context.Context, s Deliveries, q Queue, webhook, event string, now time.Time,
) (referral.Delivery, error) {
	before, err := s.Delivery(ctx, webhook, event)
	if err != nil {
		return before, err
	}
	hook, err := s.Webhook(ctx, webhook)
	if err != nil {
		return before, err
	}
	if hook.Status != referral.Active {
		return before, referral.Conflictf("the webhook is switched off")
	}
	after := before.Again(now)
	if err := s.ChangeDelivery(ctx, before, after); err != nil {
		return before, err
	}
	return after, send(ctx, q, after, 0)
}
