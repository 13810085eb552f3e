package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"

	"signpost/infra/local/template"
)

// guard is a JWT authorizer
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html).
type guard struct {
	authorizer template.Authorizer
	parser     *jwt.Parser

	mu   sync.Mutex
	keys keyfunc.Keyfunc // nil until the issuer has been asked
}

// identity is who a token says its bearer is, as a function gets it: the JSON of
// requestContext.authorizer.jwt.
type identity struct{ context []byte }

func newGuard(a template.Authorizer, now func() time.Time) *guard {
	return &guard{authorizer: a, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256", "RS384", "RS512"}), // "only RSA-based algorithms are supported"
		jwt.WithIssuer(a.Issuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(now), jwt.WithJSONNumber())}
}

// admit lets a request through or answers it: 401 without a valid token, 403 without one of the
// scopes.
func (g *guard) admit(w http.ResponseWriter, r *http.Request, scopes []string) (*identity, bool) {
	token := r.Header.Get("Authorization")
	if bearer, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(bearer, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	if token == "" {
		w.Header().Set("Www-Authenticate", "Bearer")
		refuse(w, http.StatusUnauthorized, "Unauthorized")
		return nil, false
	}
	claims, err := g.verify(r.Context(), token)
	if err != nil {
		w.Header().Set("Www-Authenticate",
			fmt.Sprintf(`Bearer scope="" error="invalid_token" error_description="%s"`, why(err)))
		refuse(w, http.StatusUnauthorized, "Unauthorized")
		return nil, false
	}
	granted := scopesOf(claims)
	if len(scopes) > 0 && !slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(granted, s) }) {
		w.Header().Set("Www-Authenticate",
			fmt.Sprintf(`Bearer scope="%s" error="insufficient_scope" error_description="the token does not have a required scope"`, strings.Join(scopes, " ")))
		refuse(w, http.StatusForbidden, "Forbidden")
		return nil, false
	}
	return &identity{describe(claims, granted)}, true
}

var errAudience = errors.New("the token does not have a valid audience")

func (g *guard) verify(ctx context.Context, token string) (jwt.MapClaims, error) {
	keys, err := g.issuerKeys(ctx)
	if err != nil {
		return nil, err
	}
	claims := jwt.MapClaims{}
	if _, err := g.parser.ParseWithClaims(token, claims, keys.Keyfunc); err != nil {
		return nil, err
	}
	return claims, g.checkAudience(claims)
}

// checkAudience wants aud to be one of the authorizer's audiences, or client_id if there is no
// aud.
func (g *guard) checkAudience(claims jwt.MapClaims) error {
	audience, err := claims.GetAudience()
	if err != nil {
		return errAudience
	}
	if _, has := claims["aud"]; !has {
		client, _ := claims["client_id"].(string)
		audience = []string{client}
	}
	if !slices.ContainsFunc(audience, func(a string) bool {
		return a != "" && slices.Contains(g.authorizer.Audience, a)
	}) {
		return errAudience
	}
	return nil
}

// issuerKeys returns the issuer's public keys, asked for on the first use and again when a
// token names a key that is not among them.
func (g *guard) issuerKeys(ctx context.Context) (keyfunc.Keyfunc, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.keys != nil {
		return g.keys, nil
	}
	address, err := keysAddress(ctx, g.authorizer.Issuer)
	if err != nil {
		return nil, err
	}
	g.keys, err = keyfunc.NewDefaultCtx(context.WithoutCancel(ctx), []string{address})
	return g.keys, err
}

// keysAddress reads the issuer's metadata
// (https://openid.net/specs/openid-connect-discovery-1_0.html).
func keysAddress(ctx context.Context, issuer string) (string, error) {
	// "Timeout for OpenID Connect discovery endpoint"
	ctx, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(issuer, "/")+
		"/.well-known/openid-configuration", nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var metadata struct {
		Keys string `json:"jwks_uri"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&metadata); err != nil || metadata.Keys == "" {
		return "", fmt.Errorf("the issuer %s does not say where its keys are", issuer)
	}
	return metadata.Keys, nil
}

// why is what a caller may know of what is wrong with its token.
func why(err error) string {
	switch {
	case errors.Is(err, errAudience):
		return errAudience.Error()
	case errors.Is(err, jwt.ErrTokenExpired):
		return "the token has expired"
	case errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return "the issuer of the token is invalid"
	}
	return "the token is invalid"
}
