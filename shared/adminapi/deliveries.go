package adminapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/webhook"
)

// Delivery is one conversion on its way to a webhook.
type Delivery struct {
	Event     string     `json:"event" doc:"The webhook-id that the receiver sees; the same through all tries"`
	Type      string     `json:"type" enum:"lead,sale,subscription,refund"`
	Status    string     `json:"status" enum:"pending,delivered,failed,dropped" doc:"failed: given up after a day; dropped: the webhook was switched off"`
	Attempts  int        `json:"attempts"`
	CreatedAt time.Time  `json:"createdAt"`
	NextTry   *time.Time `json:"nextTry,omitempty" doc:"While it is pending"`
	URL       string     `json:"url" doc:"Where the last try went; empty before the first"`
	Body      string     `json:"body" doc:"What was sent; empty for a postback"`
	Answer    string     `json:"answer" doc:"What came of the last try"`
}

func deliveryOf(d referral.Delivery) Delivery {
	out := Delivery{Event: d.Event, Type: string(d.Type), Status: string(d.Status), Attempts: d.Attempts, CreatedAt: d.Created, URL: d.URL,
		Body: d.Body, Answer: d.Answer}
	if d.Status == referral.Pending {
		out.NextTry = &d.Next
	}
	return out
}

func (o *operations) registerDeliveries(tag string) {
	api.ForAdmin(o.api, read("webhooks/{id}/deliveries", "adminListDeliveries", "List what was sent to a webhook in the last 30 days, the newest first", tag),
		o.listDeliveries)
	api.ForAdmin(o.api, huma.Operation{OperationID: "adminRedeliver", Method: http.MethodPost, Path: "/api/admin/webhooks/{id}/deliveries/{event}/redeliver",
		Summary: "Send it again", Tags: []string{tag}, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Description: "Whatever became of it: it is tried at once, and for another day if it is not taken."}, o.redeliver)
}

type deliveriesInput struct {
	api.Paging
	ID string `path:"id" maxLength:"80"`
}

func (o *operations) listDeliveries(ctx context.Context, caller api.Caller, in *deliveriesInput) (*api.PageOutput[Delivery], error) {
	if _, err := o.Store.Webhook(ctx, in.ID); err != nil {
		return nil, err
	}
	return api.List(ctx, o.api, caller, "admin/deliveries?"+in.ID, in.Paging, func(ctx context.Context, after string, limit int) ([]Delivery, string, error) {
		found, next, err := o.Store.Deliveries(ctx, in.ID, after, limit)
		return mapped(found, deliveryOf), next, err
	})
}

type redeliverInput struct {
	ID    string `path:"id" maxLength:"80"`
	Event string `path:"event" maxLength:"80"`
}

type deliveryOutput struct{ Body Delivery }

func (o *operations) redeliver(ctx context.Context, _ api.Caller, in *redeliverInput) (*deliveryOutput, error) {
	again, err := webhook.Redeliver(ctx, o.Store, o.WebhookQueue, in.ID, in.Event, o.Now())
	if err != nil {
		return nil, err
	}
	return &deliveryOutput{deliveryOf(again)}, nil
}
