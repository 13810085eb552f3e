package referral

import "time"

// DeliveryStatus says how far a delivery is.
type DeliveryStatus string

// A delivery is pending until it is delivered, has failed after the last try, or is dropped
// because its webhook was switched off in the meantime.
const (
	Pending   DeliveryStatus = "pending"
	Delivered DeliveryStatus = "delivered"
	Failed    DeliveryStatus = "failed"
	Dropped   DeliveryStatus = "dropped"
)

// DeliveriesFor is how long a delivery is kept. A webhook is told about a conversion only once
// because the delivery is there, so it is also how long after a conversion was received it may
// still be announced.
const DeliveriesFor = 30 * 24 * time.Hour

// Delivery is one conversion on its way to one webhook. The event stays the same through all
// tries, so a receiver can recognise a repeat.
type Delivery struct {
	Webhook  string // the webhook's id
	Event    string // the conversion's ULID; together with the webhook, it names the delivery
	Type     ConversionType
	Values   map[string]string // for a postback's placeholders; nil for a merchant's webhook, which gets Body
	Body     string
	URL      string // where the last try went
	Status   DeliveryStatus
	Attempts int
	Next     time.Time // when to try again, while pending
	Queued   time.Time // when the message that continues the delivery comes, if one is known; never after Next
	Created  time.Time
	Answer   string // what the last try led to, for people
}

// retryAfter is how long after each failed try the next one is due, as standardwebhooks.com
// recommends. The last try is 23 hours and 35 minutes after the first.
var retryAfter = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 6 * time.Hour, 10 * time.Hour,
}

// Tried returns the delivery after another try at the given time, which has failed unless ok.
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

// Drop returns the delivery once its webhook is switched off or gone.
func (d Delivery) Drop() Delivery {
	d.Status, d.Answer = Dropped, "the webhook is switched off"
	return d
}

// Again returns the delivery to be tried from the beginning.
func (d Delivery) Again(now time.Time) Delivery {
	d.Status, d.Attempts, d.Next, d.Queued, d.Answer = Pending, 0, now, time.Time{}, "to be sent again"
	return d
}
