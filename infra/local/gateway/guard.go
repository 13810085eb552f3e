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
	keys keyfunc.Keyfunc // nil until they were fetched from the issuer
}

// identity is what a function gets of a token: the JSON of requestContext.authorizer.jwt.
type identity struct{ context []byte }

func newGuard(a template.Authorizer, now func() time.Time) *guard {
	return &guard{authorizer: a, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256", "RS384", "RS512"}), // "only RSA-based algorithms are supported"
		jwt.WithIssuer(a.Issuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithTimeFunc(now), jwt.WithJSONNumber(),
	)}
}

// admit lets a request through or answers it, with 401 if it has no valid token and 403 if the
// token has none of the scopes.
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
		challenge(w, nil, "invalid_token", why(err))
		refuse(w, http.StatusUnauthorized, "Unauthorized")
		return nil, false
	}
	granted := scopesOf(claims)
	if len(scopes) > 0 && !slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(granted, s) }) {
		challenge(w, scopes, "insufficient_scope", "the token does not have a required scope")
		refuse(w, http.StatusForbidden, "Forbidden")
		return nil, false
	}
	return &identity{describe(claims, granted)}, true
}

func challenge(w http.ResponseWriter, scopes []string, code, description string) {
	w.Header().Set("Www-Authenticate", fmt.Sprintf(`Bearer scope="%s" error="%s" error_description="%s"`,
		strings.Join(scopes, " "), code, description))
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

// checkAudience requires aud, or client_id if there is no aud, to be one of the authorizer's
// audiences.
func (g *guard) checkAudience(claims jwt.MapClaims) error {
	audience, err := claims.GetAudience()
	if err != nil {
		return errAudience
	}
	if _, has := claims["aud"]; !has {
		client, _ := claims["client_id"].(string)
		audience = []string{client}
	}
	allowed := func(a string) bool { return a != "" && slices.Contains(g.authorizer.Audience, a) }
	if !slices.ContainsFunc(audience, allowed) {
		return errAudience
	}
	return nil
}

// issuerKeys returns the issuer's public keys. They are fetched on first use, and again when a
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
	address := strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
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

// why returns what a caller may know about what is wrong with its token.
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
