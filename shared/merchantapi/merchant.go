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

// authenticator finds out with which key a merchant calls. It looks the key up each time, so that
// it is useless from the moment it is revoked.
type authenticator struct {
	keys KeyStore
	now  func() time.Time
}

// key returns the key that the Authorization header holds. The error for any other header is of
// kind Unauthorized.
func (a *authenticator) key(ctx context.Context, authorization string) (key referral.MerchantKey, err error) {
	scheme, secret, _ := strings.Cut(authorization, " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return key, referral.Errorf(referral.Unauthorized, "a merchant key is needed: Authorization: Bearer <key>")
	}
	if key, err = a.keys.MerchantByKey(ctx, secret); err != nil {
		return key, err
	}
	return key, a.keys.NoteKeyUse(ctx, key, a.now())
}
