package adminapi

import (
	"context"
	"net/http"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/webhook"
)

// Delivery is one conversion on its way to a webhook.
type Delivery struct {
	Event     string     `json:"event" doc:"The webhook-id that the receiver sees, the same in every attempt"`
	Type      string     `json:"type" enum:"lead,sale,subscription,refund"`
	Status    string     `json:"status" enum:"pending,delivered,failed,dropped"`
	Attempts  int        `json:"attempts"`
	CreatedAt time.Time  `json:"createdAt"`
	NextTry   *time.Time `json:"nextTry,omitempty" doc:"While it is pending"`
	URL       string     `json:"url" doc:"Where the last attempt went; empty before the first"`
	Body      string     `json:"body" doc:"What was sent; empty for a postback"`
	Answer    string     `json:"answer" doc:"How the last attempt ended"`
}

func deliveryOf(d referral.Delivery) Delivery {
	out := Delivery{Event: d.Event, Type: string(d.Type), Status: string(d.Status), Attempts: d.Attempts,
		CreatedAt: d.Created, URL: d.URL, Body: d.Body, Answer: d.Answer}
	if d.Status == referral.Pending {
		out.NextTry = &d.Next
	}
	return out
}

func (o *operations) registerDeliveries() {
	const tag = "Webhooks"
	log := read("webhooks/{id}/deliveries", "adminListDeliveries",
		"List what was sent to a webhook in the last 30 days, the newest first", tag)
	log.Description = "A delivery has `failed` when it has not been accepted for a day. " +
		"It is `dropped` if the webhook was switched off before it could be sent."
	api.ForAdmin(o.api, log, o.listDeliveries)
	again := operation(http.MethodPost, "webhooks/{id}/deliveries/{event}/redeliver", "adminRedeliver",
		"Send a delivery again", tag, http.StatusNotFound, http.StatusConflict)
	again.Description = "Whatever its status, it is tried at once, and again for a day if the receiver " +
		"does not accept it."
	api.ForAdmin(o.api, again, o.redeliver)
}

type deliveriesInput struct {
	api.Paging
	ID string `path:"id" maxLength:"80"`
}

func (o *operations) listDeliveries(
	ctx context.Context, caller api.Caller, in *deliveriesInput,
) (*api.PageOutput[Delivery], error) {
	if _, err := o.Store.Webhook(ctx, in.ID); err != nil {
		return nil, err
	}
	read := func(ctx context.Context, after string, limit int) ([]Delivery, string, error) {
		found, next, err := o.Store.Deliveries(ctx, in.ID, after, limit)
		return api.Map(found, deliveryOf), next, err
	}
	return api.List(ctx, o.api, caller, "admin/deliveries?"+in.ID, in.Paging, read)
}

type redeliverInput struct {
	ID    string `path:"id" maxLength:"80"`
	Event string `path:"event" maxLength:"80"`
}

func (o *operations) redeliver(ctx context.Context, _ api.Caller, in *redeliverInput) (*output[Delivery], error) {
	again, err := webhook.Redeliver(ctx, o.Store, o.WebhookQueue, in.ID, in.Event, o.Now())
	if err != nil {
		return nil, err
	}
	return &output[Delivery]{deliveryOf(again)}, nil
}
