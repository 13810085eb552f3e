package gateway

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"signpost/infra/local/template"
)

// issuer is an OpenID Connect issuer with one key.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey
}

func newIssuer(t *testing.T) issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := issuer{key: key}
	encode := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys"})
		case "/keys":
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]string{
				"kty": "RSA", "kid": "one", "alg": "RS256", "use": "sig",
				"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
			}}})
		}
	}))
	t.Cleanup(i.Close)
	return i
}

func (i issuer) claims() jwt.MapClaims {
	return jwt.MapClaims{
		"iss": i.URL, "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
		"client_id": "center", "username": "abc123", "token_use": "access",
		"scope": "openid signpost/partner", "cognito:groups": []string{"admins", "staff"},
	}
}

func (i issuer) sign(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = "one"
	text, err := token.SignedString(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func guarded(t *testing.T, i issuer, f *functions) *httptest.Server {
	t.Helper()
	f.answer = `{"statusCode":200}`
	g, err := New(Config{Functions: f, Routes: []template.Route{{
		Key: "GET /api/me", Function: "F", Timeout: time.Second, Scopes: []string{"signpost/partner"},
		Authorizer: &template.Authorizer{ID: "A", Issuer: i.URL, Audience: []string{"center"}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	return s
}

// Sources. The checks and their order:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html.
// The headers:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html.
// 403 for a missing scope: github.com/KensioSoftware/yulin,
// sim-api-gateway-v2-error-response.ts (observed).
func TestTokens(t *testing.T) {
	i := newIssuer(t)
	with := func(change func(jwt.MapClaims)) string {
		claims := i.claims()
		change(claims)
		return i.sign(t, claims)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good := i.sign(t, i.claims())
	cases := []struct {
		name, authorization string
		status              int
		says                string
	}{
		{"good", "Bearer " + good, 200, ""},
		{"without the word Bearer", good, 200, ""},
		{"an audience", "Bearer " + with(func(c jwt.MapClaims) {
			c["aud"] = "center"
			delete(c, "client_id")
		}), 200, ""},
		{"one of two audiences", "Bearer " + with(func(c jwt.MapClaims) {
			c["aud"] = []string{"x", "center"}
		}), 200, ""},
		{"scp instead of scope", "Bearer " + with(func(c jwt.MapClaims) {
			delete(c, "scope")
			c["scp"] = []string{"signpost/partner"}
		}), 200, ""},
		{"none", "", 401, "Bearer"},
		{"Bearer and nothing", "Bearer ", 401, "Bearer"},
		{"rubbish", "Bearer rubbish", 401, "the token is invalid"},
		{"two tokens", "Bearer " + good + " " + good, 401, "the token is invalid"},
		{"changed", "Bearer " + good[:len(good)-8] + "AAAAAAAA", 401, "the token is invalid"},
		{"someone else's key", "Bearer " + issuer{i.Server, other}.sign(t, i.claims()), 401,
			"the token is invalid"},
		{"no signature", "Bearer " + unsigned(t, i.claims()), 401, "the token is invalid"},
		{"signed with the public key", "Bearer " + symmetric(t, i), 401, "the token is invalid"},
		{"another issuer", "Bearer " + with(func(c jwt.MapClaims) { c["iss"] = "https://example.com" }),
			401, "the issuer of the token is invalid"},
		{"expired", "Bearer " + with(func(c jwt.MapClaims) {
			c["exp"] = time.Now().Add(-time.Second).Unix()
		}), 401, "the token has expired"},
		{"without expiry", "Bearer " + with(func(c jwt.MapClaims) { delete(c, "exp") }), 401,
			"the token is invalid"},
		{"not yet valid", "Bearer " + with(func(c jwt.MapClaims) {
			c["nbf"] = time.Now().Add(time.Hour).Unix()
		}), 401, "the token is invalid"},
		{"another client", "Bearer " + with(func(c jwt.MapClaims) { c["client_id"] = "other" }), 401,
			"the token does not have a valid audience"},
		{"aud goes before client_id", "Bearer " + with(func(c jwt.MapClaims) { c["aud"] = "other" }), 401,
			"the token does not have a valid audience"},
		{"no scope", "Bearer " + with(func(c jwt.MapClaims) { c["scope"] = "openid" }), 403, "insufficient_scope"},
	}
	for _, c := range cases {
		f := &functions{}
		s := guarded(t, i, f)
		header := http.Header{}
		if c.authorization != "" {
			header.Set("Authorization", c.authorization)
		}
		resp, body := send(t, "GET", s.URL+"/api/me", header, nil)
		bodies := map[int]string{200: "", 401: `{"message":"Unauthorized"}`, 403: `{"message":"Forbidden"}`}
		if resp.StatusCode != c.status || body != bodies[c.status] ||
			!strings.Contains(resp.Header.Get("Www-Authenticate"), c.says) {
			t.Errorf("%s: %d %s %q", c.name, resp.StatusCode, body, resp.Header.Get("Www-Authenticate"))
		}
		if called := f.called == 1; called != (c.status == 200) {
			t.Errorf("%s: function called %d times", c.name, f.called)
		}
	}
}

func unsigned(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	text, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func symmetric(t *testing.T, i issuer) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, i.claims())
	token.Header["kid"] = "one"
	text, err := token.SignedString(i.key.N.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Claims are strings, and lists are "[a b]": github.com/KensioSoftware/yulin,
// sim-http-api-jwt-claims.ts (observed).
func TestClaimsAsFunctionsGetThem(t *testing.T) {
	i := newIssuer(t)
	f := &functions{}
	s := guarded(t, i, f)
	claims := i.claims()
	claims["exp"], claims["email_verified"] = 4102444800, true
	send(t, "GET", s.URL+"/api/me", http.Header{"Authorization": {"Bearer " + i.sign(t, claims)}}, nil)
	told := f.event(t).RequestContext.Authorizer.JWT
	for name, want := range map[string]string{
		"username": "abc123", "cognito:groups": "[admins staff]", "exp": "4102444800",
		"email_verified": "true", "iss": i.URL,
	} {
		if got := told.Claims[name]; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if strings.Join(told.Scopes, " ") != "openid signpost/partner" {
		t.Errorf("scopes %q", told.Scopes)
	}
}

func TestWithoutItsIssuerNoTokenIsValid(t *testing.T) {
	i := newIssuer(t)
	address := i.URL
	token := i.sign(t, i.claims())
	i.Close()
	g := newGuard(template.Authorizer{Issuer: address, Audience: []string{"center"}}, time.Now)
	w := httptest.NewRecorder()
	if _, ok := g.admit(w, requestWith(token), nil); ok || w.Code != 401 {
		t.Errorf("without its issuer: %d", w.Code)
	}
}

func requestWith(token string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}
