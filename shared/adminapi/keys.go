package adminapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// KeyStore keeps merchant keys.
type KeyStore interface {
	MerchantKeys(ctx context.Context) ([]referral.MerchantKey, error)
	CreateMerchantKey(ctx context.Context, key referral.MerchantKey, by referral.Stamp) error
	RevokeMerchantKey(ctx context.Context, id string, by referral.Stamp) error
}

// Key is a merchant key as admins see it.
type Key struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Merchant  string     `json:"merchant" doc:"Whose conversions it reports; keys of one merchant see the same conversions"`
	CreatedAt time.Time  `json:"createdAt"`
	LastUsed  *time.Time `json:"lastUsed,omitempty" doc:"To the hour"`
	RevokedAt *time.Time `json:"revokedAt,omitempty"`
}

// SecretKey is a key with its secret.
type SecretKey struct {
	Key
	Secret string `json:"secret" doc:"What the merchant's server sends as its bearer token; shown this once"`
}

func keyOf(k referral.MerchantKey) Key {
	out := Key{ID: k.ID, Name: k.Name, Merchant: string(k.Merchant), CreatedAt: k.Created}
	if !k.LastUsed.IsZero() {
		out.LastUsed = &k.LastUsed
	}
	if !k.Revoked.IsZero() {
		out.RevokedAt = &k.Revoked
	}
	return out
}

// NewKey is the body that makes a key.
type NewKey struct {
	Name     string `json:"name" doc:"What it is for, for people"`
	Merchant string `json:"merchant,omitempty" doc:"main, unless there are several merchants"`
}

func (o *operations) registerKeys() {
	api.ForAdmin(o.api, list("keys", "adminListKeys", "List merchant keys, revoked ones too", "Merchant keys"), o.listKeys)
	api.ForAdmin(o.api, create("keys", "adminCreateKey", "Make a merchant key", "Merchant keys"), o.createKey)
	api.ForAdmin(o.api, huma.Operation{OperationID: "adminRevokeKey", Method: http.MethodDelete, Path: "/api/admin/keys/{id}",
		Summary: "Revoke a merchant key", Tags: []string{"Merchant keys"}, DefaultStatus: http.StatusNoContent,
		Errors: []int{http.StatusNotFound}}, o.revokeKey)
}

type noInput struct{}

type keysInput struct{ api.Paging }

func (o *operations) listKeys(ctx context.Context, caller api.Caller, in *keysInput) (*api.PageOutput[Key], error) {
	return api.List(ctx, o.api, caller, "admin/keys", in.Paging, func(ctx context.Context, after string, limit int) ([]Key, string, error) {
		keys, err := o.Store.MerchantKeys(ctx) // all of them: there are only ever a few
		if err != nil {
			return nil, "", err
		}
		keys = keys[1+slices.IndexFunc(keys, func(k referral.MerchantKey) bool { return k.ID == after }):]
		if len(keys) <= limit {
			return mapped(keys, keyOf), "", nil
		}
		return mapped(keys[:limit], keyOf), keys[limit-1].ID, nil
	})
}

type newKeyInput struct{ Body NewKey }

type newKeyOutput struct{ Body SecretKey }

func (o *operations) createKey(ctx context.Context, caller api.Caller, in *newKeyInput) (*newKeyOutput, error) {
	var bad fields
	merchant := bad.code("merchant", in.Body.Merchant)
	if merchant == "" {
		merchant = referral.DefaultMerchant
	}
	secret, err := referral.MakeMerchantSecret(o.Random)
	if err != nil {
		return nil, err
	}
	key := referral.NewMerchantKey(secret, merchant, in.Body.Name, o.Now())
	if err := bad.With(key.Check()); err != nil {
		return nil, err
	}
	if err := o.Store.CreateMerchantKey(ctx, key, o.stamp(caller)); err != nil {
		return nil, err
	}
	return &newKeyOutput{Body: SecretKey{Key: keyOf(key), Secret: secret}}, nil
}

type keyInput struct {
	ID string `path:"id"`
}

func (o *operations) revokeKey(ctx context.Context, caller api.Caller, in *keyInput) (*struct{}, error) {
	id, err := referral.ParseMerchantKeyID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, o.Store.RevokeMerchantKey(ctx, id, o.stamp(caller))
}
