// Package identity is the local stand-in for an Amazon Cognito user pool: an OpenID Connect
// issuer with a sign-in page, whose tokens look like Cognito's, and the part of the user pool's
// JSON API that Signpost's admin function calls.
//
// zitadel/oidc implements the protocol. This package has the users, the page, and the form of
// the tokens. It answers only requests from this machine.
package identity

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"

	"signpost/infra/local/loopback"
)

// Config describes the user pool.
type Config struct {
	Issuer string // such as http://127.0.0.1:8080/local-idp; Handler serves under its path
	Dir    string // folder for the users and the signing key
	PoolID string // the user pool id that requests to the admin API must name
	Groups []string
	Client Client
	// Custom are the attributes that the pool has besides Cognito's own.
	Custom []CustomAttribute
	// Temporary is the temporary password of every invited user. If it is empty, each gets
	// one that is made for it.
	Temporary string
	Log       *slog.Logger     // gets the invitations; nil logs nothing
	Now       func() time.Time // nil is time.Now
}

// CustomAttribute is an attribute that a user pool's schema adds.
type CustomAttribute struct {
	Name    string // without the prefix "custom:"
	Mutable bool   // whether it can be set after the user is made
}

// Client is the pool's one application client, which is public.
type Client struct {
	ID           string
	RedirectURIs []string // allowed callback URLs, compared exactly
	LogoutURIs   []string // allowed sign-out URLs, compared exactly
	Scopes       []string // all scopes that a token may have, such as openid, email, signpost/partner
}

// Identity is an open user pool. It is safe for concurrent use.
type Identity struct {
	config   Config
	base     string // the issuer's path
	users    *userStore
	key      signingKey
	requests *authRequests
	sessions *browserSessions
	lockout  *lockout
	provider *op.Provider
}

// Open reads the users and the signing key from the folder, or creates them. The error for a
// damaged file is one line that names it.
func Open(config Config) (*Identity, error) {
	issuer, err := url.Parse(config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("issuer: %w", err)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	key, err := loadKey(filepath.Join(config.Dir, "signing-key.pem"))
	if err != nil {
		return nil, err
	}
	users, err := openUsers(filepath.Join(config.Dir, "users.log"), config.Now)
	if err != nil {
		return nil, err
	}
	id := &Identity{
		config: config, base: strings.TrimSuffix(issuer.Path, "/"), users: users, key: key,
		requests: newAuthRequests(config.Now), sessions: newBrowserSessions(config.Now),
		lockout: newLockout(config.Now),
	}
	if id.provider, err = id.newProvider(); err != nil {
		users.close()
		return nil, err
	}
	return id, nil
}

// Close closes the files.
func (id *Identity) Close() error { return id.users.close() }

func (id *Identity) newProvider() (*op.Provider, error) {
	settings := &op.Config{
		CodeMethodS256:        true,
		GrantTypeRefreshToken: true,
		SupportedScopes:       id.config.Client.Scopes,
	}
	if _, err := rand.Read(settings.CryptoKey[:]); err != nil {
		return nil, err
	}
	return op.NewProvider(settings, storage{id}, op.StaticIssuer(id.config.Issuer),
		op.WithAllowInsecure(), // the loopback interface needs no TLS
		// The paths are Cognito's:
		// docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
		op.WithCustomAuthEndpoint(op.NewEndpoint("oauth2/authorize")),
		op.WithCustomTokenEndpoint(op.NewEndpoint("oauth2/token")),
		op.WithCustomUserinfoEndpoint(op.NewEndpoint("oauth2/userInfo")),
		op.WithCustomRevocationEndpoint(op.NewEndpoint("oauth2/revoke")),
		op.WithCustomEndSessionEndpoint(op.NewEndpoint("logout")),
		op.WithCustomKeysEndpoint(op.NewEndpoint(".well-known/jwks.json")),
		op.WithHttpInterceptors(id.interceptToken),
	)
}

// Handler serves the issuer under the issuer's path.
func (id *Identity) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{
		"/.well-known/openid-configuration", "/.well-known/jwks.json",
		"/oauth2/authorize", "/oauth2/authorize/callback", "/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke",
	} {
		mux.Handle(path, id.provider)
	}
	mux.HandleFunc("/logout", id.logout)
	mux.HandleFunc("GET /login", id.showLogin)
	mux.Handle("POST /login", http.NewCrossOriginProtection().Handler(http.HandlerFunc(id.submitLogin)))
	mux.HandleFunc("GET /login.css", serveStyle)
	return loopback.Only(limitBody(http.StripPrefix(id.base, mux)))
}

// limitBody limits the size of a request to more than any of them needs.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		next.ServeHTTP(w, r)
	})
}
