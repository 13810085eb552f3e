package main

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// The script is too small to slow a destination's page down, and other sites may load it.
func TestTheClickScriptIsForOtherSites(t *testing.T) {
	s, err := newSite(fstest.MapFS{}, []byte("{}"), settings{})
	if err != nil {
		t.Fatal(err)
	}
	got := httptest.NewRecorder()
	s.ServeHTTP(got, httptest.NewRequest("GET", clickPath, nil))
	h := got.Header()
	if got.Code != 200 || h.Get("Cache-Control") != cacheForAnHour {
		t.Errorf("%d %v", got.Code, h)
	}
	if !strings.HasPrefix(h.Get("Content-Type"), "text/javascript") {
		t.Errorf("it is not a script: %v", h)
	}
	if h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("other sites cannot load it: %v", h)
	}
	if size := got.Body.Len(); size > 1600 {
		t.Errorf("the script has %d bytes", size)
	}
	other := httptest.NewRecorder()
	s.ServeHTTP(other, httptest.NewRequest("GET", "/", nil))
	if got := other.Header().Get("Cross-Origin-Resource-Policy"); got != "same-origin" {
		t.Errorf("the page is open to other sites: %q", got)
	}
}
