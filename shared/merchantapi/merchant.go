package merchantapi

import (
	"context"
	"strings"
	"time"

	"signpost/shared/referral"
)

// KeyStore knows merchants' keys.
type KeyStore interface {
	// MerchantByKey returns the key that secret opens. If there is none, the error is of kind
	// Unauthorized.
	MerchantByKey(ctx context.Context, secret string) (referral.MerchantKey, error)
	// NoteKeyUse records that key is in use.
	NoteKeyUse(ctx context.Context, key referral.MerchantKey, now time.Time) error
}

// authenticator finds out which merchant calls. It looks the key up each time, so that a key is
// useless from the moment it is revoked.
type authenticator struct {
	keys KeyStore
	now  func() time.Time
}

// merchant returns the merchant whose key the Authorization header holds. The error for any other
// header is of kind Unauthorized.
func (a *authenticator) merchant(ctx context.Context, authorization string) (referral.Code, error) {
	scheme, secret, _ := strings.Cut(authorization, " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return "", referral.Errorf(referral.Unauthorized, "a merchant key is needed: Authorization: Bearer <key>")
	}
	key, err := a.keys.MerchantByKey(ctx, secret)
	if err != nil {
		return "", err
	}
	if err := a.keys.NoteKeyUse(ctx, key, a.now()); err != nil {
		return "", err
	}
	return key.Merchant, nil
}
