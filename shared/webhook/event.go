package webhook

import (
	"encoding/json"
	"strings"
	"time"

	"signpost/shared/referral"
)

// event is what a merchant is sent.
type event struct {
	Type      string    `json:"type"` // conversion.sale and so on
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

type data struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	ExternalID string    `json:"externalId"`
	Amount     *int64    `json:"amount"`          // of a refund, what it took
	Asked      *int64    `json:"asked,omitempty"` // what a refund asked for, if it took less
	Currency   string    `json:"currency"`
	Customer   string    `json:"customer"`
	Sale       string    `json:"sale,omitempty"`
	OccurredAt time.Time `json:"occurredAt"`
	Credited   *credited `json:"credited"`
}

type credited struct {
	Partner string `json:"partner"`
	Website string `json:"website"`
	Ad      string `json:"ad"`
	ClickID string `json:"clickId"`
}

// deliveryOf returns the delivery that tells w about b. Merchants get JSON; partners get a request
// to the URL that they have chosen.
func deliveryOf(w referral.Webhook, b referral.Booking, now time.Time) (referral.Delivery, error) {
	d := referral.Delivery{
		Webhook: w.ID, Event: b.ULID, Type: b.Type,
		Status: referral.Pending, Created: now, Next: now,
	}
	if w.Partner != "" {
		d.Values = referral.PostbackValues(b)
		return d, nil
	}
	body, err := json.Marshal(eventOf(b))
	d.Body = string(body)
	return d, err
}

// WithoutCustomer returns what is sent to a merchant without its customer, and whether the customer
// was in it. All else stays, to the byte.
func WithoutCustomer(body, customer string) (without string, was bool) {
	text, err := json.Marshal(customer)
	field := `"customer":` + string(text)
	if err != nil || customer == "" || !strings.Contains(body, field) {
		return body, false
	}
	return strings.Replace(body, field, `"customer":""`, 1), true
}

func eventOf(b referral.Booking) event {
	amount, currency := b.Worth()
	d := data{
		ID:         referral.ConversionID(b.Merchant, b.ExternalID),
		Type:       string(b.Type),
		ExternalID: b.ExternalID,
		Amount:     amount,
		Asked:      b.Asked(),
		Currency:   currency,
		Customer:   b.Customer,
		Sale:       b.Sale,
		OccurredAt: b.At(b.Received),
	}
	if c := b.Credit; c != nil {
		d.Credited = &credited{
			Partner: string(c.Partner), Website: string(c.Website), Ad: string(c.Ad), ClickID: c.ClickID,
		}
	}
	return event{Type: "conversion." + string(b.Type), Timestamp: b.Received.UTC(), Data: d}
}
