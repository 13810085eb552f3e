package adminapi

import (
	"context"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// WebhookStore keeps webhooks, and what was sent to them. Its errors are of kind NotFound, and
// Conflict if a webhook or delivery has changed since it was read.
type WebhookStore interface {
	Webhooks(ctx context.Context) ([]referral.Webhook, error)
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	// PutWebhook replaces before, nil for a new webhook. Without by, the audit has no record of
	// it.
	PutWebhook(
		ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp,
	) (referral.Webhook, error)
	Deliveries(ctx context.Context, webhook, after string, limit int) ([]referral.Delivery, string, error)
	Delivery(ctx context.Context, webhook, event string) (referral.Delivery, error)
	ChangeDelivery(ctx context.Context, before, after referral.Delivery) error
}

// Webhook is an address that is told about conversions: one of a merchant, or a partner's
// postback.
type Webhook struct {
	ID        string    `json:"id"`
	Merchant  string    `json:"merchant" doc:"Whose conversions it is told about; empty for a partner's postback"`
	Partner   string    `json:"partner" doc:"Whose postback it is; empty for a merchant's webhook"`
	URL       string    `json:"url"`
	Events    []string  `json:"events" nullable:"false" doc:"Any of lead, sale, subscription, refund; none means all"`
	Status    string    `json:"status" enum:"active,inactive"`
	CreatedAt time.Time `json:"createdAt"`
	Version   int       `json:"version"`
}

func webhookOf(w referral.Webhook) Webhook {
	return Webhook{ID: w.ID, Merchant: string(w.Merchant), Partner: string(w.Partner), URL: w.URL,
		Events: texts(w.Events), Status: string(w.Status), CreatedAt: w.Created, Version: w.Version}
}

// SecretWebhook is a webhook with its secret.
type SecretWebhook struct {
	Webhook
	Secret string `json:"secret" doc:"Signs messages (https://www.standardwebhooks.com); shown only this once"`
}

// NewWebhook is the body of a request to create a merchant's webhook.
type NewWebhook struct {
	Merchant string   `json:"merchant,omitempty" doc:"main, unless there are several merchants"`
	URL      string   `json:"url" doc:"Begins with https:// and leads to a public address"`
	Events   []string `json:"events,omitempty" doc:"Any of lead, sale, subscription, refund; none means all"`
}

// WebhookChange is the body of a request to change a webhook. What is absent stays as it is.
type WebhookChange struct {
	URL    optional[string]          `json:"url,omitempty"`
	Events optional[[]string]        `json:"events,omitempty"`
	Status optional[referral.Status] `json:"status,omitempty" doc:"active or inactive"`
}

func (b WebhookChange) apply(w referral.Webhook) referral.Webhook {
	b.URL.into(&w.URL)
	if b.Events.sent {
		w.Events = eventTypes(b.Events.value)
	}
	b.Status.into(&w.Status)
	return w
}

// eventTypes returns types by their names, nil for none; whether they exist is for Check to
// say.
func eventTypes(names []string) (types []referral.ConversionType) {
	for _, name := range names {
		types = append(types, referral.ConversionType(name))
	}
	return types
}

func (o *operations) registerWebhooks() {
	const tag = "Webhooks"
	api.ForAdmin(o.api, list("webhooks", "adminListWebhooks",
		"List webhooks and partners' postbacks, inactive ones included", tag), o.listWebhooks)
	api.ForAdmin(o.api, create("webhooks", "adminCreateWebhook", "Create a merchant's webhook", tag), o.createWebhook)
	api.ForAdmin(o.api, read("webhooks/{id}", "adminGetWebhook", "Read a webhook", tag), o.getWebhook)
	api.ForAdmin(o.api, change("webhooks/{id}", "adminChangeWebhook", "Change a webhook, or switch it on or off", tag),
		o.changeWebhook)
	off := remove("webhooks/{id}", "adminDeleteWebhook", "Switch a webhook off", tag)
	off.Description = "What was sent to it can still be read. What waits to be sent is dropped."
	api.ForAdmin(o.api, off, o.deleteWebhook)
}

func (o *operations) webhooks() kind[referral.Webhook, Webhook] {
	return kind[referral.Webhook, Webhook]{
		operations: o,
		name:       "webhook",
		find:       o.Store.Webhook,
		write: func(ctx context.Context, before, after referral.Webhook, by referral.Stamp) (referral.Webhook, error) {
			return o.Store.PutWebhook(ctx, &before, after, &by)
		},
		identify: func(w referral.Webhook) (string, int) { return w.ID, w.Version },
		show:     webhookOf,
	}
}

// listWebhooks returns all webhooks on one page: as many as there are, they are read whenever a
// conversion is announced.
func (o *operations) listWebhooks(ctx context.Context, _ api.Caller, _ *noInput) (*api.PageOutput[Webhook], error) {
	all, err := o.Store.Webhooks(ctx)
	if err != nil {
		return nil, err
	}
	return &api.PageOutput[Webhook]{Body: api.Page[Webhook]{Items: api.Map(all, webhookOf)}}, nil
}

func (o *operations) createWebhook(
	ctx context.Context, caller api.Caller, in *newInput[NewWebhook],
) (*versioned[SecretWebhook], error) {
	var bad fields
	merchant := bad.merchant(in.Body.Merchant)
	secret, err := referral.MakeWebhookSecret(o.Random)
	if err != nil {
		return nil, err
	}
	by := o.stamp(caller)
	hook := referral.Webhook{ID: by.ID, Merchant: merchant, URL: in.Body.URL, Events: eventTypes(in.Body.Events),
		Secret: secret, Status: referral.Active, Created: by.At}
	if err := bad.With(hook.Check(o.OnThisMachine)); err != nil {
		return nil, err
	}
	made, err := o.Store.PutWebhook(ctx, nil, hook, &by)
	if err != nil {
		return nil, err
	}
	return &versioned[SecretWebhook]{etag(made.Version), SecretWebhook{webhookOf(made), secret}}, nil
}

type webhookInput struct {
	ID string `path:"id" maxLength:"80"`
}

func (o *operations) getWebhook(ctx context.Context, _ api.Caller, in *webhookInput) (*versioned[Webhook], error) {
	return o.webhooks().get(ctx, in.ID)
}

type webhookChangeInput struct {
	ID      string `path:"id" maxLength:"80"`
	IfMatch string `header:"If-Match" doc:"The ETag that the change is based on; if absent, it applies to any version"`
	Body    WebhookChange
}

func (o *operations) changeWebhook(
	ctx context.Context, caller api.Caller, in *webhookChangeInput,
) (*versioned[Webhook], error) {
	apply := func(w referral.Webhook) (referral.Webhook, error) {
		w = in.Body.apply(w)
		return w, w.Check(o.OnThisMachine)
	}
	return o.webhooks().answer(o.webhooks().edit(ctx, caller, in.ID, in.IfMatch, apply))
}

func (o *operations) deleteWebhook(ctx context.Context, caller api.Caller, in *webhookInput) (*struct{}, error) {
	off := func(w referral.Webhook) (referral.Webhook, error) {
		w.Status = referral.Inactive
		return w, nil
	}
	_, err := o.webhooks().edit(ctx, caller, in.ID, "", off)
	return nil, err
}
