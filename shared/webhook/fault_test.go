package webhook_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

// Whatever fails, in the table or in the queue, before or after it was done: what is announced until it succeeds is delivered at least once, always
// under the same event id, to a receiver that is up in the end; and what is given up lies in the failure queue.
func TestNothingIsLost(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.postback("abc123", "https://partner.example.com/{id}")
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		w.sent, w.at, w.queue.all, w.failures.all = nil, nil, nil, nil
		w.answers = func() bool { return false }
		if up := rapid.IntRange(0, 12).Draw(t, "up from the try"); up > 0 {
			w.answers = func() bool { return len(w.sent) > up }
		}
		b := w.sale("main", fmt.Sprintf("order-%d", run), "abc123")
		w.inject(t)
		w.untilAnnounced(t, b)
		w.run()
		w.settle()
		w.run()
		for _, hook := range []string{"mine", "partner-abc123"} {
			w.check(t, hook, b)
		}
		w.after(time.Hour)
	})
}

func (w *world) inject(t *rapid.T) {
	plan := func() fault {
		return rapid.SampledFrom([]fault{none, none, none, none, none, refused, answerLost}).Draw(t, "fault")
	}
	w.db.plan, w.queue.plan, w.failures.plan = plan, plan, plan
}

func (w *world) settle() { w.db.plan, w.queue.plan, w.failures.plan = nil, nil, nil }

// untilAnnounced does what the event source does.
func (w *world) untilAnnounced(t *rapid.T, b referral.Booking) {
	for range 100 {
		if w.newWorker().Announce(context.Background(), b.Merchant, b.ExternalID) == nil {
			return
		}
	}
	t.Fatal("never announced")
}

func (w *world) check(t *rapid.T, hook string, b referral.Booking) {
	d, err := w.Delivery(context.Background(), hook, b.ULID)
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	for _, s := range w.sent {
		if s.Webhook == hook {
			tries++
			if s.Event != b.ULID {
				t.Fatalf("%s was sent the event %s, want %s", hook, s.Event, b.ULID)
			}
		}
	}
	givenUp := slices.ContainsFunc(w.failures.all, func(m message) bool { return m.text == fmt.Sprintf(`{"webhook":%q,"event":%q}`, hook, b.ULID) })
	switch {
	case d.Status == referral.Pending:
		t.Fatalf("%s waits, and nothing will try it: %+v", hook, d)
	case d.Status == referral.Failed && (!givenUp || tries < 8):
		t.Fatalf("%s was given up after %d tries; in the failure queue: %v", hook, tries, givenUp)
	case d.Status == referral.Delivered && tries == 0:
		t.Fatalf("%s is said to be delivered and was never sent", hook)
	}
}
