package adminapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// WebhookStore keeps webhooks, and what was sent to them.
type WebhookStore interface {
	Webhooks(ctx context.Context) ([]referral.Webhook, error)
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	PutWebhook(ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp) (referral.Webhook, error)
	Deliveries(ctx context.Context, webhook, after string, limit int) ([]referral.Delivery, string, error)
	Delivery(ctx context.Context, webhook, event string) (referral.Delivery, error)
	ChangeDelivery(ctx context.Context, before, after referral.Delivery) error
}

// Webhook is an address that is told about conversions: of a merchant, or the postback of a partner.
type Webhook struct {
	ID        string    `json:"id"`
	Merchant  string    `json:"merchant" doc:"Whose conversions it is told about; empty for a partner's postback"`
	Partner   string    `json:"partner" doc:"Whose postback it is; empty for a merchant's webhook"`
	URL       string    `json:"url"`
	Events    []string  `json:"events" nullable:"false" doc:"lead, sale, subscription, refund; none means all"`
	Status    string    `json:"status" enum:"active,inactive"`
	CreatedAt time.Time `json:"createdAt"`
	Version   int       `json:"version"`
}

// SecretWebhook is a webhook with its secret.
type SecretWebhook struct {
	Webhook
	Secret string `json:"secret" doc:"By which the receiver checks that a message is from here (https://www.standardwebhooks.com); shown this once"`
}

// NewWebhook is the body that makes a merchant's webhook.
type NewWebhook struct {
	Merchant string   `json:"merchant,omitempty" doc:"main, unless there are several merchants"`
	URL      string   `json:"url" doc:"Starts with https:// and leads to a public address"`
	Events   []string `json:"events,omitempty" doc:"lead, sale, subscription, refund; none means all"`
}

// WebhookChange is what to change; what is absent stays as it is.
type WebhookChange struct {
	URL    optional[string]   `json:"url,omitempty"`
	Events optional[[]string] `json:"events,omitempty"`
	Status optional[string]   `json:"status,omitempty" doc:"active or inactive"`
}

func (o *operations) registerWebhooks() {
	const tag = "Webhooks"
	api.ForAdmin(o.api, list("webhooks", "adminListWebhooks", "List webhooks and partners' postbacks, those that are switched off too", tag), o.listWebhooks)
	api.ForAdmin(o.api, create("webhooks", "adminCreateWebhook", "Make a merchant's webhook", tag), o.createWebhook)
	api.ForAdmin(o.api, read("webhooks/{id}", "adminGetWebhook", "Read a webhook", tag), o.getWebhook)
	api.ForAdmin(o.api, change("webhooks/{id}", "adminChangeWebhook", "Change a webhook, or switch it off or on", tag), o.changeWebhook)
	api.ForAdmin(o.api, huma.Operation{OperationID: "adminDeleteWebhook", Method: http.MethodDelete, Path: "/api/admin/webhooks/{id}",
		Summary: "Switch a webhook off", Tags: []string{tag}, DefaultStatus: http.StatusNoContent, Errors: []int{http.StatusNotFound},
		Description: "What was sent to it stays to be read; what waits to be sent is dropped."}, o.deleteWebhook)
	o.registerDeliveries(tag)
}

func webhookOf(w referral.Webhook) Webhook {
	return Webhook{ID: w.ID, Merchant: string(w.Merchant), Partner: string(w.Partner), URL: w.URL, Events: mapped(w.Events, nameOf), Status: string(w.Status),
		CreatedAt: w.Created, Version: w.Version}
}

func nameOf(t referral.ConversionType) string { return string(t) }

// eventsNamed returns the types of conversions that names are for, nil for none; Check says which are wrong.
func eventsNamed(names []string) (types []referral.ConversionType) {
	for _, name := range names {
		types = append(types, referral.ConversionType(name))
	}
	return types
}

// listWebhooks returns all webhooks on one page, as they are read whenever a conversion is announced.
func (o *operations) listWebhooks(ctx context.Context, _ api.Caller, _ *noInput) (*api.PageOutput[Webhook], error) {
	all, err := o.Store.Webhooks(ctx)
	if err != nil {
		return nil, err
	}
	return &api.PageOutput[Webhook]{Body: api.Page[Webhook]{Items: mapped(all, webhookOf)}}, nil
}

type newWebhookInput struct{ Body NewWebhook }

type newWebhookOutput struct {
	ETag string `header:"ETag"`
	Body SecretWebhook
}

func (o *operations) createWebhook(ctx context.Context, caller api.Caller, in *newWebhookInput) (*newWebhookOutput, error) {
	var bad fields
	merchant := bad.code("merchant", in.Body.Merchant)
	if merchant == "" {
		merchant = referral.DefaultMerchant
	}
	secret, err := referral.MakeWebhookSecret(o.Random)
	if err != nil {
		return nil, err
	}
	by := o.stamp(caller)
	hook := referral.Webhook{ID: by.ID, Merchant: merchant, URL: in.Body.URL, Events: eventsNamed(in.Body.Events), Secret: secret,
		Status: referral.Active, Created: by.At}
	if err := bad.With(hook.Check(o.OnThisMachine)); err != nil {
		return nil, err
	}
	made, err := o.Store.PutWebhook(ctx, nil, hook, &by)
	if err != nil {
		return nil, err
	}
	return &newWebhookOutput{ETag: etag(made.Version), Body: SecretWebhook{webhookOf(made), secret}}, nil
}

type webhookInput struct {
	ID string `path:"id" maxLength:"80"`
}

type webhookOutput struct {
	ETag string `header:"ETag"`
	Body Webhook
}

func webhookAnswer(w referral.Webhook) *webhookOutput {
	return &webhookOutput{ETag: etag(w.Version), Body: webhookOf(w)}
}

func (o *operations) getWebhook(ctx context.Context, _ api.Caller, in *webhookInput) (*webhookOutput, error) {
	hook, err := o.Store.Webhook(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return webhookAnswer(hook), nil
}

type webhookChangeInput struct {
	ID      string `path:"id" maxLength:"80"`
	IfMatch string `header:"If-Match" doc:"The ETag of what the change is based on; without it, the change applies to the webhook as it then is"`
	Body    WebhookChange
}

func (o *operations) changeWebhook(ctx context.Context, caller api.Caller, in *webhookChangeInput) (*webhookOutput, error) {
	changed, err := o.editWebhook(ctx, caller, in.ID, ifMatch(in.IfMatch), func(w referral.Webhook) (referral.Webhook, error) {
		in.Body.URL.into(&w.URL)
		if in.Body.Events.sent {
			w.Events = eventsNamed(in.Body.Events.value)
		}
		if in.Body.Status.sent {
			w.Status = referral.Status(in.Body.Status.value)
		}
		return w, w.Check(o.OnThisMachine)
	})
	if err != nil {
		return nil, err
	}
	return webhookAnswer(changed), nil
}

func (o *operations) deleteWebhook(ctx context.Context, caller api.Caller, in *webhookInput) (*struct{}, error) {
	_, err := o.editWebhook(ctx, caller, in.ID, anyVersion, func(w referral.Webhook) (referral.Webhook, error) {
		w.Status = referral.Inactive
		return w, nil
	})
	return nil, err
}

func (o *operations) editWebhook(ctx context.Context, caller api.Caller, id string, match int, apply func(referral.Webhook) (referral.Webhook, error)) (referral.Webhook, error) {
	return edit[referral.Webhook]{entity: "webhook", code: referral.Code(id), apply: apply,
		read: func(ctx context.Context, id referral.Code) (referral.Webhook, error) {
			return o.Store.Webhook(ctx, string(id))
		},
		version: func(w referral.Webhook) int { return w.Version },
		write: func(ctx context.Context, before, after referral.Webhook) (referral.Webhook, error) {
			by := o.stamp(caller)
			return o.Store.PutWebhook(ctx, &before, after, &by)
		},
	}.run(ctx, o, match)
}
