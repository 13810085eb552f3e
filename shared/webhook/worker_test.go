package webhook_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
	"signpost/shared/webhook"
)

func TestMerchantsAreToldAboutConversionsAndPartnersAboutCredit(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.merchant("leads-only", "main", referral.Lead)
	w.merchant("of-another", "other")
	w.postback("abc123", "https://partner.example.com/{type}?id={id}&click={click_id}&site={website}&ad={ad}"+
		"&n={amount}&in={currency}")
	w.postback("kid456", "https://kid.example.com/")
	b := w.sale("main", "order-1", "abc123")
	w.announce(b)
	w.run()
	if len(w.sent) != 2 {
		t.Fatalf("sent %+v", w.sent)
	}
	got := map[string]referral.Delivery{}
	for _, d := range w.sent {
		got[d.Webhook] = d
	}
	wantURL := "https://partner.example.com/sale?id=" + b.ULID + "&click=click-1&site=haircare&ad=website2" +
		"&n=4990&in=USD"
	if d := got["partner-abc123"]; d.URL != wantURL || d.Body != "" {
		t.Errorf("the partner: %s %s", d.URL, d.Body)
	}
	var event map[string]any
	if err := json.Unmarshal([]byte(got["mine"].Body), &event); err != nil {
		t.Fatal(err)
	}
	want := `map[data:map[amount:4990 credited:map[ad:website2 clickId:click-1 partner:abc123 website:haircare] ` +
		`currency:USD customer:c-7 externalId:order-1 id:main.b3JkZXItMQ occurredAt:2026-03-10T12:00:00Z type:sale] ` +
		`timestamp:2026-03-10T12:00:00Z type:conversion.sale]`
	if fmt.Sprint(event) != want {
		t.Errorf("the merchant:\n%v\n%s", event, want)
	}
	d := w.delivery("mine", b)
	if d.Status != referral.Delivered || d.Attempts != 1 || d.URL != "https://shop.example.com/mine" ||
		d.Answer != "200 OK" {
		t.Errorf("the log: %+v", d)
	}
}

func TestAPartnerLearnsNothingAboutTheMerchantsCustomers(t *testing.T) {
	w := newWorld(t)
	w.postback("abc123", "https://partner.example.com/?"+strings.Join(referral.PostbackPlaceholders, "&"))
	w.announce(w.sale("main", "order-1", "abc123"))
	w.run()
	for _, secret := range []string{"c-7", "order-1", url.QueryEscape("order-1")} {
		if u := w.sent[0].URL; strings.Contains(u, secret) {
			t.Errorf("%s contains %s", u, secret)
		}
	}
}

func TestWhatIsAnnouncedTwiceIsSentOnce(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	b := w.sale("main", "order-1", "")
	for range 3 {
		w.announce(b)
	}
	w.worker = w.newWorker()
	w.announce(b)
	w.run()
	w.announce(b)
	w.run()
	if len(w.sent) != 1 {
		t.Errorf("sent %d times", len(w.sent))
	}
}

func TestWhoeverGetsTheCreditLaterIsToldToo(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.postback("abc123", "https://partner.example.com/")
	b := w.sale("main", "order-1", "")
	w.announce(b)
	w.run()
	w.after(29 * 24 * time.Hour)
	b = w.credit(b, "abc123")
	w.announce(b)
	w.run()
	if len(w.sent) != 2 || w.sent[1].Webhook != "partner-abc123" {
		t.Errorf("sent %+v", w.sent)
	}
	// After 30 days the log no longer knows who was told.
	w.after(2 * 24 * time.Hour)
	w.announce(w.credit(b, "kid456"))
	w.run()
	if len(w.sent) != 2 {
		t.Errorf("told again: %+v", w.sent[2:])
	}
}

// A refund that asks for more than there is, and comes before its sale, is announced once: when it
// is known what it took.
func TestARefundIsAnnouncedWithWhatItTook(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.postback("abc123", "https://partner.example.com/?a={amount}")
	refund := referral.Booking{
		Conversion: referral.Conversion{Merchant: "main", ExternalID: "refund-1", Type: referral.Refund,
			Sale: "order-1", Amount: new(int64(999999)), Currency: "USD"},
		Received: w.clock(), ULID: newULID(w.clock()),
	}
	refund = w.post(table.RefundWaiting(refund))
	w.announce(refund)
	if n := w.queue.length(); n != 0 {
		t.Errorf("%d messages while it waits", n)
	}
	sale := w.sale("main", "order-1", "abc123", refund.ExternalID)
	refund.Settled, refund.Taken, refund.Credit = true, sale.Earns(), sale.Credit
	w.announce(w.post(table.RefundTaken(refund, sale, nil)))
	w.run()
	if len(w.sent) != 2 {
		t.Fatalf("%+v", w.sent)
	}
	for _, d := range w.sent {
		merchants := strings.Contains(d.Body, `"amount":4990,"asked":999999,"currency":"USD"`)
		if !merchants && d.Values["{amount}"] != "4990" {
			t.Errorf("sent %+v", d)
		}
	}
}

func TestAWebhookIsNotToldWhatHappenedBeforeIt(t *testing.T) {
	w := newWorld(t)
	b := w.sale("main", "order-1", "")
	w.after(time.Minute)
	w.merchant("mine", "main")
	w.announce(b)
	if n := w.queue.length(); n != 0 {
		t.Errorf("%d messages", n)
	}
}

// The schedule, which ends within a day, is that of
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
func TestAReceiverThatIsDownIsTriedForADay(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.answers = func() bool { return false }
	b := w.sale("main", "order-1", "")
	w.announce(b)
	w.run()
	want := []time.Duration{
		0, 5 * time.Second, 5*time.Minute + 5*time.Second, 35*time.Minute + 5*time.Second,
		155*time.Minute + 5*time.Second, 455*time.Minute + 5*time.Second,
		815*time.Minute + 5*time.Second, 1415*time.Minute + 5*time.Second,
	}
	if len(w.at) != len(want) {
		t.Fatalf("tried %d times: %v", len(w.at), w.at)
	}
	for i, at := range w.at {
		if late := at.Sub(noon.Add(want[i])); late < 0 || late > time.Second {
			t.Errorf("try %d was %s after the first, want %s", i+1, at.Sub(noon), want[i])
		}
		if w.sent[i].Event != b.ULID || w.sent[i].Body != w.sent[0].Body {
			t.Errorf("try %d sent something different: %+v", i+1, w.sent[i])
		}
	}
	d := w.delivery("mine", b)
	if d.Status != referral.Failed || d.Attempts != 8 || d.Answer != "503 Service Unavailable" {
		t.Errorf("in the end: %+v", d)
	}
	if m, ok := w.failures.next(); !ok || !strings.Contains(m.text, b.ULID) || w.failures.length() != 0 {
		t.Errorf("the failure queue has %+v and %d more", m, w.failures.length())
	}
}

func TestAReceiverThatComesBackIsToldOnce(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.answers = func() bool { return len(w.sent) > 3 }
	b := w.sale("main", "order-1", "")
	w.announce(b)
	w.run()
	d := w.delivery("mine", b)
	if d.Status != referral.Delivered || d.Attempts != 4 || len(w.sent) != 4 || w.failures.length() != 0 {
		t.Errorf("%d tries, %+v", len(w.sent), d)
	}
}

func TestAMessageThatComesTooEarlyWaits(t *testing.T) {
	w := newWorld(t)
	w.merchant("mine", "main")
	w.answers = func() bool { return false }
	b := w.sale("main", "order-1", "")
	w.announce(b)
	first, _ := w.queue.next()
	for range 5 { // the first one tries; the others come before the next try is due
		w.must(w.worker.Deliver(t.Context(), first.text))
	}
	if len(w.sent) != 1 || w.queue.length() != 5 {
		t.Fatalf("%d tries, %d messages", len(w.sent), w.queue.length())
	}
	w.answers = func() bool { return true }
	w.run()
	if len(w.sent) != 2 {
		t.Errorf("%d tries", len(w.sent))
	}
}

func TestNothingIsSentToAWebhookThatIsSwitchedOff(t *testing.T) {
	w := newWorld(t)
	hook := w.merchant("mine", "main")
	w.answers = func() bool { return false }
	waiting := w.sale("main", "order-1", "")
	w.announce(waiting)
	m, _ := w.queue.next()
	w.must(w.worker.Deliver(t.Context(), m.text))
	w.switchOff(hook)
	w.run()
	w.after(time.Minute)
	w.announce(w.sale("main", "order-2", ""))
	if d := w.delivery("mine", waiting); len(w.sent) != 1 || d.Status != referral.Dropped {
		t.Errorf("%d tries, %+v", len(w.sent), d)
	}
	if queued, failed := w.queue.length(), w.failures.length(); queued != 0 || failed != 0 {
		t.Errorf("%d messages in the queue, %d in the failure queue", queued, failed)
	}
}

func TestMessagesAboutNothingAreIgnoredAndNonsenseIsNot(t *testing.T) {
	w := newWorld(t)
	if err := w.worker.Deliver(t.Context(), `{"webhook":"gone","event":"gone"}`); err != nil {
		t.Error(err)
	}
	if err := w.worker.Deliver(t.Context(), `nonsense`); err == nil {
		t.Error("nonsense was accepted")
	}
}

func TestRedelivery(t *testing.T) {
	w := newWorld(t)
	hook := w.merchant("mine", "main")
	w.answers = func() bool { return false }
	b := w.sale("main", "order-1", "")
	w.announce(b)
	w.run()
	w.after(48 * time.Hour)
	w.answers = func() bool { return true }
	moved := hook
	moved.URL = "https://new.example.com/"
	hook, err := w.PutWebhook(t.Context(), &hook, moved, nil)
	w.must(err)
	for n := range 2 { // first after it failed, then after it was delivered
		again, err := webhook.Redeliver(t.Context(), w.Table, w.queue, "mine", b.ULID, w.clock())
		w.must(err)
		if again.Status != referral.Pending || again.Attempts != 0 {
			t.Errorf("%+v", again)
		}
		w.run()
		last := w.sent[len(w.sent)-1]
		if len(w.sent) != 9+n || last.URL != "https://new.example.com/" || last.Event != b.ULID ||
			last.Body != w.sent[0].Body {
			t.Errorf("%d tries, the last %+v", len(w.sent), last)
		}
	}
	_, err = webhook.Redeliver(t.Context(), w.Table, w.queue, "mine", "no-such-event", w.clock())
	if referral.CodeOf(err) != referral.NotFound {
		t.Error(err)
	}
	w.switchOff(hook)
	_, err = webhook.Redeliver(t.Context(), w.Table, w.queue, "mine", b.ULID, w.clock())
	if referral.CodeOf(err) != referral.Conflict {
		t.Error(err)
	}
}
