package identity_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"

	"signpost/infra/local/identity"
	"signpost/infra/local/identity/signin"
)

// pool is a running user pool with the demo users that the tests need.
type pool struct {
	*identity.Identity
	client signin.Client
	server *httptest.Server
	dir    string
	log    *syncBuffer
	clock  *clock
}

const password = "signpost-demo"

func start(t *testing.T) *pool {
	t.Helper()
	return startIn(t, t.TempDir(), &clock{now: time.Now()})
}

func startIn(t *testing.T, dir string, clock *clock) *pool {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	callback := server.URL + "/callback"
	p := &pool{server: server, dir: dir, log: &syncBuffer{}, clock: clock, client: signin.Client{
		Issuer: server.URL + "/local-idp", ID: "local-client", RedirectURI: callback,
		Scopes: []string{"openid", "email", "signpost/partner"},
	}}
	id, err := identity.Open(identity.Config{
		Issuer: p.client.Issuer, Dir: dir, PoolID: "local_pool", Groups: []string{"admins"},
		Custom: []identity.CustomAttribute{{Name: "partner"}, {Name: "colour", Mutable: true}},
		Client: identity.Client{
			ID: p.client.ID, RedirectURIs: []string{callback}, LogoutURIs: []string{server.URL + "/"},
			Scopes: p.client.Scopes,
		},
		Log: slog.New(slog.NewTextHandler(p.log, nil)), Now: clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { id.Close() })
	p.Identity = id
	mux.Handle("/local-idp/", id.Handler())
	mux.Handle("/local-aws/", id.AdminAPI())
	for _, u := range []identity.NewUser{
		{Username: "abc123", Email: "Anna@example.com", Name: "Anna", Password: password},
		{Username: "admin", Password: password, Groups: []string{"admins"}},
	} {
		if err := id.EnsureUser(u); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *pool) signIn(t *testing.T, username string) signin.Tokens {
	t.Helper()
	tokens, err := p.client.SignIn(t.Context(), username, password)
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// refusal returns the error of a sign-in.
func (p *pool) refusal(t *testing.T, username, password string) error {
	t.Helper()
	_, err := p.client.SignIn(t.Context(), username, password)
	return err
}

// claims checks a token as the gateway does and returns its claims.
func (p *pool) claims(t *testing.T, token string) jwt.MapClaims {
	t.Helper()
	keys, err := keyfunc.NewDefaultCtx(t.Context(), []string{p.client.Issuer + "/.well-known/jwks.json"})
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(p.client.Issuer),
		jwt.WithExpirationRequired())
	if _, err := parser.ParseWithClaims(token, claims, keys.Keyfunc); err != nil {
		t.Fatal(err)
	}
	return claims
}

// Source:
// docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
func TestAccessTokensLookLikeCognitos(t *testing.T) {
	p := start(t)
	got := p.claims(t, p.signIn(t, "abc123").AccessToken)
	for name, want := range map[string]any{
		"username": "abc123", "client_id": "local-client", "token_use": "access", "iss": p.client.Issuer,
		"scope": "openid email signpost/partner", "version": 2.0,
	} {
		if got[name] != want {
			t.Errorf("%s = %v, want %v", name, got[name], want)
		}
	}
	for _, name := range []string{"sub", "exp", "iat", "jti", "origin_jti", "auth_time"} {
		if got[name] == nil {
			t.Errorf("no %s", name)
		}
	}
	for _, name := range []string{"aud", "nbf", "email", "cognito:groups"} {
		if got[name] != nil {
			t.Errorf("%s = %v, want none", name, got[name])
		}
	}
	if admin := p.claims(t, p.signIn(t, "admin").AccessToken); len(admin["cognito:groups"].([]any)) != 1 {
		t.Errorf("groups of the admin = %v", admin["cognito:groups"])
	}
}

// Source:
// docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
func TestIDTokensLookLikeCognitos(t *testing.T) {
	p := start(t)
	tokens := p.signIn(t, "ABC123") // user names are case-insensitive
	got, access := p.claims(t, tokens.IDToken), p.claims(t, tokens.AccessToken)
	for name, want := range map[string]any{
		"cognito:username": "abc123", "aud": "local-client", "token_use": "id", "email": "Anna@example.com",
		"email_verified": true, "name": "Anna", "sub": access["sub"], "origin_jti": access["origin_jti"],
	} {
		if got[name] != want {
			t.Errorf("%s = %v, want %v", name, got[name], want)
		}
	}
}

func TestSignInByEMail(t *testing.T) {
	p := start(t)
	tokens, err := p.client.SignIn(t.Context(), "anna@EXAMPLE.com", password)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.claims(t, tokens.AccessToken)["username"]; got != "abc123" {
		t.Errorf("username = %v", got)
	}
}

func TestWrongPasswordsAreRefusedAlike(t *testing.T) {
	p := start(t)
	for _, c := range []struct{ username, password string }{
		{"abc123", "wrong"}, {"abc123", ""}, {"nobody", password}, {"", ""},
		{"nobody@example.com", password}, {"abc123\x00", password},
	} {
		if err := p.refusal(t, c.username, c.password); !errors.Is(err, signin.ErrWrongPassword) {
			t.Errorf("%q, %q: %v", c.username, c.password, err)
		}
	}
}

// Source:
// docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
func TestGuessingIsSlowedDown(t *testing.T) {
	p := start(t)
	for range 5 {
		if err := p.refusal(t, "abc123", "wrong"); !errors.Is(err, signin.ErrWrongPassword) {
			t.Fatal(err)
		}
	}
	if err := p.refusal(t, "Abc123", password); !errors.Is(err, signin.ErrTooManyTries) {
		t.Errorf("locked: %v", err)
	}
	p.signIn(t, "admin") // others are not affected
	p.clock.add(1001 * time.Millisecond)
	if err := p.refusal(t, "abc123", "wrong"); !errors.Is(err, signin.ErrWrongPassword) {
		t.Errorf("after a second: %v", err)
	}
	p.clock.add(1001 * time.Millisecond)
	if err := p.refusal(t, "abc123", password); !errors.Is(err, signin.ErrTooManyTries) {
		t.Errorf("the second lock is not longer: %v", err)
	}
	p.clock.add(time.Second)
	p.signIn(t, "abc123")
	p.signIn(t, "abc123")
}

func TestARefreshTokenWorksOnceAndKeepsItsOrigin(t *testing.T) {
	p := start(t)
	first := p.signIn(t, "abc123")
	second, err := p.client.Refresh(t.Context(), first.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}
	before, after := p.claims(t, first.AccessToken), p.claims(t, second.AccessToken)
	if before["origin_jti"] != after["origin_jti"] || before["jti"] == after["jti"] ||
		before["scope"] != after["scope"] {
		t.Errorf("before %v\nafter %v", before, after)
	}
	if _, err := p.client.Refresh(t.Context(), first.RefreshToken); err == nil {
		t.Error("a used refresh token works again")
	}
	if _, err := p.client.Refresh(t.Context(), second.RefreshToken); err != nil {
		t.Error(err)
	}
}

func TestOfConcurrentRefreshesOneWins(t *testing.T) {
	p := start(t)
	token := p.signIn(t, "abc123").RefreshToken
	var all sync.WaitGroup
	results := make(chan error, 8)
	for range cap(results) {
		all.Go(func() {
			_, err := p.client.Refresh(t.Context(), token)
			results <- err
		})
	}
	all.Wait()
	close(results)
	won := 0
	for err := range results {
		if err == nil {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d refreshes won", won)
	}
}

func TestADisabledUserIsSignedOutAtOnce(t *testing.T) {
	p := start(t)
	tokens := p.signIn(t, "abc123")
	if err := p.SetEnabled("abc123", false); err != nil {
		t.Fatal(err)
	}
	if err := p.refusal(t, "abc123", password); !errors.Is(err, signin.ErrWrongPassword) {
		t.Errorf("sign-in: %v", err)
	}
	if _, err := p.client.Refresh(t.Context(), tokens.RefreshToken); err == nil {
		t.Error("the refresh token still works")
	}
	if status := p.userInfo(t, tokens.AccessToken); status != http.StatusForbidden {
		t.Errorf("userInfo: %d", status)
	}
	if err := p.SetEnabled("abc123", true); err != nil {
		t.Fatal(err)
	}
	p.signIn(t, "abc123")
}

func (p *pool) userInfo(t *testing.T, token string) int {
	t.Helper()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.client.Issuer+"/oauth2/userInfo", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestUserInfoNeedsAToken(t *testing.T) {
	p := start(t)
	if status := p.userInfo(t, p.signIn(t, "abc123").AccessToken); status != http.StatusOK {
		t.Errorf("with a token: %d", status)
	}
	if status := p.userInfo(t, "rubbish"); status != http.StatusUnauthorized {
		t.Errorf("without: %d", status)
	}
}

var temporaryPattern = regexp.MustCompile(`invited user (\S+), temporary password ([A-Z0-9]+)`)

// Source:
// docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
// (FORCE_CHANGE_PASSWORD)
func TestAnInvitedUserSetsAPasswordOfItsOwn(t *testing.T) {
	p := start(t)
	if _, err := p.Invite("New001", map[string]string{"email": "new@example.com"}, ""); err != nil {
		t.Fatal(err)
	}
	invited := temporaryPattern.FindStringSubmatch(p.log.String())
	if invited == nil || invited[1] != "new001" {
		t.Fatalf("log = %s", p.log)
	}
	if err := p.refusal(t, "new001", invited[2]); !errors.Is(err, signin.ErrNewPasswordRequired) {
		t.Errorf("with the temporary password: %v", err)
	}
	if _, err := p.client.SetPassword(t.Context(), "new001", invited[2], "short"); err == nil {
		t.Error("a short password was accepted")
	}
	tokens, err := p.client.SetPassword(t.Context(), "new001", invited[2], "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.claims(t, tokens.AccessToken)["username"]; got != "new001" {
		t.Errorf("username = %v", got)
	}
	if err := p.refusal(t, "new001", invited[2]); !errors.Is(err, signin.ErrWrongPassword) {
		t.Errorf("the temporary password afterwards: %v", err)
	}
	if _, err := p.client.SignIn(t.Context(), "new001", "correct horse"); err != nil {
		t.Error(err)
	}
}

func TestEverythingSurvivesARestart(t *testing.T) {
	p := start(t)
	tokens := p.signIn(t, "abc123")
	if err := errors.Join(p.SetEnabled("admin", false), p.Close()); err != nil {
		t.Fatal(err)
	}
	again := startIn(t, p.dir, p.clock)
	if _, err := again.client.Refresh(t.Context(), tokens.RefreshToken); err != nil {
		t.Error(err)
	}
	if err := again.refusal(t, "admin", password); !errors.Is(err, signin.ErrWrongPassword) {
		t.Errorf("a disabled user after a restart: %v", err)
	}
	now, before := again.claims(t, again.signIn(t, "abc123").AccessToken), jwt.MapClaims{}
	_, _, _ = jwt.NewParser().ParseUnverified(tokens.AccessToken, before)
	if now["sub"] != before["sub"] {
		t.Error("the user has another sub")
	}
	keys, err := keyfunc.NewDefaultCtx(t.Context(), []string{again.client.Issuer + "/.well-known/jwks.json"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jwt.Parse(tokens.AccessToken, keys.Keyfunc); err != nil {
		t.Errorf("an old token: %v", err)
	}
}

func TestPasswordsAndRefreshTokensAreNotOnDisk(t *testing.T) {
	p := start(t)
	tokens := p.signIn(t, "abc123")
	text, err := os.ReadFile(filepath.Join(p.dir, "users.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{password, tokens.RefreshToken} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("%s is in the file", secret)
		}
	}
	for _, name := range []string{"users.log", "signing-key.pem"} {
		if info, err := os.Stat(filepath.Join(p.dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestDamagedFilesAreOneClearError(t *testing.T) {
	for _, name := range []string{"users.log", "signing-key.pem"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("rubbish\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := identity.Open(identity.Config{Issuer: "http://127.0.0.1/local-idp", Dir: dir})
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// authorize sends a browser's first request and returns what it gets: the page, or a redirect
// to the application with an error.
func (p *pool) authorize(t *testing.T, edit func(url.Values)) (*http.Response, string) {
	t.Helper()
	address, _ := url.Parse(p.client.AuthorizeURL("verifier", "my-state"))
	query := address.Query()
	edit(query)
	address.RawQuery = query.Encode()
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/callback" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	resp, err := browser.Get(address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp, string(body)
}

func TestRefusedAuthorizationRequests(t *testing.T) {
	p := start(t)
	for name, c := range map[string]struct {
		edit func(url.Values)
		// wantError is what the application is told. If it is empty, the browser stays
		// at the issuer, because the application can't be trusted.
		wantError string
	}{
		"no PKCE": {func(q url.Values) {
			q.Del("code_challenge")
			q.Del("code_challenge_method")
		}, "invalid_request"},
		"plain PKCE":          {func(q url.Values) { q.Set("code_challenge_method", "plain") }, "invalid_request"},
		"unknown scope":       {func(q url.Values) { q.Set("scope", "openid signpost/owner") }, "invalid_scope"},
		"implicit flow":       {func(q url.Values) { q.Set("response_type", "token") }, "unauthorized_client"},
		"silent":              {func(q url.Values) { q.Set("prompt", "none") }, "login_required"},
		"unknown client":      {func(q url.Values) { q.Set("client_id", "other") }, ""},
		"other redirect_uri":  {func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1:1/callback") }, ""},
		"longer redirect_uri": {func(q url.Values) { q.Set("redirect_uri", p.client.RedirectURI+"/x") }, ""},
		"no redirect_uri":     {func(q url.Values) { q.Del("redirect_uri") }, ""},
		"script redirect_uri": {func(q url.Values) { q.Set("redirect_uri", "javascript:alert(1)") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			resp, _ := p.authorize(t, c.edit)
			location, _ := resp.Location()
			switch {
			case c.wantError == "" && (location != nil || resp.StatusCode != http.StatusBadRequest):
				t.Errorf("status %d, location %v", resp.StatusCode, location)
			case c.wantError != "" && location == nil:
				t.Errorf("status %d, not sent back", resp.StatusCode)
			case c.wantError != "" && (location.Query().Get("error") != c.wantError ||
				location.Query().Get("state") != "my-state"):
				t.Errorf("location %s, want %s", location, c.wantError)
			}
		})
	}
}

func TestACodeWorksOnceAndOnlyWithItsVerifier(t *testing.T) {
	p := start(t)
	for _, c := range []struct {
		verifier string
		uses     int
		want     int // status of the last use
	}{{"verifier", 1, 200}, {"verifier", 2, 400}, {"another", 1, 400}, {"", 1, 400}} {
		code := p.code(t)
		var status int
		for range c.uses {
			resp, err := http.PostForm(p.client.Issuer+"/oauth2/token", url.Values{
				"grant_type": {"authorization_code"}, "code": {code}, "client_id": {p.client.ID},
				"redirect_uri": {p.client.RedirectURI}, "code_verifier": {c.verifier},
			})
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			status = resp.StatusCode
			if got := resp.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control = %q", got)
			}
		}
		if status != c.want {
			t.Errorf("verifier %q, use %d: %d, want %d", c.verifier, c.uses, status, c.want)
		}
	}
}

var idField = regexp.MustCompile(`name="id" value="([^"]+)"`)

// code signs abc123 in, as a browser would, and returns the code.
func (p *pool) code(t *testing.T) string {
	t.Helper()
	_, page := p.authorize(t, func(url.Values) {})
	id := idField.FindStringSubmatch(page)
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/callback" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	resp, err := browser.PostForm(p.client.Issuer+"/login", url.Values{
		"id": {id[1]}, "username": {"abc123"}, "password": {password},
	})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	location, err := resp.Location()
	if err != nil || location.Query().Get("state") != "my-state" {
		t.Fatal(resp.Status, location, err)
	}
	return location.Query().Get("code")
}

func TestThePageIsSafeAndAccessible(t *testing.T) {
	p := start(t)
	resp, page := p.authorize(t, func(q url.Values) { q.Set("login_hint", `"><script>alert(1)</script>`) })
	for header, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self' " +
			p.server.URL + "; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s = %q, want %q", header, got, want)
		}
	}
	for _, want := range []string{
		`lang="en"`, `<label for="username">`, `<label for="password">`, `autocomplete="current-password"`,
		`<title>Sign in`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
		t.Error("the page contains script or inline style")
	}
	css, err := http.Get(p.client.Issuer + "/login.css")
	if err != nil || css.StatusCode != http.StatusOK ||
		!strings.HasPrefix(css.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %v, %v", css, err)
	}
}

func TestTheSignInExpires(t *testing.T) {
	p := start(t)
	_, page := p.authorize(t, func(url.Values) {})
	id := idField.FindStringSubmatch(page)[1]
	p.clock.add(11 * time.Minute)
	resp, err := http.PostForm(p.client.Issuer+"/login", url.Values{
		"id": {id}, "username": {"abc123"}, "password": {password},
	})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "expired") {
		t.Errorf("%d: %s", resp.StatusCode, body)
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	p := start(t)
	_, page := p.authorize(t, func(url.Values) {})
	form := url.Values{"id": {idField.FindStringSubmatch(page)[1]}, "username": {"abc123"}, "password": {password}}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.client.Issuer+"/login",
		strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestASignedInBrowserGetsNoPageUntilItSignsOut(t *testing.T) {
	p := start(t)
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/callback" || r.URL.Path == "/" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	visit := func(address string) (page, location string) {
		resp, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return string(body), resp.Header.Get("Location")
	}
	authorize := p.client.AuthorizeURL("verifier", "s")
	page, _ := visit(authorize)
	resp, err := browser.PostForm(p.client.Issuer+"/login", url.Values{
		"id": {idField.FindStringSubmatch(page)[1]}, "username": {"abc123"}, "password": {password},
	})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if _, location := visit(authorize); !strings.Contains(location, "/callback?code=") {
		t.Errorf("signed in, but sent to %q", location)
	}
	if page, _ := visit(authorize + "&prompt=login"); !idField.MatchString(page) {
		t.Error("prompt=login shows no page")
	}
	logout := p.client.Issuer + "/logout?client_id=local-client&logout_uri=" + url.QueryEscape(p.server.URL+"/")
	if _, location := visit(logout); location != p.server.URL+"/" {
		t.Errorf("signed out, sent to %q", location)
	}
	if page, _ := visit(authorize); !idField.MatchString(page) {
		t.Error("signed out, but no page")
	}
}

// Source: docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
func TestSigningOutLeadsOnlyToRegisteredAddresses(t *testing.T) {
	p := start(t)
	home := url.QueryEscape(p.server.URL + "/")
	browser := &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for query, want := range map[string]string{
		"client_id=local-client&logout_uri=" + home:                                    p.server.URL + "/",
		"client_id=local-client&post_logout_redirect_uri=" + home:                      p.server.URL + "/",
		"client_id=local-client&logout_uri=" + url.QueryEscape("https://evil.example"): "",
		"client_id=other&logout_uri=" + home:                                           "",
		"logout_uri=" + home:                                                           "",
		"client_id=local-client":                                                       "",
		"client_id=local-client&redirect_uri=x&response_type=code": p.client.Issuer +
			"/oauth2/authorize?client_id=local-client&redirect_uri=x&response_type=code",
	} {
		resp, err := browser.Get(p.client.Issuer + "/logout?" + query)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Location"); got != want {
			t.Errorf("%s: sent to %q, want %q", query, got, want)
		}
	}
}

func TestDiscoveryAndKeysCanBeReadFromAnyOrigin(t *testing.T) {
	p := start(t)
	for _, path := range []string{"/.well-known/openid-configuration", "/.well-known/jwks.json"} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.client.Issuer+path, nil)
		req.Header.Set("Origin", "http://127.0.0.1:5173")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		err = json.NewDecoder(resp.Body).Decode(&got)
		resp.Body.Close()
		if err != nil || resp.Header.Get("Access-Control-Allow-Origin") == "" {
			t.Errorf("%s: %v, %v", path, err, resp.Header)
		}
		if path == "/.well-known/openid-configuration" && (got["issuer"] != p.client.Issuer ||
			got["token_endpoint"] != p.client.Issuer+"/oauth2/token") {
			t.Errorf("discovery = %v", got)
		}
	}
}

func TestOtherMachinesAndUnknownPathsAreRefused(t *testing.T) {
	p := start(t)
	for _, c := range []struct {
		remote, path string
		want         int
	}{
		{"127.0.0.1:1", "/local-idp/.well-known/jwks.json", 200},
		{"192.168.1.9:1", "/local-idp/.well-known/jwks.json", 403},
		{"127.0.0.1:1", "/local-idp/device_authorization", 404},
		{"127.0.0.1:1", "/local-idp/oauth/introspect", 404},
		{"127.0.0.1:1", "/elsewhere", 404},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+c.path, nil)
		r.RemoteAddr = c.remote
		w := httptest.NewRecorder()
		p.Handler().ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s from %s: %d, want %d", c.path, c.remote, w.Code, c.want)
		}
	}
}

func TestARevokedRefreshTokenIsInvalid(t *testing.T) {
	p := start(t)
	token := p.signIn(t, "abc123").RefreshToken
	resp, err := http.PostForm(p.client.Issuer+"/oauth2/revoke", url.Values{
		"token": {token}, "client_id": {p.client.ID},
	})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("revoke: %d", resp.StatusCode)
	}
	if _, err := p.client.Refresh(t.Context(), token); err == nil {
		t.Error("it still works")
	}
}

func TestATamperedTokenIsInvalid(t *testing.T) {
	p := start(t)
	parts := strings.Split(p.signIn(t, "abc123").AccessToken, ".")
	claims, _ := base64.RawURLEncoding.DecodeString(parts[1])
	parts[1] = base64.RawURLEncoding.EncodeToString(bytes.Replace(claims, []byte("abc123"), []byte("admin1"), 1))
	if status := p.userInfo(t, strings.Join(parts, ".")); status != http.StatusUnauthorized {
		t.Errorf("status %d", status)
	}
}

// syncBuffer is a bytes.Buffer that several goroutines may use.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// clock stands still until it is advanced.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
