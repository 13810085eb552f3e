package lambdahttp_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/awslabs/aws-lambda-go-api-proxy/core"

	"signpost/shared/edge"
	"signpost/shared/lambdahttp"
)

// event is GET path as an HTTP API delivers it.
func event(path string) lambdahttp.Event {
	e := lambdahttp.Event{Version: "2.0", RawPath: path, Headers: map[string]string{}}
	e.RequestContext.RequestID = "id-1"
	e.RequestContext.DomainName = "go.example.com"
	e.RequestContext.HTTP.Method = http.MethodGet
	e.RequestContext.HTTP.Path = path
	e.RequestContext.HTTP.SourceIP = "192.0.2.7"
	return e
}

func handle(t *testing.T, e lambdahttp.Event, h http.HandlerFunc) lambdahttp.Answer {
	t.Helper()
	answer, err := lambdahttp.New(h, slog.New(slog.DiscardHandler)).Handle(t.Context(), e)
	if err != nil {
		t.Fatalf("Handle: %v", err)
	}
	return answer
}

// receive returns what the handler is given for e.
func receive(t *testing.T, e lambdahttp.Event) *http.Request {
	t.Helper()
	var got *http.Request
	handle(t, e, func(_ http.ResponseWriter, r *http.Request) { got = r })
	if got == nil {
		t.Fatal("the handler was not called")
	}
	return got
}

func TestContextHeadersCantBeSpoofed(t *testing.T) {
	e := event("/")
	e.Headers["x-golambdaproxy-apigw-context"] = `{"requestId":"forged"}`
	e.Headers["X-GoLambdaProxy-ApiGw-StageVars"] = `{}`
	r := receive(t, e)
	for name := range r.Header {
		if strings.HasPrefix(strings.ToLower(name), "x-golambdaproxy-") {
			t.Errorf("the handler sees %s", name)
		}
	}
	var accessor core.RequestAccessorV2
	if _, err := accessor.GetAPIGatewayContextV2(r); err == nil {
		t.Error("the archived package still believes a header that a client can send")
	}
	if got, ok := lambdahttp.RequestContext(r.Context()); !ok || got.RequestID != "id-1" {
		t.Errorf("RequestContext = %q, %v; want the gateway's", got.RequestID, ok)
	}
}

func TestOutsideARequestThereIsNoRequestContext(t *testing.T) {
	if _, ok := lambdahttp.RequestContext(t.Context()); ok {
		t.Error("RequestContext found one")
	}
}

func TestHeadersKeepWhatFollowsAComma(t *testing.T) {
	e := event("/")
	e.Headers["accept"] = "text/csv, application/json;q=0.5"
	e.Headers["x-date"] = "Mon, 02 Jan 2006 15:04:05 GMT"
	r := receive(t, e)
	for name, want := range e.Headers {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

func TestDecodedPathsAreEscapedAgain(t *testing.T) {
	for sent, raw := range map[string]string{ // what the client sent: what the gateway delivers
		"/go/%25zz":       "/go/%zz",
		"/go/a%2Fb":       "/go/a/b",
		"/go/a%23b":       "/go/a#b",
		"/go/a%3Fb":       "/go/a?b",
		"/go/%E2%82%AC":   "/go/€",
		"/go/%00%0A":      "/go/\x00\n",
		"/go/a%20b":       "/go/a b",
		"/go/%252e%252e":  "/go/%2e%2e",
		"//go//haircare/": "//go//haircare/",
		"/go/%FF":         "/go/\xff",
	} {
		if got := receive(t, event(raw)).URL.Path; got != raw {
			t.Errorf("%s: URL.Path = %q, want %q", sent, got, raw)
		}
	}
}

func TestQueriesArriveWhole(t *testing.T) {
	e := event("/")
	e.RawQueryString = "a=1&b=%25zz&c=x#y z\n&a=2"
	r := receive(t, e)
	if got := r.URL.Query()["a"]; len(got) != 2 {
		t.Errorf("a = %q, want both", got)
	}
	if got := r.URL.Query().Get("c"); got != "x#y z\n" {
		t.Errorf("c = %q", got)
	}
}

func TestAHandlerThatWritesNothingAnswers200(t *testing.T) {
	got := handle(t, event("/"), func(http.ResponseWriter, *http.Request) {})
	if got.StatusCode != 200 || got.Body != "" {
		t.Errorf("answer = %+v, want an empty 200", got)
	}
}

func TestTheFirstStatusCounts(t *testing.T) {
	got := handle(t, event("/"), func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Set("X-Before", "yes")
		w.WriteHeader(http.StatusTeapot)
		w.Header().Set("X-After", "yes")
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, "short and stout")
	})
	if got.StatusCode != http.StatusTeapot || got.Headers["X-Before"] != "yes" || got.Headers["X-After"] != "" {
		t.Errorf("answer = %+v", got)
	}
}

func TestAPanicIsA500ThatSaysNothing(t *testing.T) {
	var log bytes.Buffer
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half an answer")
		panic("the table's secret")
	})
	got, err := lambdahttp.New(h, slog.New(slog.NewJSONHandler(&log, nil))).Handle(t.Context(), event("/"))
	if err != nil || got.StatusCode != 500 || got.Headers["Content-Type"] != "application/problem+json" {
		t.Fatalf("answer = %+v, %v", got, err)
	}
	var body map[string]any
	err = json.Unmarshal([]byte(got.Body), &body)
	if err != nil || body["requestId"] != "id-1" || body["status"] != 500.0 {
		t.Errorf("body = %s, %v", got.Body, err)
	}
	if strings.Contains(got.Body, "secret") || strings.Contains(got.Body, "half") {
		t.Errorf("the body says too much: %s", got.Body)
	}
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("log = %s: %v", log.Bytes(), err)
	}
	if line["requestId"] != "id-1" || line["panic"] != "the table's secret" || line["stack"] == "" {
		t.Errorf("log = %s", log.Bytes())
	}
}

// Beyond 6 MB, in the form in which the runtime sends it, Lambda ends the function.
func TestAnAnswerThatIsTooLongIsA500(t *testing.T) {
	for _, test := range []struct {
		name   string
		text   string
		times  int
		status int
	}{
		{"5 MB", "12345", 1_000_000, 200},
		{"6 MB", "123456", 1_000_000, 500},
		{"4 MB of quotes, which are escaped", `""""`, 1_000_000, 500},
		{"2 MB of control characters, which take six bytes each", "\x00\x01", 1_000_000, 500},
		{"5 MB of bytes, which are sent in base64", "\xff\xfe\xfd\xfc\xfb", 1_000_000, 500},
		{"4 MB of bytes", "\xff\xfe\xfd\xfc", 1_000_000, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, strings.Repeat(test.text, test.times))
			})
			got, err := lambdahttp.New(h, slog.New(slog.NewJSONHandler(&log, nil))).Handle(t.Context(), event("/"))
			if err != nil || got.StatusCode != test.status {
				t.Fatalf("%d, %v; want %d", got.StatusCode, err, test.status)
			}
			sent, err := json.Marshal(got)
			if err != nil || len(sent) > 6_000_000 {
				t.Errorf("%d bytes are sent, %v", len(sent), err)
			}
			logged := strings.Contains(log.String(), `"requestId":"id-1"`) && strings.Contains(log.String(), `"bytes":`)
			problem := got.Headers["Content-Type"] == "application/problem+json"
			if refused := test.status == 500; logged != refused || problem != refused {
				t.Errorf("logged %s, answered %v", log.String(), got.Headers)
			}
		})
	}
}

func TestAnInvalidStatusIsA500(t *testing.T) {
	got := handle(t, event("/"), func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(7) })
	if got.StatusCode != 500 {
		t.Errorf("status = %d, want 500", got.StatusCode)
	}
}

func TestRemoteAddrHasAPort(t *testing.T) {
	for _, ip := range []string{"192.0.2.7", "2001:db8::7"} {
		e := event("/")
		e.RequestContext.HTTP.SourceIP = ip
		host, _, err := net.SplitHostPort(receive(t, e).RemoteAddr)
		if err != nil || host != ip {
			t.Errorf("SplitHostPort(RemoteAddr) = %q, %v; want %q", host, err, ip)
		}
	}
}

func TestAnEventThatIsNotARequestIsA400(t *testing.T) {
	unreadable := event("/")
	unreadable.IsBase64Encoded, unreadable.Body = true, "%%%"
	method := event("/")
	method.RequestContext.HTTP.Method = "GE T"
	for _, e := range []lambdahttp.Event{unreadable, method} {
		got := handle(t, e, func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") })
		if got.StatusCode != 400 || got.Headers["Content-Type"] != "application/problem+json" {
			t.Errorf("answer = %+v, want 400", got)
		}
	}
}

func TestWhatWentAroundTheEdgeIsRefused(t *testing.T) {
	handled := 0
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		handled++
		if got := r.Header.Get(edge.Header); got != "" {
			t.Errorf("the handler sees the secret %q", got)
		}
	})
	a := lambdahttp.New(h, slog.New(slog.DiscardHandler)).Behind(edge.New("new,old"))
	for sent, status := range map[string]int{"new": 200, "old": 200, "": 403, "other": 403, "new,old": 403} {
		e := event("/api/me")
		if sent != "" {
			e.Headers[edge.Header] = sent
		}
		handled = 0
		got, err := a.Handle(t.Context(), e)
		if err != nil || got.StatusCode != status || (handled == 1) != (status == 200) {
			t.Errorf("with %q: %d, %v; handled %d times", sent, got.StatusCode, err, handled)
		}
		if status == 403 && got.Headers["Content-Type"] != "application/problem+json" {
			t.Errorf("with %q: %+v", sent, got)
		}
	}
}

func TestBodyHostAndCookiesArrive(t *testing.T) {
	e := event("/")
	e.Headers["host"] = "partners.example.com"
	e.Cookies = []string{"a=1", "b=2"}
	e.IsBase64Encoded, e.Body = true, "/wA="
	handle(t, e, func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !bytes.Equal(body, []byte{0xff, 0}) {
			t.Errorf("body = %x, %v", body, err)
		}
		if b, err := r.Cookie("b"); err != nil || b.Value != "2" || r.Host != "partners.example.com" {
			t.Errorf("cookie = %v, %v; host = %q", b, err, r.Host)
		}
	})
}

func TestAnswersHaveTheFormOfTheGateway(t *testing.T) {
	got := handle(t, event("/"), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Origin")
		_, _ = w.Write([]byte{0xff, 0})
	})
	if len(got.Cookies) != 2 || got.Headers["Vary"] != "Accept,Origin" || !got.IsBase64Encoded || got.Body != "/wA=" {
		t.Errorf("answer = %+v", got)
	}
}

func TestThereIsNoBodyWhereNoneIsAllowed(t *testing.T) {
	head := event("/")
	head.RequestContext.HTTP.Method = http.MethodHead
	got := handle(t, head, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x") })
	if got.Body != "" {
		t.Errorf("HEAD: body = %q", got.Body)
	}
	got = handle(t, event("/"), func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		if _, err := io.WriteString(w, "x"); err != http.ErrBodyNotAllowed {
			t.Errorf("Write after 204: %v", err)
		}
	})
	if got.Body != "" {
		t.Errorf("204: body = %q", got.Body)
	}
}
