package stack

import (
	"net/http"
	"strings"

	"signpost/shared/edge"
)

// public serves the stack's port: the issuer under its path, the API everywhere else. It is not
// an http.ServeMux, because that cleans paths, and API Gateway passes them on as they are.
//
// To the API it is the edge. It adds the secret, as CloudFront would, but can't know where visitors
// are: what they say themselves in CloudFront's headers passes.
type public struct {
	api, issuer http.Handler
	secret      string // of the edge
}

// ServeHTTP implements http.Handler.
func (p public) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == issuerPath || strings.HasPrefix(r.URL.Path, issuerPath+"/") {
		p.issuer.ServeHTTP(w, r)
		return
	}
	r.Header.Set(edge.Header, p.secret)
	p.api.ServeHTTP(w, r)
}
