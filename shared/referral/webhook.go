package referral

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Webhook is an address that is told about conversions: a merchant's, which gets the conversion
// as JSON, or a partner's postback, which gets what its placeholders ask for. Exactly one of
// Merchant and Partner is set.
type Webhook struct {
	ID       string
	Merchant Code // told about this merchant's conversions
	Partner  Code // told about the conversions that this partner is credited for
	URL      string
	Events   []ConversionType // none means all
	Secret   string           // signs what is sent: "whsec_" and base64, as standardwebhooks.com has it
	Status   Status           // Active or Inactive
	Created  time.Time
	Version  int // grows by one with every change
}

const (
	webhookSecretPrefix = "whsec_"
	webhookSecretBytes  = 32
)

// MakeWebhookSecret makes a secret from 256 random bits.
func MakeWebhookSecret(random io.Reader) (string, error) {
	raw := make([]byte, webhookSecretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("make a webhook secret: %w", err)
	}
	return webhookSecretPrefix + base64.StdEncoding.EncodeToString(raw), nil
}

// SigningKey returns the bytes to sign with.
func (w Webhook) SigningKey() ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimPrefix(w.Secret, webhookSecretPrefix))
}

// Check returns an *Error of kind Invalid that names every field that breaks a rule. Addresses
// are https and public; with onThisMachine, for the local stack, http addresses of this machine
// are allowed too.
func (w Webhook) Check(onThisMachine bool) error {
	var bad FieldErrors
	bad.AddErr("url", checkWebhookURL(w.URL, w.Partner != "", onThisMachine))
	for _, event := range w.Events {
		if !slices.Contains([]ConversionType{Lead, Sale, Subscription, Refund}, event) {
			bad.Add("events", "must be lead, sale, subscription or refund")
		}
	}
	if w.Status != Active && w.Status != Inactive {
		bad.Add("status", "must be active or inactive")
	}
	return bad.Err()
}

func checkWebhookURL(s string, placeholders, onThisMachine bool) error {
	if strings.Contains(authority(s), "{") {
		return Invalidf("must not have placeholders in the host name")
	}
	if placeholders {
		s = fillPostback(s, PostbackValues(Booking{}))
	}
	if strings.ContainsAny(s, "{}") {
		return Invalidf("has unknown placeholders")
	}
	if onThisMachine && isOnThisMachine(s) {
		return nil
	}
	if !strings.HasPrefix(s, "https://") {
		return Invalidf("must start with https://")
	}
	return CheckDestination(s, "")
}

func isOnThisMachine(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "http" && u.Hostname() == "127.0.0.1" && u.User == nil
}

// Wants reports whether the webhook is told about b. It is told only about conversions received
// after it was made, however much later their credit moves; about a refund only once it is known
// what that took.
func (w Webhook) Wants(b Booking) bool {
	isMerchants := w.Merchant != "" && w.Merchant == b.Merchant
	isPartners := w.Partner != "" && b.Credit != nil && b.Credit.Partner == w.Partner
	wanted := len(w.Events) == 0 || slices.Contains(w.Events, b.Type)
	isKnown := b.Type != Refund || b.Settled
	return (isMerchants || isPartners) && wanted && isKnown && w.Status == Active && !b.Received.Before(w.Created)
}

// Address returns where to send: the URL, with the placeholders of a postback filled in.
func (w Webhook) Address(values map[string]string) string { return fillPostback(w.URL, values) }
