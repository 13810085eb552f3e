package stack

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"signpost/shared/edge"
)

func TestThePublicPortIsTheEdge(t *testing.T) {
	var got http.Header
	api := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	r := httptest.NewRequest(http.MethodGet, "/go/haircare", nil)
	r.Header.Set(edge.Header, "forged")
	r.Header.Set("CloudFront-Viewer-Country", "NO")
	public{api: api, issuer: http.NotFoundHandler(), secret: "the-secret"}.ServeHTTP(httptest.NewRecorder(), r)
	if secrets := got.Values(edge.Header); len(secrets) != 1 || secrets[0] != "the-secret" {
		t.Errorf("the API gets the secrets %q", secrets)
	}
	if country := got.Get("CloudFront-Viewer-Country"); country != "NO" {
		t.Errorf("the API gets the country %q", country)
	}
}
