package merchantapi

import (
	"context"
	"strings"
	"time"

	"signpost/shared/referral"
)

// KeyStore knows merchants' keys. A secret that opens none is an Unauthorized error.
type KeyStore interface {
	MerchantByKey(ctx context.Context, secret string) (referral.MerchantKey, error)
	NoteKeyUse(ctx context.Context, key referral.MerchantKey, now time.Time) error
}

// authenticator finds out which merchant calls. It asks each time, so that a key is useless from the moment it is revoked.
type authenticator struct {
	keys KeyStore
	now  func() time.Time
}

// merchant returns whose key the Authorization header holds. Any other header is an Unauthorized error.
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
