package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var cognito = settings{
	Issuer:       "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",
	ClientID:     "client",
	Scopes:       "openid signpost/partner",
	TimeZone:     "Europe/Oslo",
	signInOrigin: "https://signpost-1.auth.eu-west-1.amazoncognito.com",
}

func newTestSite(t *testing.T, s settings) *site {
	t.Helper()
	built := fstest.MapFS{
		".keep":                      {},
		"manifest.json":              {Data: []byte(`{}`)},
		"index.html":                 {Data: []byte("<!doctype html>page")},
		"index.html.br":              {Data: []byte("br page")},
		"assets/index-a1b2.js":       {Data: []byte("script")},
		"assets/index-a1b2.js.br":    {Data: []byte("br script")},
		"assets/index-a1b2.js.gz":    {Data: []byte("gz script")},
		"assets/picture-c3d4.secret": {Data: []byte("not ours")},
	}
	site, err := newSite(built, []byte(`{"openapi":"3.1.0"}`), s)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func get(site *site, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w.Result()
}

func TestWhatNobodyServesIsAProblem(t *testing.T) {
	site := newTestSite(t, cognito)
	for _, test := range []struct{ method, path, accept string }{
		{http.MethodPost, "/", ""},
		{http.MethodPost, "/reports", ""},
		{http.MethodDelete, "/api/ads/website2", ""},
		{http.MethodGet, "/api/nothing", "text/html"},
		{http.MethodOptions, "/config.json", "*/*"},
	} {
		r := httptest.NewRequest(test.method, test.path, nil)
		r.Header.Set("Accept", test.accept)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		var got map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 404 ||
			got["status"] != 404.0 || got["title"] != "Not Found" ||
			w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s", test.method, test.path, w.Code, w.Body)
		}
	}
}

func TestPaths(t *testing.T) {
	site := newTestSite(t, cognito)
	const html, js, asJSON = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "application/json"
	for _, test := range []struct {
		path        string
		status      int
		contentType string
		cache       string
	}{
		{"/", 200, html, "no-cache"},
		{"/?code=1&state=2", 200, html, "no-cache"},
		{"/index.html", 200, html, "no-cache"},
		{"/links", 200, html, "no-cache"},
		{"/links?website=haircare", 200, html, "no-cache"},
		{"/postback", 200, html, "no-cache"},
		{"/stats", 200, html, "no-cache"},
		{"/conversions", 200, html, "no-cache"},
		{"/admin", 200, html, "no-cache"},
		{"/admin/partners/abc123", 200, html, "no-cache"},
		{"/assets/index-a1b2.js", 200, js, cacheForEver},
		{"/config.json", 200, asJSON, "no-cache"},
		{"/openapi.json", 200, "application/json", "no-cache"},
		{"/links/", 404, "application/problem+json", "no-store"},
		{"/nothing", 404, "application/problem+json", "no-store"},
		{"/assets/", 404, "application/problem+json", "no-store"},
		{"/assets/index-a1b2.js.br", 404, "application/problem+json", "no-store"},
		{"/assets/picture-c3d4.secret", 404, "application/problem+json", "no-store"},
		{"/assets/../index.html", 404, "application/problem+json", "no-store"},
		{"/manifest.json", 404, "application/problem+json", "no-store"},
		{"/.keep", 404, "application/problem+json", "no-store"},
	} {
		res := get(site, test.path)
		contentType, cache := res.Header.Get("Content-Type"), res.Header.Get("Cache-Control")
		if res.StatusCode != test.status || contentType != test.contentType || cache != test.cache {
			t.Errorf("GET %s: %d %s, %s", test.path, res.StatusCode, contentType, cache)
		}
		if res.Header.Get("Content-Security-Policy") == "" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET %s: without the security headers", test.path)
		}
	}
}

func TestAPageThatMovedIsStillFoundAtItsOldPath(t *testing.T) {
	for path, want := range map[string]string{
		"/reports":                 "/stats",
		"/reports?period=7d&by=ad": "/stats?period=7d&by=ad",
	} {
		res := get(newTestSite(t, cognito), path)
		if got := res.Header.Get("Location"); res.StatusCode != 301 || got != want {
			t.Errorf("GET %s: %d %s, want %s", path, res.StatusCode, got, want)
		}
	}
}

func TestPeopleGetAPageThatSaysNotFound(t *testing.T) {
	res := get(newTestSite(t, cognito), "/nothing", "Accept", "text/html,*/*")
	if res.StatusCode != 404 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

func TestEncodings(t *testing.T) {
	site := newTestSite(t, cognito)
	for accepted, want := range map[string]string{
		"":                       "",
		"gzip, deflate, br":      "br",
		"gzip":                   "gzip",
		"gzip;q=0.5, BR ; q=0.1": "br",
		"br;q=0, gzip":           "gzip",
		"br;q=0.000":             "",
		"brother":                "",
		"identity":               "",
	} {
		res := get(site, "/assets/index-a1b2.js", "Accept-Encoding", accepted)
		if got := res.Header.Get("Content-Encoding"); got != want || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: %q, want %q; Vary %q", accepted, got, want, res.Header.Get("Vary"))
		}
	}
}

func TestAFileThatTheClientHasIsNotSentAgain(t *testing.T) {
	site := newTestSite(t, cognito)
	plain, br := get(site, "/").Header.Get("ETag"), get(site, "/", "Accept-Encoding", "br").Header.Get("ETag")
	if plain == br {
		t.Fatalf("both encodings have the ETag %s", plain)
	}
	for named, want := range map[string]int{
		plain: 304, "W/" + plain: 304, `"x", ` + plain: 304, "*": 304, br: 200, `"x"`: 200, "": 200,
	} {
		if got := get(site, "/", "If-None-Match", named).StatusCode; got != want {
			t.Errorf("If-None-Match %s: %d, want %d", named, got, want)
		}
	}
}

func TestThePolicyAllowsTheIssuerAndNothingElse(t *testing.T) {
	const rest = "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	const start = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'"
	for name, test := range map[string]struct {
		settings settings
		connect  string
	}{
		"Cognito": {
			cognito,
			" https://cognito-idp.eu-west-1.amazonaws.com https://signpost-1.auth.eu-west-1.amazoncognito.com",
		},
		"local": {
			settings{
				Issuer:       "http://127.0.0.1:8080/local-idp",
				signInOrigin: "https://Domain.auth.us-east-1.amazoncognito.com",
			},
			" http://127.0.0.1:8080",
		},
		"none": {settings{}, ""},
	} {
		got := get(newTestSite(t, test.settings), "/").Header.Get("Content-Security-Policy")
		if want := start + test.connect + rest; got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestAnIssuerThatWouldAddToThePolicyIsRefused(t *testing.T) {
	for _, issuer := range []string{
		"javascript:alert(1)", "https://", "issuer", "https://a;script-src *", "https://*",
	} {
		if _, err := newSite(fstest.MapFS{}, nil, settings{Issuer: issuer}); err == nil {
			t.Errorf("%q was taken", issuer)
		}
	}
}

func TestTheConfigurationIsWhatTheContractSays(t *testing.T) {
	w := httptest.NewRecorder()
	newTestSite(t, cognito).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/config.json", nil))
	want := `{"issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",` +
		`"clientId":"client","scopes":"openid signpost/partner","timeZone":"Europe/Oslo"}`
	if got := w.Body.String(); got != want {
		t.Errorf("config.json = %s", got)
	}
}

func TestWithoutABuildThePageSaysHowToMakeOne(t *testing.T) {
	site, err := newSite(fstest.MapFS{".keep": {}}, nil, cognito)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if !strings.Contains(w.Body.String(), "make page") {
		t.Errorf("GET / = %q", w.Body.String())
	}
}
