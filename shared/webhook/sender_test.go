package webhook

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestOnlyPublicAddressesAreConnectedTo(t *testing.T) {
	for _, test := range []struct {
		why       string
		addresses string
		public    bool
	}{
		{"public", "1.1.1.1 8.8.8.8 93.184.215.14 172.15.0.1 172.32.0.1 100.63.255.255 100.128.0.1", true},
		{"public IPv6", "2606:4700:4700::1111 2a00:1450:4001:830::200e", true},
		{"IPv4 in IPv6, which connects to the same host", "::ffff:8.8.8.8", true},
		{"this machine", "127.0.0.1 127.255.255.254 ::1 0.0.0.0 0.1.2.3 ::", false},
		{"private", "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd12:3456::1", false},
		{"link-local", "169.254.0.1 fe80::1 fe80::1%eth0", false},
		{"where clouds keep their metadata", "169.254.169.254 fd00:ec2::254", false},
		{"shared by carriers", "100.64.0.1 100.100.100.200 100.127.255.255", false},
		{"private IPv4 in IPv6", "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1", false},
		{"6to4 and Teredo", "2002:7f00:1:: 2002:a00:1:: 2001:0:1::1", false},
		{"NAT64", "64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1", false},
		{"for protocols", "192.0.0.8 192.88.99.1 100::1 5f00::1 fec0::1", false},
		{"for documentation", "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1", false},
		{"for benchmarks", "198.18.0.1", false},
		{"multicast, broadcast, reserved", "224.0.0.1 239.255.255.250 255.255.255.255 ff02::1 240.0.0.1", false},
	} {
		for _, ip := range strings.Fields(test.addresses) {
			address := ip + ":443"
			if strings.Contains(ip, ":") {
				address = "[" + ip + "]:443"
			}
			if err := checkAddress(address, false); (err == nil) != test.public {
				t.Errorf("%s (%s): %v", ip, test.why, err)
			}
		}
	}
}

func TestTheLocalStackAlsoAllows127001(t *testing.T) {
	for address, allowed := range map[string]bool{
		"127.0.0.1:80": true, "[::ffff:127.0.0.1]:80": true, "127.0.0.2:80": false, "[::1]:80": false,
		"10.0.0.1:80": false, "169.254.169.254:80": false, "nonsense": false,
	} {
		if err := checkAddress(address, true); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// receiver records what it is sent and answers as it is told to.
type receiver struct {
	*httptest.Server
	requests atomic.Int32
	last     atomic.Pointer[http.Request]
	body     atomic.Value
}

func newReceiver(t *testing.T, answer http.HandlerFunc) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.requests.Add(1)
		body, _ := io.ReadAll(q.Body)
		r.last.Store(q)
		r.body.Store(string(body))
		answer(w, q)
	}))
	t.Cleanup(r.Close)
	return r
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

var merchants = referral.Webhook{
	ID: "hook", Merchant: "main", Status: referral.Active, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}

func try(s *Sender, url, body string) (ok bool, answer string) {
	d := referral.Delivery{Event: "event-1", URL: url, Body: body}
	return s.Send(context.Background(), merchants, d, time.Unix(1614265330, 0))
}

func TestAMerchantGetsASignedPostAndAPartnerASignedGet(t *testing.T) {
	r := newReceiver(t, status(204))
	const body = `{"type":"conversion.sale"}`
	if ok, answer := try(NewSender(true), r.URL+"/hook", body); !ok || answer != "204 No Content" {
		t.Fatalf("%v %s", ok, answer)
	}
	post := r.last.Load()
	if post.Method != "POST" || r.body.Load() != body {
		t.Errorf("%s %v", post.Method, r.body.Load())
	}
	for name, want := range map[string]string{
		"Content-Type": "application/json", "webhook-id": "event-1", "webhook-timestamp": "1614265330",
	} {
		if got := post.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if signature := post.Header.Get("webhook-signature"); !strings.HasPrefix(signature, "v1,") {
		t.Errorf("signature %q", signature)
	}
	if ok, _ := try(NewSender(true), r.URL+"/postback?type=sale", ""); !ok {
		t.Fatal("not accepted")
	}
	get := r.last.Load()
	if get.Method != "GET" || get.URL.RawQuery != "type=sale" || get.Header.Get("webhook-signature") == "" {
		t.Errorf("%s %s %v", get.Method, get.URL, get.Header)
	}
}

func TestOnlyA2xxIsAccepted(t *testing.T) {
	for code, accepted := range map[int]bool{
		200: true, 202: true, 204: true, 301: false, 302: false, 307: false,
		400: false, 401: false, 410: false, 429: false, 500: false, 503: false,
	} {
		r := newReceiver(t, status(code))
		ok, answer := try(NewSender(true), r.URL, "{}")
		if ok != accepted || !strings.Contains(answer, http.StatusText(code)) {
			t.Errorf("%d: %v %q", code, ok, answer)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	inside := newReceiver(t, status(200))
	outside := newReceiver(t, func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, inside.URL, http.StatusTemporaryRedirect)
	})
	if ok, _ := try(NewSender(true), outside.URL, "{}"); ok {
		t.Error("a redirect was accepted")
	}
	if n := inside.requests.Load(); n != 0 {
		t.Errorf("%d requests followed the redirect", n)
	}
}

// Names are really resolved here: localhost is 127.0.0.1 or ::1 on every machine.
func TestANameOfThisMachineIsRefusedBeforeAnythingIsSent(t *testing.T) {
	r := newReceiver(t, status(200))
	server := httptest.NewTLSServer(r.Config.Handler)
	t.Cleanup(server.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "https://"), ":")
	for _, host := range []string{
		"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "0x7f000001",
	} {
		ok, answer := try(NewSender(false), "https://"+host+":"+port+"/", "{}")
		if ok || !strings.HasPrefix(answer, "no answer: ") {
			t.Errorf("%s: %v %q", host, ok, answer)
		}
		if (host == "localhost" || host == "127.0.0.1") && !strings.Contains(answer, "not a public address") {
			t.Errorf("%s: refused for a different reason: %q", host, answer)
		}
	}
	if n := r.requests.Load(); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}

func TestOnlyTheLocalStackUsesPlainHTTP(t *testing.T) {
	if ok, answer := try(NewSender(false), "http://example.com/", "{}"); ok || !strings.Contains(answer, "https://") {
		t.Errorf("%v %q", ok, answer)
	}
}

func TestNoProxyIsUsed(t *testing.T) {
	proxy := newReceiver(t, status(200))
	t.Setenv("HTTPS_PROXY", proxy.URL)
	t.Setenv("HTTP_PROXY", proxy.URL)
	try(NewSender(true), "http://127.0.0.1:1/", "{}")
	if n := proxy.requests.Load(); n != 0 {
		t.Errorf("the proxy received %d requests", n)
	}
}

func TestASlowReceiverIsGivenUp(t *testing.T) {
	stop := make(chan struct{})
	slow := newReceiver(t, func(w http.ResponseWriter, q *http.Request) {
		select {
		case <-stop:
		case <-q.Context().Done():
		}
	})
	t.Cleanup(func() { close(stop) })
	s := NewSender(true)
	if s.client.Timeout != 5*time.Second {
		t.Errorf("a try takes up to %s", s.client.Timeout)
	}
	s.client.Timeout = 50 * time.Millisecond
	start := time.Now()
	ok, answer := try(s, slow.URL, "{}")
	if ok || !strings.Contains(answer, "no answer") || strings.Contains(answer, slow.URL) {
		t.Errorf("%v %q", ok, answer)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// An endless answer is neither read to the end nor kept.
func TestALongAnswerIsCutOff(t *testing.T) {
	endless := newReceiver(t, func(w http.ResponseWriter, q *http.Request) {
		w.WriteHeader(500)
		for range 1 << 10 {
			if _, err := io.WriteString(w, strings.Repeat("ä", 1<<10)); err != nil {
				return
			}
		}
	})
	ok, answer := try(NewSender(true), endless.URL, "{}")
	if ok || len(answer) > 300 || !strings.HasPrefix(answer, "500 ") {
		t.Errorf("%v, %d bytes: %.100q", ok, len(answer), answer)
	}
}

func TestWithoutASecretNothingIsSent(t *testing.T) {
	r := newReceiver(t, status(200))
	for _, secret := range []string{"", "whsec_", "whsec_###"} {
		w := merchants
		w.Secret = secret
		ok, _ := NewSender(true).Send(t.Context(), w, referral.Delivery{URL: r.URL, Body: "{}"}, time.Now())
		if ok || r.requests.Load() > 0 {
			t.Errorf("sent with the secret %q", secret)
		}
	}
}
