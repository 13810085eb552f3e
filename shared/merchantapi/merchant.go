package merchantapi

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"
	"time"

	"signpost/shared/referral"
)

// KeyStore knows merchants' keys. A secret that opens none is an Unauthorized error.
type KeyStore interface {
	MerchantByKey(ctx context.Context, secret string) (referral.MerchantKey, error)
	NoteKeyUse(ctx context.Context, key referral.MerchantKey, now time.Time) error
}

// keyFor is how long a key that was found is remembered, and so how long a revoked one may still be used.
const keyFor = 10 * time.Second

// doorkeeper finds out which merchant calls.
type doorkeeper struct {
	keys KeyStore
	now  func() time.Time

	mu    sync.Mutex
	known map[[sha256.Size]byte]knownKey
}

type knownKey struct {
	merchant referral.Code
	until    time.Time
}

// maxKnownKeys bounds the memory; there are only ever a few keys.
const maxKnownKeys = 1000

// merchant returns whose key the Authorization header holds. Any other header is an Unauthorized error.
func (d *doorkeeper) merchant(ctx context.Context, authorization string) (referral.Code, error) {
	scheme, secret, _ := strings.Cut(authorization, " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return "", referral.Errorf(referral.Unauthorized, "a merchant key is needed: Authorization: Bearer <key>")
	}
	now, hash := d.now(), sha256.Sum256([]byte(secret))
	if merchant, ok := d.recall(hash, now); ok {
		return merchant, nil
	}
	key, err := d.keys.MerchantByKey(ctx, secret)
	if err != nil {
		return "", err
	}
	if err := d.keys.NoteKeyUse(ctx, key, now); err != nil {
		return "", err
	}
	d.keep(hash, knownKey{key.Merchant, now.Add(keyFor)})
	return key.Merchant, nil
}

func (d *doorkeeper) recall(hash [sha256.Size]byte, now time.Time) (referral.Code, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	known, ok := d.known[hash]
	return known.merchant, ok && now.Before(known.until)
}

func (d *doorkeeper) keep(hash [sha256.Size]byte, k knownKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known == nil || len(d.known) >= maxKnownKeys {
		d.known = map[[sha256.Size]byte]knownKey{}
	}
	d.known[hash] = k
}
