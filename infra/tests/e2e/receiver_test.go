package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"signpost/shared/startup"
)

// deliveredWithin is how soon a delivery must arrive, including the first retry.
const deliveredWithin = 20 * time.Second

// receiver is a merchant's or a partner's server, which is told about conversions.
type receiver struct {
	*httptest.Server
	now     func() time.Time
	down    atomic.Bool
	arrived chan delivery
}

type delivery struct {
	method, path string
	header       http.Header
	body         []byte
	query        map[string]string
	asked        string // "GET host/path?query", as it came
	at           time.Time
}

func newReceiver(now func() time.Time) *receiver {
	r := &receiver{now: now, arrived: make(chan delivery, 100)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		d := delivery{
			method: q.Method, path: q.URL.Path, header: q.Header, query: map[string]string{},
			asked: q.Method + " " + q.Host + q.RequestURI, at: r.now(),
		}
		d.body, _ = io.ReadAll(q.Body)
		for name := range q.URL.Query() {
			d.query[name] = q.URL.Query().Get(name)
		}
		if r.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		r.arrived <- d
	}))
	return r
}

// verify checks a delivery as a receiver should (functions/webhooks/README.md).
func (d delivery) verify(secret string) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return fmt.Errorf("%q is not a secret", secret)
	}
	id, timestamp := d.header.Get("webhook-id"), d.header.Get("webhook-timestamp")
	content := string(d.body)
	if d.method == http.MethodGet {
		content = d.asked
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, timestamp, content)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if id == "" || d.header.Get("webhook-signature") != want {
		return fmt.Errorf("the signature was not made with %s: %v", secret, d.header)
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if age := d.at.Sub(time.Unix(seconds, 0)); err != nil || age < -time.Minute || age > time.Minute {
		return fmt.Errorf("the timestamp %q is not of when it came", timestamp)
	}
	return nil
}

// cmdReceiver starts the receiver, or makes it answer 503 ("down") or 200 ("up").
func cmdReceiver(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	if s.receiver == nil {
		s.receiver = newReceiver(startup.ClockFrom(s.clockFile()))
		ts.Setenv("RECEIVER", s.receiver.URL)
	}
	s.receiver.down.Store(len(args) == 1 && args[0] == "down")
}

// cmdDelivered waits for the next delivery and checks its method, path and signature. Its
// content, which is the body or the query, then counts as the last answer. $EVENT and the file
// event get its id.
func cmdDelivered(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	select {
	case d := <-s.receiver.arrived:
		ts.Check(d.verify(args[2]))
		if d.method != args[0] || d.path != args[1] {
			ts.Fatalf("%s %s was delivered, want %s %s", d.method, d.path, args[0], args[1])
		}
		s.answer = d.body
		if d.method == http.MethodGet {
			s.answer, _ = json.Marshal(d.query)
		}
		ts.Setenv("EVENT", d.header.Get("webhook-id"))
		ts.Check(os.WriteFile(ts.MkAbs("event"), []byte(d.header.Get("webhook-id")), 0o600))
	case <-time.After(deliveredWithin):
		ts.Fatalf("nothing was delivered within %s", deliveredWithin)
	}
}
