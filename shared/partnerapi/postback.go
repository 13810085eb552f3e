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

// PostbackStore keeps webhooks. One that does not exist is a NotFound error, and one that has
// changed since it was read is a Conflict error.
type PostbackStore interface {
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	// PutWebhook replaces before, or creates the webhook if that is nil. The audit has a record of
	// it unless by is nil.
	PutWebhook(
		ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp,
	) (referral.Webhook, error)
}

// Postback is an address of the caller that is told about the conversions it is credited for.
type Postback struct {
	URL          string   `json:"url" example:"https://example.com/in?click={click_id}" doc:"Empty for none"`
	Status       string   `json:"status" enum:"active,inactive"`
	Placeholders []string `json:"placeholders" nullable:"false" doc:"What the URL's path and query may contain"`
	Secret       string   `json:"secret,omitempty" doc:"Signs the requests; shown when the postback is switched on"`
}

// PostbackChange is a new address.
type PostbackChange struct {
	URL string `json:"url" maxLength:"2048" doc:"Starts with https://; empty switches the postback off"`
}

// Postbacks is what the operations on postbacks need.
type Postbacks struct {
	Store         PostbackStore
	OnThisMachine bool // for the local stack: allows addresses of this machine
	Now           func() time.Time
	Random        io.Reader
}

// RegisterPostback adds the operations on the caller's postback.
func RegisterPostback(a *api.API, p Postbacks) {
	api.ForPartner(a, get("/api/postback", "getPostback", "Read your postback", "Postback"), p.read)
	api.ForPartner(a, huma.Operation{
		OperationID: "setPostback", Method: http.MethodPatch, Path: "/api/postback",
		Summary: "Set your postback, or switch it off", Tags: []string{"Postback"},
		Description: "It gets a GET request for every lead, sale, subscription and refund that you are credited for, " +
			"within seconds. A request that is not answered with 2xx is repeated for a day. " +
			"The header `webhook-signature` covers the id, time, method, host, and the path with its query.",
	}, p.change)
}

type postbackOutput struct{ Body Postback }

func presentPostback(w referral.Webhook) Postback {
	return Postback{URL: w.URL, Status: string(w.Status), Placeholders: referral.PostbackPlaceholders}
}

func (p Postbacks) read(ctx context.Context, caller api.Caller, _ *noInput) (*postbackOutput, error) {
	_, hook, err := p.find(ctx, caller.Partner.Code)
	if err != nil {
		return nil, err
	}
	return &postbackOutput{presentPostback(hook)}, nil
}

// find returns the partner's postback, once as it is stored and once to be changed. If there is
// none, the first is nil and the second is switched off.
func (p Postbacks) find(ctx context.Context, partner referral.Code) (*referral.Webhook, referral.Webhook, error) {
	id := referral.PostbackID(partner)
	hook, err := p.Store.Webhook(ctx, id)
	if referral.CodeOf(err) == referral.NotFound {
		return nil, referral.Webhook{ID: id, Partner: partner, Status: referral.Inactive, Created: p.Now()}, nil
	}
	return &hook, hook, err
}

type postbackInput struct{ Body PostbackChange }

func (p Postbacks) change(ctx context.Context, caller api.Caller, in *postbackInput) (out *postbackOutput, err error) {
	for range changeTries {
		out, err = p.changeOnce(ctx, caller.Partner.Code, in.Body.URL)
		if referral.CodeOf(err) != referral.Conflict {
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
	secret, err := p.lead(&hook, url)
	if err != nil {
		return nil, err
	}
	if before != nil || url != "" {
		if hook, err = p.Store.PutWebhook(ctx, before, hook, nil); err != nil {
			return nil, err
		}
	}
	out := &postbackOutput{presentPostback(hook)}
	out.Body.Secret = secret
	return out, nil
}

// lead makes hook lead to url, or switches it off if that is empty. It returns the new secret if it
// switches hook on.
func (p Postbacks) lead(hook *referral.Webhook, url string) (secret string, err error) {
	hook.URL = url
	if url == "" {
		hook.Status = referral.Inactive
		return "", nil
	}
	if hook.Status != referral.Active {
		if secret, err = referral.MakeWebhookSecret(p.Random); err != nil {
			return "", err
		}
		hook.Status, hook.Secret = referral.Active, secret
	}
	return secret, hook.Check(p.OnThisMachine)
}
