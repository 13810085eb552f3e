package identity

import (
	"net/http"
	"slices"
)

// logout is Cognito's sign-out endpoint. It takes client_id with logout_uri, or client_id with
// redirect_uri and the rest of an authorization request
// (docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html). OpenID Connect's
// post_logout_redirect_uri works too.
func (id *Identity) logout(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	id.sessions.end(w, r, id.base)
	switch {
	case asked.Has("post_logout_redirect_uri") || asked.Has("id_token_hint") || r.Method == http.MethodPost:
		id.provider.ServeHTTP(w, r)
	case asked.Get("client_id") != id.config.Client.ID:
		id.renderProblem(w, http.StatusBadRequest, "The application that you came from is unknown here.")
	case asked.Has("logout_uri"):
		if !slices.Contains(id.config.Client.LogoutURIs, asked.Get("logout_uri")) {
			id.renderProblem(w, http.StatusBadRequest,
				"You are signed out. The address to go to is not one of the application's sign-out addresses.")
			return
		}
		http.Redirect(w, r, asked.Get("logout_uri"), http.StatusFound)
	case asked.Has("redirect_uri"):
		http.Redirect(w, r, id.config.Issuer+"/oauth2/authorize?"+r.URL.RawQuery, http.StatusFound)
	default:
		id.renderProblem(w, http.StatusBadRequest,
			"You are signed out. The request has no logout_uri to go to.")
	}
}
