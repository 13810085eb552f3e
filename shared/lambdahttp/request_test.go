package lambdahttp

import (
	"net/url"
	"strings"
	"testing"
)

// Whatever the gateway sends, the handler gets the path byte for byte, and nothing of it is taken
// for the query or the other way round.
func FuzzPathAndQueryArriveAsSent(f *testing.F) {
	for _, seed := range [][2]string{
		{"/api/ads", "limit=1"}, {"/go/a b/c#d", "x=%zz&y=%00"}, {"/%25zz/é?", "a=1#b"}, {"//evil.example/", "?"},
		{"/a/../b", ""}, {"/\xff", "q=\xff;"}, {"/x%2Fy", "=&&="},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		path = "/" + path // API Gateway's paths start with one
		event := Event{Version: "2.0", RawPath: path, RawQueryString: query}
		event.RequestContext.HTTP.Method, event.RequestContext.HTTP.Path = "GET", path
		event.RequestContext.DomainName = "go.example.com"
		r, err := request(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		if r.URL.Path != path || r.URL.Host != "go.example.com" {
			t.Errorf("path %q at %q, want %q", r.URL.Path, r.URL.Host, path)
		}
		want, _ := url.ParseQuery(strings.ReplaceAll(query, "#", "%23"))
		if got := r.URL.Query(); got.Encode() != want.Encode() {
			t.Errorf("query %q of %q", got, query)
		}
	})
}
