package adminapi

import (
	"context"
	"slices"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// KeyStore keeps merchant keys.
type KeyStore interface {
	// MerchantKeys returns all keys, the oldest first, revoked ones included.
	MerchantKeys(ctx context.Context) ([]referral.MerchantKey, error)
	CreateMerchantKey(ctx context.Context, key referral.MerchantKey, by referral.Stamp) error
	// RevokeMerchantKey puts a key out of use for ever; again, it changes nothing. An unknown
	// id is a NotFound error.
	RevokeMerchantKey(ctx context.Context, id string, by referral.Stamp) error
}

// Key is a merchant key as admins see it.
type Key struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Merchant string `json:"merchant" doc:"Whose conversions it reports; all keys of a merchant see the same ones"`
	// Websites and MayNamePartner limit what it may earn credit for.
	Websites       []string   `json:"websites" nullable:"false" doc:"Whose clicks may earn through it; empty for all"`
	MayNamePartner bool       `json:"mayNamePartner" doc:"Whether a partner whom a conversion names may earn"`
	CreatedAt      time.Time  `json:"createdAt"`
	LastUsed       *time.Time `json:"lastUsed,omitempty" doc:"To the hour"`
	RevokedAt      *time.Time `json:"revokedAt,omitempty"`
}

// SecretKey is a key with its secret.
type SecretKey struct {
	Key
	Secret string `json:"secret" doc:"The bearer token of the merchant's server; shown only this once"`
}

func keyOf(k referral.MerchantKey) Key {
	out := Key{
		ID:             k.ID,
		Name:           k.Name,
		Merchant:       string(k.Merchant),
		Websites:       texts(k.Scope.Websites),
		MayNamePartner: !k.Scope.NamesNoPartner,
		CreatedAt:      k.Created,
	}
	if !k.LastUsed.IsZero() {
		out.LastUsed = &k.LastUsed
	}
	if !k.Revoked.IsZero() {
		out.RevokedAt = &k.Revoked
	}
	return out
}

// NewKey is the body of a request to create a key.
type NewKey struct {
	Name     string `json:"name" doc:"Tells people what it is for"`
	Merchant string `json:"merchant,omitempty" doc:"main, unless there are several merchants"`
	// Websites are those whose clicks may earn through it; with MayNamePartner, a partner whom a
	// conversion names may earn too.
	Websites       []string `json:"websites,omitempty" doc:"At most 50; all if there are none"`
	MayNamePartner *bool    `json:"mayNamePartner,omitempty" default:"true"`
}

// scope returns what the key may earn credit for.
func (k NewKey) scope(bad *fields) referral.Scope {
	return referral.Scope{
		Websites:       bad.codes("websites", k.Websites),
		NamesNoPartner: k.MayNamePartner != nil && !*k.MayNamePartner,
	}
}

func (o *operations) registerKeys() {
	const tag = "Merchant keys"
	api.ForAdmin(o.api, list("keys", "adminListKeys", "List merchant keys, revoked ones included", tag), o.listKeys)
	api.ForAdmin(o.api, create("keys", "adminCreateKey", "Create a merchant key", tag), o.createKey)
	api.ForAdmin(o.api, remove("keys/{id}", "adminRevokeKey", "Revoke a merchant key", tag), o.revokeKey)
}

type keysInput struct{ api.Paging }

func (o *operations) listKeys(ctx context.Context, caller api.Caller, in *keysInput) (*api.PageOutput[Key], error) {
	return api.List(ctx, o.api, caller, "admin/keys", in.Paging, o.readKeys)
}

// readKeys reads all keys for each page: there are only ever a few.
func (o *operations) readKeys(ctx context.Context, after string, limit int) ([]Key, string, error) {
	keys, err := o.Store.MerchantKeys(ctx)
	if err != nil {
		return nil, "", err
	}
	keys = keys[1+slices.IndexFunc(keys, func(k referral.MerchantKey) bool { return k.ID == after }):]
	if len(keys) <= limit {
		return api.Map(keys, keyOf), "", nil
	}
	return api.Map(keys[:limit], keyOf), keys[limit-1].ID, nil
}

func (o *operations) createKey(
	ctx context.Context, caller api.Caller, in *newInput[NewKey],
) (*output[SecretKey], error) {
	var bad fields
	merchant := bad.merchant(in.Body.Merchant)
	secret, err := referral.MakeMerchantSecret(o.Random)
	if err != nil {
		return nil, err
	}
	key := referral.NewMerchantKey(secret, merchant, in.Body.Name, o.Now())
	key.Scope = in.Body.scope(&bad)
	if err := bad.With(key.Check()); err != nil {
		return nil, err
	}
	if err := o.websitesExist(ctx, key.Scope.Websites); err != nil {
		return nil, err
	}
	if err := o.Store.CreateMerchantKey(ctx, key, o.stamp(caller)); err != nil {
		return nil, err
	}
	return &output[SecretKey]{SecretKey{Key: keyOf(key), Secret: secret}}, nil
}

// websitesExist returns an error of kind Invalid that names the websites which do not exist.
func (o *operations) websitesExist(ctx context.Context, codes []referral.Code) error {
	found, err := o.Store.WebsitesByCode(ctx, codes)
	if err != nil {
		return err
	}
	var bad referral.FieldErrors
	for _, code := range codes {
		if _, ok := found[code]; !ok {
			bad.Add("websites", "there is no website %s", code)
		}
	}
	return bad.Err()
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
