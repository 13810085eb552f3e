package stack

import (
	"net/http"
	"strings"
)

// public is what listens on the stack's port. It is no http.ServeMux, which would clean paths
// that API Gateway hands on as they are.
type public struct{ api, issuer http.Handler }

func newPublic(api, issuer http.Handler) http.Handler { return public{api, issuer} }

// ServeHTTP implements http.Handler.
func (p public) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == issuerPath || strings.HasPrefix(r.URL.Path, issuerPath+"/") {
		p.issuer.ServeHTTP(w, r)
		return
	}
	p.api.ServeHTTP(w, r)
}
