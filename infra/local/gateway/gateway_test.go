package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"signpost/infra/local/template"
)

// functions answers for every function and keeps the last event.
type functions struct {
	answer string
	err    error
	slow   bool
	got    []byte
	called int
}

func (f *functions) Invoke(ctx context.Context, _ string, payload []byte) ([]byte, error) {
	f.got = payload
	f.called++
	if f.slow {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return []byte(f.answer), f.err
}

func (f *functions) event(t *testing.T) events.APIGatewayV2HTTPRequest {
	t.Helper()
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(f.got, &e); err != nil {
		t.Fatalf("the event is not JSON: %v\n%s", err, f.got)
	}
	return e
}

func serve(t *testing.T, f *functions, keys ...string) *httptest.Server {
	t.Helper()
	if f.answer == "" {
		f.answer = `{"statusCode":200}`
	}
	var routes []template.Route
	for _, k := range keys {
		routes = append(routes, template.Route{Key: k, Function: "F", Timeout: 200 * time.Millisecond})
	}
	captured := time.Date(2026, 7, 10, 19, 19, 5, 766e6, time.UTC)
	g, err := New(Config{Routes: routes, Functions: f, Now: func() time.Time { return captured }})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	return s
}

func send(t *testing.T, method, url string, header http.Header, body io.Reader) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	client := http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

// The request and the expected fields are a capture from AWS: github.com/hotsock/voker,
// vokerhttp/testdata/apigwv2-request.json, July 2026.
func TestEventAsCapturedFromAWS(t *testing.T) {
	f := &functions{}
	s := serve(t, f, "$default")
	const query = "repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb" +
		"&literalPlus=a+b&encodedPlus=a%2Bb&empty="
	send(t, "POST", s.URL+"/capture/space%20value?"+query, http.Header{
		"Cookie": {"session=abc123; theme=dark"}, "Content-Type": {"application/json"},
		"User-Agent": {"curl/8.7.1"}, "X-Voker-Probe": {"first", "second"}, "Accept": {"*/*"},
	}, strings.NewReader(`{"unicode":"lambda-λ"}`))
	e := f.event(t)
	if e.Version != "2.0" || e.RouteKey != "$default" || e.RawPath != "/capture/space value" ||
		e.RawQueryString != query {
		t.Errorf("%+v", e)
	}
	for name, want := range map[string]string{
		"empty": "", "encodedPlus": "a+b", "literalPlus": "a b", "redirect": "https://example.com/a/b",
		"repeat": "one,two",
	} {
		if got := e.QueryStringParameters[name]; got != want {
			t.Errorf("query %s: %q, want %q", name, got, want)
		}
	}
	if len(e.Cookies) != 2 || e.Cookies[0] != "session=abc123" || e.Cookies[1] != "theme=dark" {
		t.Errorf("cookies %q", e.Cookies)
	}
	host := strings.TrimPrefix(s.URL, "http://")
	for name, want := range map[string]string{
		"x-voker-probe": "first,second", "content-length": "23", "content-type": "application/json",
		"user-agent": "curl/8.7.1", "accept": "*/*", "host": host, "x-forwarded-for": "127.0.0.1",
		"x-forwarded-proto": "http",
	} {
		if got := e.Headers[name]; got != want {
			t.Errorf("header %s: %q, want %q", name, got, want)
		}
	}
	if _, there := e.Headers["cookie"]; there ||
		!strings.HasPrefix(e.Headers["x-amzn-trace-id"], "Root=1-6a5145a9-") {
		t.Errorf("headers %v", e.Headers)
	}
	c := e.RequestContext
	if c.HTTP.Method != "POST" || c.HTTP.Path != "/capture/space value" || c.HTTP.Protocol != "HTTP/1.1" ||
		c.HTTP.SourceIP != "127.0.0.1" || c.HTTP.UserAgent != "curl/8.7.1" || c.Stage != "$default" ||
		c.Time != "10/Jul/2026:19:19:05 +0000" || c.TimeEpoch != 1783711145766 ||
		c.DomainName != "127.0.0.1" || c.RequestID == "" || c.Authorizer != nil {
		t.Errorf("context %+v", c)
	}
	if e.Body != `{"unicode":"lambda-λ"}` || e.IsBase64Encoded {
		t.Errorf("body %q %v", e.Body, e.IsBase64Encoded)
	}
}

// Without cookies, query, parameters or body, the event does not have these fields
// (github.com/KensioSoftware/yulin, observed).
func TestTheEventOfABareRequest(t *testing.T) {
	f := &functions{}
	s := serve(t, f, "GET /")
	send(t, "GET", s.URL+"/", nil, nil)
	var e map[string]json.RawMessage
	if err := json.Unmarshal(f.got, &e); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"} {
		if _, there := e[name]; there {
			t.Errorf("%s is there", name)
		}
	}
	if string(e["rawQueryString"]) != `""` {
		t.Errorf("rawQueryString %s", e["rawQueryString"])
	}
}

// Captured from AWS: github.com/hotsock/voker, vokerhttp/testdata/ingress-paths.json. AWS
// decodes twice, and a question mark that appears in between cuts off the path.
func TestPathsAsCapturedFromAWS(t *testing.T) {
	cases := []struct{ sent, delivered string }{
		{"/capture/plain", "/capture/plain"},
		{"/capture/space%20value", "/capture/space value"},
		{"/capture/question%3Fvalue", "/capture/question"},
		{"/capture/hash%23value", "/capture/hash#value"},
		{"/capture/slash%2Fvalue", "/capture/slash/value"},
		{"/capture/unicode-%CE%BB-%E4%B8%96%E7%95%8C", "/capture/unicode-λ-世界"},
		{"/capture/literal%252Fvalue", "/capture/literal/value"},
		{"/capture/literal%253Fvalue", "/capture/literal?value"},
		{"/capture/literal%2525value", "/capture/literal%value"},
		// AWS answers 400. Here the function gets it, so that tests show that it copes.
		{"/capture/percent%25zz", "/capture/percent%zz"},
		{"/" + strings.Repeat("a", 2000), "/" + strings.Repeat("a", 2000)},
	}
	for _, c := range cases {
		f := &functions{}
		s := serve(t, f, "GET /{proxy+}")
		send(t, "GET", s.URL+c.sent, nil, nil)
		if e := f.event(t); e.RawPath != c.delivered || e.RequestContext.HTTP.Path != c.delivered ||
			e.PathParameters["proxy"] != c.delivered[1:] {
			t.Errorf("%s: got %q, %q, want %q", c.sent, e.RawPath, e.PathParameters, c.delivered)
		}
	}
}

// Routes are matched with the path that was decoded once: {code} takes a%252Fb, but not a%2Fb
// (https://prodissertation.co.uk/post/how-to-encode-parameters-for-aws-api-gateway-http-api,
// and the captures above).
func TestEncodedSlashesInRoutes(t *testing.T) {
	f := &functions{}
	s := serve(t, f, "GET /a/{code}")
	if resp, _ := send(t, "GET", s.URL+"/a/x%2Fy", nil, nil); resp.StatusCode != 404 {
		t.Errorf("one escape: %d", resp.StatusCode)
	}
	send(t, "GET", s.URL+"/a/x%252Fy", nil, nil)
	if e := f.event(t); e.PathParameters["code"] != "x/y" {
		t.Errorf("two escapes: %q", e.PathParameters)
	}
}

// Tested against AWS by github.com/ministackorg/ministack, pull request 766.
func TestWhichBodiesAreBase64(t *testing.T) {
	cases := []struct {
		contentType, body string
		encoded           bool
	}{
		{"text/plain", "a", false},
		{"text/csv; charset=utf-8", "a", false},
		{"application/json", "{}", false},
		{"application/xml", "<a/>", false},
		{"application/javascript", "a", false},
		{"application/x-www-form-urlencoded", "a=b", true},
		{"multipart/form-data; boundary=x", "--x", true},
		{"application/octet-stream", "\xff", true},
		{"image/png", "\x89PNG", true},
		{"", "a", true},
		{"application/json", "\xff\xfe", true}, // a JSON string could not hold it
	}
	for _, c := range cases {
		f := &functions{}
		s := serve(t, f, "POST /")
		send(t, "POST", s.URL+"/", http.Header{"Content-Type": {c.contentType}}, strings.NewReader(c.body))
		e := f.event(t)
		if e.IsBase64Encoded != c.encoded {
			t.Errorf("%q %q: base64 %v", c.contentType, c.body, e.IsBase64Encoded)
		}
		if !c.encoded && e.Body != c.body {
			t.Errorf("%q: body %q", c.contentType, e.Body)
		}
	}
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// ("Lambda function response for format 2.0"). github.com/aws/aws-lambda-dotnet tested against
// AWS that anything without a statusCode is sent as it is, JSON or not, and that text/plain is
// the default (InvokeResponseExtensions.cs, ApiGatewayResponseExtensions.cs).
func TestAnswers(t *testing.T) {
	const text, failed = "text/plain; charset=utf-8", `{"message":"Internal Server Error"}`
	cases := []struct {
		name, answer      string
		status            int
		body, contentType string
	}{
		{"full", `{"statusCode":201,"headers":{"content-type":"text/html"},"body":"<p>"}`, 201, "<p>", "text/html"},
		{"no type", `{"statusCode":200,"body":"x"}`, 200, "x", text},
		{"base64", `{"statusCode":200,"isBase64Encoded":true,"body":"iVBORw=="}`, 200, "\x89PNG", text},
		{"bad base64", `{"statusCode":200,"isBase64Encoded":true,"body":"*"}`, 500, failed, "application/json"},
		{"value", `{"a":1}`, 200, `{"a":1}`, "application/json"},
		{"text", `"hello"`, 200, `"hello"`, "application/json"},
		{"cut off", `{"name":"John Doe","age":`, 200, `{"name":"John Doe","age":`, "application/json"},
		{"status as text", `{"statusCode":"x","body":"b"}`, 500, failed, "application/json"},
		{"status 0", `{"statusCode":0}`, 500, failed, "application/json"},
		{"status 99", `{"statusCode":99}`, 500, failed, "application/json"},
		{"format 1.0", `{"statusCode":200,"multiValueHeaders":{"X-A":["1"]},"body":"x"}`, 200, "x", text},
		{"no body", `{"statusCode":204}`, 204, "", text},
	}
	for _, c := range cases {
		f := &functions{answer: c.answer}
		s := serve(t, f, "GET /")
		resp, body := send(t, "GET", s.URL+"/", nil, nil)
		if resp.StatusCode != c.status || body != c.body ||
			resp.Header.Get("Content-Type") != c.contentType || resp.Header.Get("X-A") != "" {
			t.Errorf("%s: %d %q %q", c.name, resp.StatusCode, body, resp.Header.Get("Content-Type"))
		}
		if resp.Header.Get("Apigw-Requestid") == "" {
			t.Errorf("%s: no request id", c.name)
		}
	}
}

func TestHeadersAndCookiesOfAnswers(t *testing.T) {
	f := &functions{answer: `{"statusCode":302,"cookies":["a=1; Secure","b=2"],
		"headers":{"location":"https://example.com/","connection":"close","content-length":"7"}}`}
	s := serve(t, f, "GET /")
	resp, _ := send(t, "GET", s.URL+"/", nil, nil)
	if resp.Header.Get("Location") != "https://example.com/" ||
		len(resp.Header.Values("Set-Cookie")) != 2 || resp.Close || resp.ContentLength != 0 {
		t.Errorf("%d %v", resp.ContentLength, resp.Header)
	}
}

func TestTheAnswerToHEADHasNoBody(t *testing.T) {
	f := &functions{answer: `{"statusCode":200,"body":"not sent"}`}
	s := serve(t, f, "HEAD /")
	if resp, body := send(t, "HEAD", s.URL+"/", nil, nil); resp.StatusCode != 200 || body != "" {
		t.Errorf("%d %q", resp.StatusCode, body)
	}
}

// The bodies are those of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
// and of github.com/aws/aws-lambda-dotnet's test tool. When a function fails, an HTTP API
// answers 500, where a REST API answers 502. When a function outlives the integration's
// timeout, it answers 503 (github.com/serverless/serverless issue 11222,
// github.com/anomalyco/sst issue 2232).
func TestWhatTheAPIAnswersItself(t *testing.T) {
	cases := []struct {
		name         string
		f            functions
		method, path string
		status       int
		body         string
	}{
		{"no route", functions{}, "GET", "/nowhere", 404, `{"message":"Not Found"}`},
		{"no method", functions{}, "POST", "/", 404, `{"message":"Not Found"}`},
		{"a function that fails", functions{err: errors.New("it panicked: secret")}, "GET", "/", 500,
			`{"message":"Internal Server Error"}`},
		{"a function that hangs", functions{slow: true}, "GET", "/", 503, `{"message":"Service Unavailable"}`},
	}
	for _, c := range cases {
		s := serve(t, &c.f, "GET /")
		resp, body := send(t, c.method, s.URL+c.path, nil, nil)
		if resp.StatusCode != c.status || body != c.body ||
			resp.Header.Get("Content-Type") != "application/json" || resp.Header.Get("Apigw-Requestid") == "" {
			t.Errorf("%s: %d %s %v", c.name, resp.StatusCode, body, resp.Header)
		}
	}
}

// The API takes 10 MB, Lambda takes 6 MB, and the request line and headers may have 10,240
// bytes: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
func TestLimits(t *testing.T) {
	f := &functions{}
	s := serve(t, f, "POST /")
	text := http.Header{"Content-Type": {"text/plain"}}
	post := func(size int) (*http.Response, string) {
		return send(t, "POST", s.URL+"/", text, bytes.NewReader(bytes.Repeat([]byte("a"), size)))
	}
	for _, size := range []int{maxBody + 1, maxPayload} {
		resp, body := post(size)
		if resp.StatusCode != 413 || body != `{"message":"Request Entity Too Large"}` {
			t.Errorf("%d bytes: %d %s", size, resp.StatusCode, body)
		}
	}
	if f.called != 0 {
		t.Error("the function was called")
	}
	if resp, _ := post(5 << 20); resp.StatusCode != 200 {
		t.Errorf("5 MB: %d", resp.StatusCode)
	}
	// What an import may have: a file of 5 MiB as text, and one of 4 MiB as anything else.
	for _, c := range []struct {
		contentType string
		size, want  int
	}{
		{"text/csv", 5 << 20, 200},
		{"application/vnd.ms-excel", 4 << 20, 200},
		{"application/vnd.ms-excel", 5 << 20, 413},
	} {
		file := strings.Repeat("\"abc123\",Ann Example,ann@example.com,standard\r\n", c.size/47)
		header := http.Header{"Content-Type": {c.contentType}}
		if resp, _ := send(t, "POST", s.URL+"/", header, strings.NewReader(file)); resp.StatusCode != c.want {
			t.Errorf("%d bytes of %s: %d", len(file), c.contentType, resp.StatusCode)
		}
	}
	long := http.Header{"X-Long": {strings.Repeat("a", maxHead)}}
	if resp, _ := send(t, "POST", s.URL+"/", long, nil); resp.StatusCode != 431 {
		t.Errorf("long headers: %d", resp.StatusCode)
	}
}

func TestTheClientsForwardingHeaders(t *testing.T) {
	f := &functions{}
	s := serve(t, f, "GET /")
	send(t, "GET", s.URL+"/", http.Header{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"gopher"}}, nil)
	if h := f.event(t).Headers; h["x-forwarded-for"] != "203.0.113.9, 127.0.0.1" ||
		h["x-forwarded-proto"] != "http" {
		t.Errorf("%v", h)
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "a", `"\`, "\x00\x1f\x7f\n\r\t", "λ世界", "\xff\xc3", " "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got, want string
		standard, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(appendString(nil, s), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(standard, &want); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	})
}
