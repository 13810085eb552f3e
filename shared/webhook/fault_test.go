package webhook_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

const (
	maxFaults = 20
	maxTries  = 8
	allTries  = 1000 // more than there can be
)

// fate is how one webhook's receiver behaves, and what it has seen.
type fate struct {
	refuses     int  // how many of the first tries
	switchedOff bool // before the first try
	tries       int
	accepted    int
}

// A limited number of calls to the table and to the queues fail, before or after they have taken
// effect. Nevertheless, a receiver that accepts one of its tries has been told. A delivery that no
// try delivered is in the failure queue, and one whose webhook was switched off is dropped. None is
// lost, and none has another end.
func TestNothingIsLost(t *testing.T) {
	w := newWorld(t)
	hooks := []referral.Webhook{w.merchant("mine", "main"), w.postback("abc123", "https://partner.example.com/{id}")}
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		w.settle()
		w.sent, w.at, w.queue.all, w.failures.all = nil, nil, nil, nil
		fates := map[string]*fate{}
		for i, hook := range hooks {
			hooks[i] = w.switchTo(hook, referral.Active)
			fates[hook.ID] = drawFate(t, hook.ID)
		}
		w.answers = func() bool { return fates[w.sent[len(w.sent)-1].Webhook].receive() }
		b := w.sale("main", fmt.Sprintf("order-%d", run), "abc123")
		w.inject(t)
		w.untilAnnounced(t, b)
		for i, hook := range hooks {
			if fates[hook.ID].switchedOff {
				hooks[i] = w.switchTo(hook, referral.Inactive)
			}
		}
		w.run()
		w.settle()
		for _, hook := range hooks {
			w.check(t, hook.ID, b, *fates[hook.ID])
		}
		w.after(time.Hour)
	})
}

func drawFate(t *rapid.T, hook string) *fate {
	refuses := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, maxTries - 1, allTries}).Draw(t, hook+" refuses")
	return &fate{refuses: refuses, switchedOff: rapid.IntRange(0, 9).Draw(t, hook+" is switched off at 0") == 0}
}

func (f *fate) receive() bool {
	f.tries++
	if f.tries <= f.refuses {
		return false
	}
	f.accepted++
	return true
}

func (w *world) settle() { w.db.plan, w.queue.plan, w.failures.plan = nil, nil, nil }

// inject makes up to maxFaults calls to the table and the queue fail, and as many to the failure
// queue, which only failed deliveries reach.
func (w *world) inject(t *rapid.T) {
	plan := planFaults(t, rapid.SampledFrom([]int{2, 5, 20}).Draw(t, "one in"))
	w.db.plan, w.queue.plan = plan, plan
	w.failures.plan = planFaults(t, 2)
}

// planFaults makes about one call in oneIn fail, until there have been enough.
func planFaults(t *rapid.T, oneIn int) func() fault {
	left := rapid.IntRange(0, maxFaults).Draw(t, "faults")
	return func() fault {
		if left == 0 || rapid.IntRange(1, oneIn).Draw(t, "fails at 1") > 1 {
			return none
		}
		left--
		return rapid.SampledFrom([]fault{refused, answerLost}).Draw(t, "fault")
	}
}

// untilAnnounced does what the event source does. An attempt fails only if one of its calls does.
func (w *world) untilAnnounced(t *rapid.T, b referral.Booking) {
	for range maxFaults + 1 {
		if w.newWorker().Announce(context.Background(), b.Merchant, b.ExternalID) == nil {
			return
		}
	}
	t.Fatal("never announced")
}

// check compares a delivery with what its receiver has seen.
func (w *world) check(t *rapid.T, hook string, b referral.Booking, f fate) {
	want := referral.Delivered
	switch {
	case f.switchedOff:
		want = referral.Dropped
	case f.refuses == allTries:
		want = referral.Failed
	}
	d, err := w.Delivery(context.Background(), hook, b.ULID)
	if err != nil || d.Status != want {
		t.Fatalf("%s: %+v, %v; want it %s", hook, d, err, want)
	}
	if tried := f.tries > 0; tried == f.switchedOff || (f.accepted > 0) != (want == referral.Delivered) {
		t.Fatalf("%s is %s after %d tries, %d of them accepted", hook, want, f.tries, f.accepted)
	}
	if want == referral.Failed && (d.Attempts != maxTries || f.tries < maxTries) {
		t.Fatalf("%s failed after %d attempts and %d tries", hook, d.Attempts, f.tries)
	}
	if inQueue := w.failures.holds(hook, b.ULID); inQueue != (want == referral.Failed) {
		t.Fatalf("%s is %s; in the failure queue: %v", hook, want, inQueue)
	}
	for _, s := range w.sent {
		if s.Event != b.ULID {
			t.Fatalf("%s was sent the event %s, want %s", s.Webhook, s.Event, b.ULID)
		}
	}
}

func (q *queue) holds(hook, event string) bool {
	for _, m := range q.all {
		if m.text == fmt.Sprintf(`{"webhook":%q,"event":%q}`, hook, event) {
			return true
		}
	}
	return false
}
