package partnerapi

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// PostbackStore keeps webhooks. Its errors are of kind NotFound, and Conflict when a webhook has changed since it was read.
type PostbackStore interface {
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	PutWebhook(ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp) (referral.Webhook, error)
}

// Postback is the address of the caller that is told about conversions which the caller is credited for.
type Postback struct {
	URL          string   `json:"url" example:"https://example.com/sale?click={click_id}&amount={amount}" doc:"Empty for none"`
	Status       string   `json:"status" enum:"active,inactive"`
	Placeholders []string `json:"placeholders" nullable:"false" doc:"What the URL may have in its path or query"`
	Secret       string   `json:"secret,omitempty" doc:"By which you can check that a request is from here; shown once, when the postback is switched on"`
}

// PostbackChange is a new address.
type PostbackChange struct {
	URL string `json:"url" maxLength:"2048" doc:"Starts with https://; empty switches the postback off"`
}

// Postbacks are what the operations on postbacks are made of.
type Postbacks struct {
	Store         PostbackStore
	OnThisMachine bool // in the local stack: addresses of this machine are allowed
	Now           func() time.Time
	Random        io.Reader
}

// RegisterPostback adds the operations on the caller's postback.
func RegisterPostback(a *api.API, p Postbacks) {
	api.ForPartner(a, get("/api/postback", "getPostback", "Read your postback", "Postback"), p.read)
	api.ForPartner(a, huma.Operation{OperationID: "setPostback", Method: http.MethodPatch, Path: "/api/postback",
		Summary: "Set your postback, or switch it off", Tags: []string{"Postback"},
		Description: "A GET request to it tells you about every lead, sale, subscription and refund that you are credited for, within seconds; what " +
			"is not answered with 2xx is tried again for a day."}, p.change)
}

type postbackOutput struct{ Body Postback }

func postbackOf(w referral.Webhook) Postback {
	return Postback{URL: w.URL, Status: string(w.Status), Placeholders: referral.PostbackPlaceholders}
}

func (p Postbacks) read(ctx context.Context, caller api.Caller, _ *struct{}) (*postbackOutput, error) {
	_, hook, err := p.find(ctx, caller.Partner.Code)
	if err != nil {
		return nil, err
	}
	return &postbackOutput{postbackOf(hook)}, nil
}

// find returns the partner's postback, and nil and a new one that is switched off if there is none.
func (p Postbacks) find(ctx context.Context, partner referral.Code) (*referral.Webhook, referral.Webhook, error) {
	hook, err := p.Store.Webhook(ctx, referral.PostbackID(partner))
	if referral.CodeOf(err) == referral.NotFound {
		return nil, referral.Webhook{ID: referral.PostbackID(partner), Partner: partner, Status: referral.Inactive, Created: p.Now()}, nil
	}
	return &hook, hook, err
}

type postbackInput struct{ Body PostbackChange }

func (p Postbacks) change(ctx context.Context, caller api.Caller, in *postbackInput) (out *postbackOutput, err error) {
	for range changeTries {
		if out, err = p.changeOnce(ctx, caller.Partner.Code, in.Body.URL); referral.CodeOf(err) != referral.Conflict {
			break
		}
	}
	return out, err
}

func (p Postbacks) changeOnce(ctx context.Context, partner referral.Code, url string) (*postbackOutput, error) {
	before, hook, err := p.find(ctx, partner)
	if err != nil {
		return nil, err
	}
	secret := ""
	hook.URL = url
	switch {
	case url == "":
		hook.Status = referral.Inactive
	case hook.Status != referral.Active:
		if secret, err = referral.MakeWebhookSecret(p.Random); err != nil {
			return nil, err
		}
		hook.Status, hook.Secret = referral.Active, secret
	}
	if url != "" {
		if err := hook.Check(p.OnThisMachine); err != nil {
			return nil, err
		}
	}
	if before != nil || url != "" {
		if hook, err = p.Store.PutWebhook(ctx, before, hook, nil); err != nil {
			return nil, err
		}
	}
	out := &postbackOutput{postbackOf(hook)}
	out.Body.Secret = secret
	return out, nil
}
