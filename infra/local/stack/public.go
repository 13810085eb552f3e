package stack

import (
	"net/http"
	"strings"
)

// public serves the stack's port: the issuer under its path, the API everywhere else. It is not
// an http.ServeMux, because that cleans paths, and API Gateway passes them on as they are.
type public struct{ api, issuer http.Handler }

// ServeHTTP implements http.Handler.
func (p public) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == issuerPath || strings.HasPrefix(r.URL.Path, issuerPath+"/") {
		p.issuer.ServeHTTP(w, r)
		return
	}
	p.api.ServeHTTP(w, r)
}
