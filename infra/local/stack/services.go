package stack

import (
	"context"
	"net/http"
	"strings"
)

// startServices serves to the functions what AWS would: the queues and the user pool's API, on one address that only they know of.
func (s *Stack) startServices(context.Context) error {
	users := s.identity.AdminAPI()
	s.serveOn(s.services, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service, _, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		switch service {
		case "AWSCognitoIdentityProviderService":
			users.ServeHTTP(w, r)
		default:
			http.Error(w, "the local stack does not serve "+service, http.StatusNotImplemented)
		}
	}))
	return nil
}
