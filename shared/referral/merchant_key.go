package referral

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// DefaultMerchant is the merchant of a key unless an admin names another.
const DefaultMerchant Code = "main"

// MerchantKey lets a merchant's server report conversions. Only the hash of its secret is kept. A
// merchant may have several keys, so that a new one can be in place before the old one is revoked.
type MerchantKey struct {
	ID       string // names the key in lists and in storage; see MerchantKeyID
	Hash     string // SHA-256 of the secret, in hexadecimal
	Merchant Code
	Name     string
	Scope    Scope // what it may earn credit for
	Created  time.Time
	LastUsed time.Time // to the hour; zero if never used
	Revoked  time.Time // zero while the key may be used
}

const (
	merchantSecretPrefix = "sp_" // lets people and secret scanners recognise a leaked key
	merchantSecretBytes  = 32
	merchantKeyIDLength  = 16
)

// MakeMerchantSecret makes the secret of a new key from 256 random bits. They can't be guessed,
// so a plain hash keeps them safe.
func MakeMerchantSecret(random io.Reader) (string, error) {
	raw := make([]byte, merchantSecretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("make a merchant key: %w", err)
	}
	return merchantSecretPrefix + base64.RawURLEncoding.EncodeToString(raw), nil
}

// NewMerchantKey returns the key that secret opens.
func NewMerchantKey(secret string, merchant Code, name string, now time.Time) MerchantKey {
	hash := hashSecret(secret)
	return MerchantKey{ID: hash[:merchantKeyIDLength], Hash: hash, Merchant: merchant, Name: name, Created: now.UTC()}
}

// MerchantKeyID returns the id of the key that secret opens, whether or not the key exists: 64
// bits of the hash, which say nothing about the secret.
func MerchantKeyID(secret string) string { return hashSecret(secret)[:merchantKeyIDLength] }

// ParseMerchantKeyID checks that s has the form of a key's id. The error is an *Error of kind
// NotFound, as no key has such an id.
func ParseMerchantKeyID(s string) (string, error) {
	if _, err := hex.DecodeString(s); err != nil || len(s) != merchantKeyIDLength {
		return "", NotFoundf("no such key")
	}
	return s, nil
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Opens reports whether secret is the key's and the key may be used. The time it takes does not
// depend on how much of secret is right.
func (k MerchantKey) Opens(secret string) bool {
	same := subtle.ConstantTimeCompare([]byte(hashSecret(secret)), []byte(k.Hash)) == 1
	return same && k.Revoked.IsZero()
}

// maxKeyWebsites bounds what every conversion that a key reports keeps of it.
const maxKeyWebsites = 50

// Check returns an *Error of kind Invalid that names every field that breaks a rule.
func (k MerchantKey) Check() error {
	var bad FieldErrors
	bad.AddErr("name", checkName(k.Name))
	if len(k.Scope.Websites) > maxKeyWebsites {
		bad.Add("websites", "must be at most %d; none stands for all", maxKeyWebsites)
	}
	return bad.Err()
}
