package webhook_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
	"signpost/shared/webhook"
)

const (
	merchantsDocs = "../../functions/conversions/README.md"
	partnersDocs  = "../../functions/webhooks/README.md"
	partnersPage  = "../../functions/center/web/src/postback/samples/"
)

const sharedSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// language is one in which the documents show how to check a signature.
type language struct {
	name   string // of its blocks in the documents
	onPage string // the file that the Partner Center shows
	start  func(t *testing.T, sample, kind string) *exec.Cmd
}

var languages = []language{
	{"js", "node.js", startNode}, {"python", "python.py", startPython}, {"go", "go.txt", startGo},
}

// The code that partners and merchants are told to use is run as it stands, in servers of its own
// language. It accepts what is sent, and nothing that somebody has changed on the way.
func TestTheDocumentedCodeTellsWhatIsGenuine(t *testing.T) {
	for _, l := range languages {
		t.Run(l.name+" postback", func(t *testing.T) {
			t.Parallel()
			receiver := start(t, l.start(t, sampleIn(t, partnersDocs, l.name), "postback"))
			accepts(t, receiver, postbackSent(t, time.Now()), changedPostbacks)
			refuses(t, receiver, "an old one", postbackSent(t, time.Now().Add(-6*time.Minute)))
			refuses(t, receiver, "one of the future", postbackSent(t, time.Now().Add(6*time.Minute)))
		})
		t.Run(l.name+" webhook", func(t *testing.T) {
			t.Parallel()
			receiver := start(t, l.start(t, sampleIn(t, merchantsDocs, l.name), "webhook"))
			accepts(t, receiver, webhookSent(t, time.Now()), changedWebhooks)
			refuses(t, receiver, "an old one", webhookSent(t, time.Now().Add(-6*time.Minute)))
		})
	}
}

func TestTheDocumentsAndThePageShowTheSameCode(t *testing.T) {
	for _, l := range languages {
		page, err := os.ReadFile(partnersPage + l.onPage)
		if err != nil {
			t.Fatal(err)
		}
		if string(page) != sampleIn(t, partnersDocs, l.name) {
			t.Errorf("%s differs", l.onPage)
		}
	}
}

// changedPostbacks are what somebody could make of a postback on its way.
var changedPostbacks = map[string]func(*sent){
	"amount":             func(s *sent) { s.replace("amount=4990", "amount=9990") },
	"click id":           func(s *sent) { s.replace("click=click-1", "click=click-2") },
	"type":               func(s *sent) { s.replace("type=sale", "type=lead") },
	"path":               func(s *sent) { s.replace("/in?", "/out?") },
	"order":              func(s *sent) { s.replace("type=sale&click=click-1", "click=click-1&type=sale") },
	"escapes":            func(s *sent) { s.replace("click-1", "click%2d1") },
	"one parameter more": func(s *sent) { s.target += "&amount=1" },
	"host":               func(s *sent) { s.host = "other.example.com" },
	"id":                 func(s *sent) { s.header.Set("webhook-id", "event-2") },
	"time":               func(s *sent) { s.later() },
	"signature":          func(s *sent) { s.header.Set("webhook-signature", "v1,ü") },
	"no signature":       func(s *sent) { s.header.Del("webhook-signature") },
	"no time":            func(s *sent) { s.header.Del("webhook-timestamp") },
	"no id":              func(s *sent) { s.header.Del("webhook-id") },
}

// changedWebhooks are what somebody could make of a webhook on its way.
var changedWebhooks = map[string]func(*sent){
	"body":         func(s *sent) { s.body = strings.Replace(s.body, "4990", "9990", 1) },
	"space":        func(s *sent) { s.body += " " },
	"no body":      func(s *sent) { s.body = "" },
	"id":           func(s *sent) { s.header.Set("webhook-id", "event-2") },
	"time":         func(s *sent) { s.later() },
	"signature":    func(s *sent) { s.header.Set("webhook-signature", "v1,ü") },
	"no signature": func(s *sent) { s.header.Del("webhook-signature") },
	"no time":      func(s *sent) { s.header.Del("webhook-timestamp") },
}

// sent is a request as it left Signpost.
type sent struct {
	method, host, target, body string
	header                     http.Header
}

func (s *sent) replace(old, by string) { s.target = strings.Replace(s.target, old, by, 1) }

func (s *sent) later() {
	at, _ := strconv.ParseInt(s.header.Get("webhook-timestamp"), 10, 64)
	s.header.Set("webhook-timestamp", strconv.FormatInt(at+1, 10))
}

// clone returns a copy with one change.
func (s sent) clone(change func(*sent)) sent {
	s.header = s.header.Clone()
	change(&s)
	return s
}

// postbackSent has the real sender call a partner's address.
func postbackSent(t *testing.T, at time.Time) sent {
	t.Helper()
	amount := int64(4990)
	b := referral.Booking{
		Conversion: referral.Conversion{Type: referral.Sale, Amount: &amount, Currency: "USD"},
		ULID:       "event-1", Credit: &referral.Credit{Partner: "abc123", ClickID: "click-1"},
	}
	const asked = "/in?type={type}&click={click_id}&amount={amount}&note=a%20b+c&ad={ad}"
	return record(t, func(server string) bool {
		hook := referral.Webhook{Partner: "abc123", URL: server + asked, Secret: sharedSecret}
		d := referral.Delivery{Event: "event-1", URL: hook.Address(referral.PostbackValues(b))}
		ok, _ := webhook.NewSender(true).Send(t.Context(), hook, d, at)
		return ok
	})
}

// webhookSent has the real sender call a merchant's address.
func webhookSent(t *testing.T, at time.Time) sent {
	t.Helper()
	return record(t, func(server string) bool {
		hook := referral.Webhook{Merchant: "main", URL: server + "/hook", Secret: sharedSecret}
		d := referral.Delivery{Event: "event-1", URL: hook.URL, Body: `{"data":{"amount":4990,"customer":"Zoë"}}`}
		ok, _ := webhook.NewSender(true).Send(t.Context(), hook, d, at)
		return ok
	})
}

// record returns the request that send makes to a server.
func record(t *testing.T, send func(server string) bool) (got sent) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = sent{r.Method, r.Host, r.RequestURI, string(body), r.Header}
	}))
	defer server.Close()
	if !send(server.URL) || got.method == "" {
		t.Fatal("nothing was sent")
	}
	return got
}

func accepts(t *testing.T, receiver string, genuine sent, changes map[string]func(*sent)) {
	t.Helper()
	other := genuine.clone(func(s *sent) {
		s.header.Set("webhook-signature", "v1,AAAA "+s.header.Get("webhook-signature")+" v2,x")
	})
	for name, s := range map[string]sent{"what was sent": genuine, "one signature of several": other} {
		if status := deliver(t, receiver, s); status != http.StatusNoContent {
			t.Errorf("%s: %d", name, status)
		}
	}
	for name, change := range changes {
		refuses(t, receiver, name, genuine.clone(change))
	}
}

func refuses(t *testing.T, receiver, name string, s sent) {
	t.Helper()
	if status := deliver(t, receiver, s); status != http.StatusUnauthorized {
		t.Errorf("changed %s: %d, want 401", name, status)
	}
}

func deliver(t *testing.T, receiver string, s sent) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), s.method, receiver+s.target, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header, r.Host = s.header, s.host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// sampleIn returns the only block of a language in a document.
func sampleIn(t *testing.T, document, name string) string {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "\n```"+name+"\n")
	if len(blocks) != 2 {
		t.Fatalf("%s has %d blocks of %s, want one", document, len(blocks)-1, name)
	}
	code, _, _ := strings.Cut(blocks[1], "```")
	return code
}

func startNode(t *testing.T, sample, kind string) *exec.Cmd {
	dir := folder(t, map[string]string{"sample.mjs": sample, "receiver.mjs": testdata(t, "receiver.mjs")})
	return exec.Command("node", filepath.Join(dir, "receiver.mjs"), sharedSecret, kind)
}

func startPython(t *testing.T, sample, kind string) *exec.Cmd {
	dir := folder(t, map[string]string{"sample.py": sample, "receiver.py": testdata(t, "receiver.py")})
	return exec.Command("python3", filepath.Join(dir, "receiver.py"), sharedSecret, kind)
}

func startGo(t *testing.T, sample, kind string) *exec.Cmd {
	arguments := map[string]string{"postback": "secret, r", "webhook": "secret, r.Header, body"}[kind]
	program := strings.Replace(testdata(t, "receiver.go.txt"), "ARGUMENTS", arguments, 1) + sample
	dir := folder(t, map[string]string{"main.go": program})
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "receiver"), filepath.Join(dir, "main.go"))
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return exec.Command(filepath.Join(dir, "receiver"), sharedSecret)
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// start runs a receiver, which prints its port, until the test ends.
func start(t *testing.T, receiver *exec.Cmd) (address string) {
	t.Helper()
	receiver.Stderr = os.Stderr
	out, err := receiver.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := receiver.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = receiver.Process.Kill()
		_ = receiver.Wait()
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("it does not start: %v", err)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}
