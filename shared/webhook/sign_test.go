package webhook

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"
)

// The test vector is that of TestSymmetricWebhookSign in
// https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/go/webhook_symmetric_test.go.
func TestSignaturesAreThoseOfStandardWebhooks(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://example.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	sign(r, key, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`)
	for name, want := range map[string]string{
		"webhook-id":        "msg_p5jXN8AQM9LWM0D4loKWxJek",
		"webhook-timestamp": "1614265330",
		"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestAPostbackSignsWhatItAsksFor(t *testing.T) {
	signed := func(address string) (host, signature string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		sign(r, []byte("key"), "event-1", time.Unix(1614265330, 0), "")
		return r.Host, r.Header.Get("webhook-signature")
	}
	host, want := signed("https://example.com/in?amount=100&click=a")
	if host != "example.com" {
		t.Errorf("host: %s", host)
	}
	for address, same := range map[string]bool{
		"https://EXAMPLE.com:443/in?amount=100&click=a":  true,
		"https://example.com/in?amount=100&click=a#x":    true, // a fragment is not sent
		"https://example.com/in?amount=999&click=a":      false,
		"https://example.com/in?amount=100&click=b":      false,
		"https://example.com/in?click=a&amount=100":      false,
		"https://example.com/in?amount=100&click=%61":    false,
		"https://example.com/other?amount=100&click=a":   false,
		"https://example.com:8443/in?amount=100&click=a": false,
		"https://example.org/in?amount=100&click=a":      false,
	} {
		if _, got := signed(address); (got == want) != same {
			t.Errorf("%s has the same signature: %v", address, !same)
		}
	}
}
