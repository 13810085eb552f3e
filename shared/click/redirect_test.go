package click

import (
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/shared/edge"
	"signpost/shared/referral"
)

func newRedirect(s *canned) *Redirect {
	log := slog.New(slog.DiscardHandler)
	return &Redirect{
		Links:     NewLinks(s),
		Salts:     NewSalts(s, crand.Reader),
		Writer:    NewWriter(s, nil, log),
		Retention: referral.DefaultRetention,
		Now:       time.Now,
		Random:    rand.Uint64,
		Log:       log,
	}
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

// answer is what a visit leads to: a status, the clicks that were written, and the location up to
// the click id.
type answer struct {
	status       int
	firsts, rest int
	location     string
}

func TestAnswers(t *testing.T) {
	const (
		link     = "/go/haircare/abc123/website2"
		credited = "https://example.com/haircare?partner=abc123&ad=website2&click_id="
		bare     = "https://example.com/haircare?click_id="
	)
	inAdvance := with("sec-purpose", "prefetch;prerender")
	sent := func(firsts, rest int, location string) answer { return answer{302, firsts, rest, location} }
	for name, c := range map[string]struct {
		request
		want answer
	}{
		"visit":           {request{path: link, headers: person}, sent(1, 0, credited)},
		"no partner":      {request{path: "/go/HAIRCARE/", headers: person}, sent(1, 0, bare)},
		"unknown partner": {request{path: "/go/haircare/nobody/website2", headers: person}, sent(1, 0, bare)},
		"with a query": {request{path: link, query: "a=1", headers: person},
			sent(1, 0, "https://example.com/haircare?a=1&partner=abc123&ad=website2&click_id=")},
		"HEAD":            {request{method: "HEAD", path: link, headers: person}, sent(0, 0, credited)},
		"prefetch":        {request{path: link, headers: inAdvance}, sent(0, 1, credited)},
		"prefetch, older": {request{path: link, headers: with("purpose", "prefetch")}, sent(0, 1, credited)},
		"crawler":         {request{path: link, headers: with("user-agent", "Googlebot/2.1")}, sent(0, 1, credited)},
		"no user agent":   {request{path: link}, sent(0, 1, credited)},
		"unknown website": {request{path: "/go/nothing/abc123", headers: person}, answer{status: 404}},
		"not a link":      {request{path: "/go/", headers: person}, answer{status: 404}},
		"POST":            {request{method: "POST", path: link, headers: person}, answer{status: 405}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newCanned()
			status, headers, body := newRedirect(s).answerTo(t, c.request)
			got := answer{status, len(s.first), len(s.rest), headers["Location"]}
			if !strings.HasPrefix(got.location, c.want.location) {
				t.Errorf("sent to %q, want %q", got.location, c.want.location)
			}
			if got.location = c.want.location; got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
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

// A click says what it is, and what of its link was ignored.
func TestAClickSaysWhyItIsNotCounted(t *testing.T) {
	ahead := with("sec-purpose", "prefetch")
	noBrowser := map[string]string{"purpose": "prefetch"}
	for name, c := range map[string]struct {
		request
		kind    referral.Kind
		ignored referral.Ignored
	}{
		"visit":        {request{path: "/go/haircare/abc123", headers: person}, referral.Hit, 0},
		"bot":          {request{path: "/go/haircare/abc123"}, referral.Bot, 0},
		"unknown":      {request{path: "/go/haircare/nobody", headers: person}, referral.Hit, referral.UnknownPartner},
		"no code":      {request{path: "/go/haircare/a|b", headers: person}, referral.Hit, referral.UnknownPartner},
		"unknown ad":   {request{path: "/go/haircare/abc123/none", headers: person}, referral.Hit, referral.UnknownAd},
		"ad of nobody": {request{path: "/go/haircare//ad", headers: person}, referral.Hit, referral.AdWithoutPartner},
		"ahead":        {request{path: "/go/haircare/abc123", headers: ahead}, referral.Prefetch, 0},
		"bot, ahead":   {request{path: "/go/haircare/abc123", headers: noBrowser}, referral.Prefetch, 0},
	} {
		s := newCanned()
		newRedirect(s).answerTo(t, c.request)
		clicks := slices.AppendSeq(slices.Collect(maps.Values(s.first)), maps.Values(s.rest))
		if len(clicks) != 1 || clicks[0].Kind != c.kind || clicks[0].Ignored != c.ignored {
			t.Errorf("%s: %+v", name, clicks)
		}
	}
}

// The visit that follows a prefetch is the visitor's first.
func TestAPrefetchTakesNothingFromTheVisit(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	r.answerTo(t, request{path: "/go/haircare/abc123", headers: with("sec-purpose", "prefetch")})
	r.answerTo(t, request{path: "/go/haircare/abc123", headers: person})
	if len(s.first) != 1 || len(s.rest) != 1 {
		t.Errorf("%d first clicks and %d others", len(s.first), len(s.rest))
	}
}

func TestAClickSaysHowLongItIsKept(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	now := time.UnixMilli(1773577245792).UTC()
	r.Now, r.Retention = func() time.Time { return now }, referral.Retention(90)
	r.answerTo(t, request{path: "/go/haircare/abc123", headers: person})
	for _, c := range s.first {
		if want := now.AddDate(0, 0, 90); !c.Expires.Equal(want) {
			t.Errorf("it expires at %v, not %v", c.Expires, want)
		}
	}
	if len(s.first) != 1 {
		t.Errorf("%d clicks", len(s.first))
	}
}

// A visitor can't pretend to be many, or to be from elsewhere.
func TestOnlyTheEdgeSaysWhoVisitsAndFromWhere(t *testing.T) {
	for name, c := range map[string]struct {
		secrets, sent string
		firsts, rest  int
		country       string
	}{
		"no edge":               {"", "", 1, 59, ""},
		"no edge, but a secret": {"", "the-secret", 1, 59, ""},
		"bypassing the edge":    {"the-secret,the-one-before", "", 0, 0, ""},
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
			t.Errorf("%s: one client counts as %d visitors, with %d more visits", name, len(s.first), len(s.rest))
		}
		for _, click := range s.first {
			if click.Visitor.Country != c.country {
				t.Errorf("%s: from %q", name, click.Visitor.Country)
			}
		}
	}
}

func TestARequestThatBypassedTheEdgeIsRefused(t *testing.T) {
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

func TestAWarmFunctionRemembersItsVisitors(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	for range 3 {
		r.answerTo(t, request{path: "/go/haircare/abc123", headers: person})
	}
	if len(s.first) != 1 || len(s.rest) != 2 || s.firstWrites != 1 {
		t.Errorf("%d first clicks, %d others, %d attempts to be the first", len(s.first), len(s.rest), s.firstWrites)
	}
}

// After the answer, the Lambda runtime reuses the event's memory.
func TestNoPartOfTheEventIsKept(t *testing.T) {
	s := newCanned()
	r := newRedirect(s)
	for _, path := range []string{"/go/haircare/abc123/website2", "/go/nothing/nobody/none"} {
		payload := []byte(`{"rawPath":"` + path + `","headers":{"user-agent":"Mozilla/5.0 (X11) Gecko/1"},` +
			`"requestContext":{"http":{"method":"GET"}}}`)
		if _, err := r.Invoke(t.Context(), payload); err != nil {
			t.Fatal(err)
		}
		for i := range payload {
			payload[i] = '#'
		}
	}
	links := r.Links
	for _, m := range []map[referral.Code]bool{
		keys(links.websites.young), keys(links.partners.young), keys(links.ads.young),
	} {
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

func TestWithoutTheTableVisitorsGoToTheFallback(t *testing.T) {
	s := newCanned()
	s.err = errors.New("down")
	r := newRedirect(s)
	visit := request{path: "/go/haircare", headers: person}
	if status, headers, _ := r.answerTo(t, visit); status != 503 || headers["Retry-After"] == "" {
		t.Errorf("%d with %v", status, headers)
	}
	r.Fallback = "https://example.com/sorry"
	if status, headers, _ := r.answerTo(t, visit); status != 302 || headers["Location"] != r.Fallback {
		t.Errorf("%d with %v", status, headers)
	}
}

func TestOnlyAnEventIsAnswered(t *testing.T) {
	if _, err := newRedirect(newCanned()).Invoke(t.Context(), []byte(`{"rawPath":`)); err == nil {
		t.Error("no error")
	}
}

// eventsSecret is the edge's secret in testdata/event.json.
const eventsSecret = "2f1d4c6b8a9071e35d4c6b8a9071e35d4c6b8a9071e35d4c6b8a9071e35d4c6b"

func BenchmarkInvoke(b *testing.B) {
	r, payload := newRedirect(newCanned()), readEvent(b)
	r.Edge = edge.New(eventsSecret)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Invoke(b.Context(), payload); err != nil {
			b.Fatal(err)
		}
	}
}
