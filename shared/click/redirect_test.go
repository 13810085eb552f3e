package click

import (
	"context"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/shared/edge"
	"signpost/shared/referral"
)

// canned is a table with the demo's links that keeps clicks in memory.
type canned struct {
	mu    sync.Mutex
	first map[string]referral.Click
	rest  map[referral.ClickID]referral.Click
	err   error // what every call returns
	hang  bool  // reads take until their context ends
	reads int   // of links

	saltReads   int
	firstWrites int
}

func newCanned() *canned {
	return &canned{first: map[string]referral.Click{}, rest: map[referral.ClickID]referral.Click{}}
}

func (s *canned) ReadLink(ctx context.Context, website, partner, ad referral.Code) (w *referral.Website, p *referral.Partner, a *referral.Ad, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.hang {
		<-ctx.Done()
		return nil, nil, nil, ctx.Err()
	}
	programs := []referral.Code{"standard"}
	if website == "haircare" {
		w = &referral.Website{Code: "haircare", URL: "https://example.com/haircare", Programs: programs, Status: referral.Active}
	}
	if partner == "abc123" {
		p = &referral.Partner{Code: "abc123", Programs: programs, Status: referral.Active}
	}
	if ad == "website2" {
		a = &referral.Ad{Code: "website2", Partner: "abc123", Status: referral.Active}
	}
	return w, p, a, s.err
}

func (s *canned) WriteFirst(_ context.Context, c referral.Click) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.firstWrites++
	there, taken := s.first[c.ID.Visit()]
	if !taken {
		s.first[c.ID.Visit()] = c
	}
	return !taken || there.ID == c.ID, s.err
}

func (s *canned) WriteRepeat(_ context.Context, c referral.Click) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest[c.ID] = c
	return s.err
}

func (s *canned) Salts(_ context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	s.saltReads++
	salts := make([][]byte, len(days))
	for i := range salts {
		salts[i] = make([]byte, SaltLength)
		_, _ = io.ReadFull(random, salts[i])
	}
	return salts, s.err
}

func newRedirect(s *canned) *Redirect {
	log := slog.New(slog.DiscardHandler)
	return &Redirect{Links: NewLinks(s), Salts: NewSalts(s, crand.Reader), Writer: NewWriter(s, nil, log), Now: time.Now, Random: rand.Uint64, Log: log}
}

// request is an event, field by field.
type request struct {
	method, path, query string
	headers             map[string]string
}

func (r *Redirect) answerTo(t *testing.T, q request) (status int, headers map[string]string, body string) {
	t.Helper()
	if q.method == "" {
		q.method = "GET"
	}
	payload, _ := json.Marshal(map[string]any{"rawPath": q.path, "rawQueryString": q.query, "headers": q.headers,
		"requestContext": map[string]any{"http": map[string]string{"method": q.method, "sourceIp": "203.0.113.7"}}})
	out, err := r.Invoke(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		StatusCode int
		Headers    map[string]string
		Body       string
	}
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return a.StatusCode, a.Headers, a.Body
}

var person = map[string]string{"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}

func with(name, value string) map[string]string {
	headers := maps.Clone(person)
	headers[name] = value
	return headers
}

func TestAnswers(t *testing.T) {
	const link = "/go/haircare/abc123/website2"
	for name, c := range map[string]struct {
		request
		status       int
		firsts, rest int    // clicks of the one visit
		location     string // up to the click id
	}{
		"visit":           {request{path: link, query: "a=1", headers: person}, 302, 1, 0, "https://example.com/haircare?a=1&partner=abc123&ad=website2&click_id="},
		"no partner":      {request{path: "/go/HAIRCARE/", headers: person}, 302, 1, 0, "https://example.com/haircare?click_id="},
		"unknown partner": {request{path: "/go/haircare/nobody/website2", headers: person}, 302, 1, 0, "https://example.com/haircare?click_id="},
		"unknown website": {request{path: "/go/nothing/abc123", headers: person}, 404, 0, 0, ""},
		"no link":         {request{path: "/go/", headers: person}, 404, 0, 0, ""},
		"HEAD":            {request{method: "HEAD", path: link, headers: person}, 302, 0, 0, "https://example.com/haircare?partner=abc123&ad=website2&click_id="},
		"POST":            {request{method: "POST", path: link, headers: person}, 405, 0, 0, ""},
		"prefetch":        {request{path: link, headers: with("sec-purpose", "prefetch;prerender")}, 302, 0, 0, "https://example.com/haircare?partner=abc123&ad=website2&click_id="},
		"prefetch, older": {request{path: link, headers: with("purpose", "prefetch")}, 302, 0, 0, "https://example.com/haircare?partner=abc123&ad=website2&click_id="},
		"crawler":         {request{path: link, headers: with("user-agent", "Googlebot/2.1")}, 302, 0, 1, "https://example.com/haircare?partner=abc123&ad=website2&click_id="},
		"no user agent":   {request{path: link}, 302, 0, 1, "https://example.com/haircare?partner=abc123&ad=website2&click_id="},
	} {
		t.Run(name, func(t *testing.T) {
			s := newCanned()
			status, headers, body := newRedirect(s).answerTo(t, c.request)
			if status != c.status || len(s.first) != c.firsts || len(s.rest) != c.rest || !strings.HasPrefix(headers["Location"], c.location) {
				t.Errorf("%d to %q; %d first clicks and %d others", status, headers["Location"], len(s.first), len(s.rest))
			}
			if headers["Cache-Control"] != "no-store" {
				t.Errorf("headers = %v", headers)
			}
			if isPage := strings.HasPrefix(body, "<!doctype html>"); isPage != (status != 302) {
				t.Errorf("body = %q", body)
			}
		})
	}
}

// One visitor can't make itself many, or say where it is from.
func TestOnlyTheEdgeSaysWhoVisitsAndFromWhere(t *testing.T) {
	for name, c := range map[string]struct {
		secrets, sent string
		firsts, rest  int
		country       string
	}{
		"no edge":               {"", "", 1, 59, ""},
		"no edge, but a secret": {"", "the-secret", 1, 59, ""},
		"around the edge":       {"the-secret,the-one-before", "", 0, 0, ""},
		"with a guess":          {"the-secret,the-one-before", "guessed", 0, 0, ""},
		"through the edge":      {"the-secret,the-one-before", "the-secret", 60, 0, "NO"},
		"with the one before":   {"the-secret,the-one-before", "the-one-before", 60, 0, "NO"},
	} {
		s := newCanned()
		r := newRedirect(s)
		r.Edge = edge.New(c.secrets)
		for i := range 60 {
			headers := with("cloudfront-viewer-country", "NO")
			headers["cloudfront-viewer-address"] = fmt.Sprintf("198.51.100.%d:4711", i)
			headers[edge.Header] = c.sent
			r.answerTo(t, request{path: "/go/haircare/abc123", headers: headers})
		}
		if len(s.first) != c.firsts || len(s.rest) != c.rest {
			t.Errorf("%s: one client is %d visitors, with %d more visits", name, len(s.first), len(s.rest))
		}
		for _, click := range s.first {
			if click.Visitor.Country != c.country {
				t.Errorf("%s: from %q", name, click.Visitor.Country)
			}
		}
	}
}

func TestWhatWentAroundTheEdgeIsToldSo(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	r.Edge = edge.New("the-secret")
	for _, q := range []request{
		{path: "/go/haircare/abc123", headers: person},
		{method: "HEAD", path: "/go/haircare/abc123", headers: with(edge.Header, "guessed")},
		{path: "/go/nothing", headers: with(edge.Header, "the-secret,the-secret")},
	} {
		status, headers, body := r.answerTo(t, q)
		if status != 403 || headers["Location"] != "" || !strings.HasPrefix(body, "<!doctype html>") {
			t.Errorf("%+v: %d %v %s", q, status, headers, body)
		}
	}
	if s.reads != 0 || len(s.first)+len(s.rest) != 0 {
		t.Errorf("%d reads, %d clicks", s.reads, len(s.first)+len(s.rest))
	}
}

func TestAWarmFunctionKnowsItsVisitors(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	for range 3 {
		r.answerTo(t, request{path: "/go/haircare/abc123", headers: person})
	}
	if len(s.first) != 1 || len(s.rest) != 2 || s.firstWrites != 1 {
		t.Errorf("%d first clicks, %d others, %d attempts to be the first", len(s.first), len(s.rest), s.firstWrites)
	}
}

// The Lambda runtime uses the event's memory again after the answer.
func TestNothingOfTheEventIsKept(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	for _, path := range []string{"/go/haircare/abc123/website2", "/go/nothing/nobody/none"} {
		payload := []byte(`{"rawPath":"` + path + `","headers":{"user-agent":"Mozilla/5.0 (X11) Gecko/1"},"requestContext":{"http":{"method":"GET"}}}`)
		if _, err := r.Invoke(t.Context(), payload); err != nil {
			t.Fatal(err)
		}
		for i := range payload {
			payload[i] = '#'
		}
	}
	for _, m := range []map[referral.Code]bool{keys(r.Links.websites.young), keys(r.Links.partners.young), keys(r.Links.ads.young)} {
		for code := range m {
			if again, err := referral.ParseCode(string(code)); err != nil || again != code {
				t.Errorf("%q is in memory", code)
			}
		}
	}
	for visit := range r.Writer.visits.young {
		if strings.Contains(visit, "#") {
			t.Errorf("%q is in memory", visit)
		}
	}
}

func keys[V any](m map[referral.Code]V) map[referral.Code]bool {
	all := map[referral.Code]bool{}
	for k := range m {
		all[k] = true
	}
	return all
}

func TestWhenNothingCanBeLookedUp(t *testing.T) {
	s := newCanned()
	s.err = errors.New("down")
	r := newRedirect(s)
	if status, headers, _ := r.answerTo(t, request{path: "/go/haircare", headers: person}); status != 503 || headers["Retry-After"] == "" {
		t.Errorf("%d with %v", status, headers)
	}
	r.Fallback = "https://example.com/sorry"
	if status, headers, _ := r.answerTo(t, request{path: "/go/haircare", headers: person}); status != 302 || headers["Location"] != r.Fallback {
		t.Errorf("%d with %v", status, headers)
	}
}

func TestWhatIsNoEventIsAnError(t *testing.T) {
	if _, err := newRedirect(newCanned()).Invoke(t.Context(), []byte(`{"rawPath":`)); err == nil {
		t.Error("no error")
	}
}

// secretOfTheEvent is the edge's secret in testdata/event.json.
const secretOfTheEvent = "2f1d4c6b8a9071e35d4c6b8a9071e35d4c6b8a9071e35d4c6b8a9071e35d4c6b"

func BenchmarkInvoke(b *testing.B) {
	r, payload := newRedirect(newCanned()), readEvent(b)
	r.Edge = edge.New(secretOfTheEvent)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Invoke(b.Context(), payload); err != nil {
			b.Fatal(err)
		}
	}
}
