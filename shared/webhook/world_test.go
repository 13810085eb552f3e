package webhook_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
	"signpost/shared/webhook"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is a worker with a real table, queues whose time a test moves on, and a receiver that
// answers as it is told to.
type world struct {
	*table.Table
	t        testing.TB
	db       *faulty
	worker   *webhook.Worker
	queue    *queue
	failures *queue
	answers  func() bool // whether the receiver accepts what it is sent

	mu   sync.Mutex
	now  time.Time
	sent []referral.Delivery
	at   []time.Time // when they were sent
}

func newWorld(t testing.TB) *world {
	db := enginetest.Start(t)
	w := &world{t: t, db: &faulty{API: db.Client}, now: noon, answers: func() bool { return true }}
	w.Table = table.New(w.db, db.Table)
	w.queue, w.failures = &queue{world: w}, &queue{world: w}
	w.worker = w.newWorker()
	return w
}

// newWorker returns a worker that remembers nothing, as one in another process does.
func (w *world) newWorker() *webhook.Worker {
	return &webhook.Worker{
		Store: w.Table, Queue: w.queue, Failures: w.failures,
		Send: w.receive, Now: w.clock, Log: slog.New(slog.DiscardHandler),
	}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) after(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) receive(_ context.Context, _ referral.Webhook, d referral.Delivery, at time.Time) (bool, string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent, w.at = append(w.sent, d), append(w.at, at)
	if w.answers() {
		return true, "200 OK"
	}
	return false, "503 Service Unavailable"
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// merchant makes a merchant's webhook.
func (w *world) merchant(id, merchant string, events ...referral.ConversionType) referral.Webhook {
	w.t.Helper()
	return w.hook(referral.Webhook{
		ID: id, Merchant: referral.Code(merchant), URL: "https://shop.example.com/" + id, Events: events,
	})
}

// postback makes a partner's postback.
func (w *world) postback(partner, url string) referral.Webhook {
	w.t.Helper()
	code := referral.Code(partner)
	return w.hook(referral.Webhook{ID: referral.PostbackID(code), Partner: code, URL: url})
}

func (w *world) hook(h referral.Webhook) referral.Webhook {
	w.t.Helper()
	h.Status, h.Secret, h.Created = referral.Active, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", w.clock()
	w.must(h.Check(false))
	made, err := w.PutWebhook(context.Background(), nil, h, nil)
	w.must(err)
	return made
}

func (w *world) switchOff(h referral.Webhook) { w.switchTo(h, referral.Inactive) }

func (w *world) switchTo(h referral.Webhook, status referral.Status) referral.Webhook {
	w.t.Helper()
	changed := h
	changed.Status = status
	changed, err := w.PutWebhook(context.Background(), &h, changed, nil)
	w.must(err)
	return changed
}

// sale writes a booking, credited to the partner unless that is empty. Refunds wait for it.
func (w *world) sale(merchant, id, partner string, refunds ...string) referral.Booking {
	w.t.Helper()
	amount := int64(4990)
	now := w.clock()
	b := referral.Booking{
		Conversion: referral.Conversion{
			Merchant:   referral.Code(merchant),
			ExternalID: id,
			Type:       referral.Sale,
			Customer:   "c-7",
			Amount:     &amount,
			Currency:   "USD",
		},
		Received: now,
		ULID:     newULID(now),
		Refunds:  refunds,
	}
	if partner != "" {
		b.Credit = &referral.Credit{
			Partner: referral.Code(partner), Website: "haircare", Ad: "website2", ClickID: "click-1",
		}
	}
	return w.post(table.FirstBooking(b, b.Entry(b.ULID, now, b.Earns()), nil, ""))
}

func newULID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
}

// credit gives the booking to another partner.
func (w *world) credit(b referral.Booking, partner string) referral.Booking {
	w.t.Helper()
	after := b
	after.Credit = &referral.Credit{Partner: referral.Code(partner), Website: "haircare"}
	by := referral.Stamp{By: "admin", At: w.clock(), ID: newULID(w.clock())}
	return w.post(table.CreditCorrected(b, after, by, nil))
}

func (w *world) post(s table.Step) referral.Booking {
	w.t.Helper()
	b, err := w.Post(context.Background(), s)
	w.must(err)
	return b
}

func (w *world) announce(b referral.Booking) {
	w.t.Helper()
	w.must(w.worker.Announce(context.Background(), b.Merchant, b.ExternalID))
}

func (w *world) delivery(hook string, b referral.Booking) referral.Delivery {
	w.t.Helper()
	d, err := w.Delivery(context.Background(), hook, b.ULID)
	w.must(err)
	return d
}

// visibility is how long a message that failed stays invisible, as in template.yaml.
const visibility = 3 * time.Minute

// run delivers the messages in the queue, the earliest first, and lets time pass until they are
// due. It returns the errors.
func (w *world) run() (errs []error) {
	w.t.Helper()
	for range 10_000 {
		m, ok := w.queue.next()
		if !ok {
			return errs
		}
		if wait := m.due.Sub(w.clock()); wait > 0 {
			w.after(wait)
		}
		if err := w.worker.Deliver(context.Background(), m.text); err != nil {
			errs = append(errs, err)
			w.queue.put(m.text, visibility)
		}
	}
	w.t.Fatal("the queue never becomes empty")
	return nil
}
