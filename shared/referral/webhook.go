package referral

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Webhook is an address that is told about conversions: a merchant's, which gets the conversion as JSON, or a partner's postback, which gets
// what its placeholders ask for. One of Merchant and Partner is set.
type Webhook struct {
	ID       string
	Merchant Code // told about this merchant's conversions
	Partner  Code // told about conversions that it is credited for
	URL      string
	Events   []ConversionType // none means all
	Secret   string           // signs what is sent: "whsec_" and base64, as standardwebhooks.com has it
	Status   Status           // Active or Inactive
	Created  time.Time
	Version  int
}

const (
	webhookSecretPrefix = "whsec_"
	webhookSecretBytes  = 32
)

// MakeWebhookSecret makes a secret out of random bytes.
func MakeWebhookSecret(random interface{ Read([]byte) (int, error) }) (string, error) {
	raw := make([]byte, webhookSecretBytes)
	if _, err := random.Read(raw); err != nil {
		return "", fmt.Errorf("make a webhook secret: %w", err)
	}
	return webhookSecretPrefix + base64.StdEncoding.EncodeToString(raw), nil
}

// SigningKey returns the bytes that sign.
func (w Webhook) SigningKey() ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimPrefix(w.Secret, webhookSecretPrefix))
}

// PostbackID is the id of a partner's postback: it has one at most.
func PostbackID(partner Code) string { return "partner-" + string(partner) }

// Check returns an *Error of kind Invalid that names every field which breaks a rule. Outside of the local stack, addresses are https and
// public; onThisMachine allows plain addresses of this machine besides.
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

// Wants tells whether the webhook is told about b: only about what came after it was made, however much later b changes hands.
func (w Webhook) Wants(b Booking) bool {
	mine := w.Merchant != "" && w.Merchant == b.Merchant || w.Partner != "" && b.Credit != nil && b.Credit.Partner == w.Partner
	return mine && w.Status == Active && !b.Received.Before(w.Created) && (len(w.Events) == 0 || slices.Contains(w.Events, b.Type))
}

// Address returns where w is sent to: its URL, with the placeholders of a postback filled in.
func (w Webhook) Address(values map[string]string) string { return fillPostback(w.URL, values) }

// PostbackPlaceholders are what a postback may have in its path or query, and what becomes of them.
var PostbackPlaceholders = []string{"{type}", "{id}", "{click_id}", "{website}", "{ad}", "{amount}", "{currency}"}

// PostbackValues returns what the placeholders of a postback stand for; what there is none of is empty.
func PostbackValues(b Booking) map[string]string {
	credit, amount := Credit{}, ""
	if b.Credit != nil {
		credit = *b.Credit
	}
	if b.Amount != nil {
		amount = strconv.FormatInt(*b.Amount, 10)
	}
	return map[string]string{"{type}": string(b.Type), "{id}": b.ULID, "{click_id}": credit.ClickID, "{website}": string(credit.Website),
		"{ad}": string(credit.Ad), "{amount}": amount, "{currency}": b.Currency}
}

func fillPostback(s string, values map[string]string) string {
	var pairs []string
	for placeholder, value := range values {
		pairs = append(pairs, placeholder, url.QueryEscape(value))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// DeliveryStatus says how far a delivery is.
type DeliveryStatus string

// A delivery is pending until it is delivered or, after the last try, failed; or dropped, because its webhook was switched off meanwhile.
const (
	Pending   DeliveryStatus = "pending"
	Delivered DeliveryStatus = "delivered"
	Failed    DeliveryStatus = "failed"
	Dropped   DeliveryStatus = "dropped"
)

// DeliveriesFor is how long a delivery stays in the log, and so how long after it was received a conversion may still be announced: it is told
// once to each webhook, because the delivery is there.
const DeliveriesFor = 30 * 24 * time.Hour

// Delivery is one conversion on its way to one webhook. Its event id stays the same through all tries, so that a receiver can tell repeats.
type Delivery struct {
	Webhook  string // the webhook's id
	Event    string // the conversion's ULID; with the webhook, it names the delivery
	Type     ConversionType
	Values   map[string]string // of a postback's placeholders; nil for a merchant's webhook, which gets Body
	Body     string
	URL      string // where the last try went
	Status   DeliveryStatus
	Attempts int
	Next     time.Time // when to try again, while pending
	Queued   time.Time // when a message that goes on with it comes, if one is known of; never after Next
	Created  time.Time
	// Answer says what came of the last try, for people.
	Answer string
}

// retryAfter is how long after each failed try the next one is due, as standardwebhooks.com recommends: the last is 23 hours and 35 minutes after
// the first.
var retryAfter = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 6 * time.Hour, 10 * time.Hour}

// Tried returns the delivery after another try at the given time, which failed unless ok.
func (d Delivery) Tried(ok bool, answer string, at time.Time) Delivery {
	d.Attempts++
	d.Answer = answer
	switch {
	case ok:
		d.Status = Delivered
	case d.Attempts > len(retryAfter):
		d.Status = Failed
	default:
		d.Next = at.Add(retryAfter[d.Attempts-1])
	}
	return d
}

// Drop returns the delivery as it is when its webhook is switched off or gone.
func (d Delivery) Drop() Delivery {
	d.Status, d.Answer = Dropped, "the webhook is switched off"
	return d
}

// Again returns the delivery as it is tried anew from the beginning.
func (d Delivery) Again(now time.Time) Delivery {
	d.Status, d.Attempts, d.Next, d.Queued, d.Answer = Pending, 0, now, time.Time{}, "asked for again"
	return d
}
