package identity

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
)

const (
	signInWithin = 10 * time.Minute // from the authorization request to the password
	codeLifetime = 5 * time.Minute  // of an authorization code, as in Cognito
)

var errRequestGone = errors.New("this sign-in has expired or was already completed")

// authRequest is a sign-in in progress. It implements op.AuthRequest.
type authRequest struct {
	id        string
	asked     *oidc.AuthRequest
	expires   time.Time
	sub       string // set once the password was right
	authTime  time.Time
	challenge string // the user who must set a new password first
}

func (a authRequest) GetID() string                      { return a.id }
func (a authRequest) GetACR() string                     { return "" }
func (a authRequest) GetAMR() []string                   { return nil }
func (a authRequest) GetAudience() []string              { return []string{a.asked.ClientID} }
func (a authRequest) GetAuthTime() time.Time             { return a.authTime }
func (a authRequest) GetClientID() string                { return a.asked.ClientID }
func (a authRequest) GetNonce() string                   { return a.asked.Nonce }
func (a authRequest) GetRedirectURI() string             { return a.asked.RedirectURI }
func (a authRequest) GetResponseType() oidc.ResponseType { return a.asked.ResponseType }
func (a authRequest) GetResponseMode() oidc.ResponseMode { return a.asked.ResponseMode }
func (a authRequest) GetScopes() []string                { return a.asked.Scopes }
func (a authRequest) GetState() string                   { return a.asked.State }
func (a authRequest) GetSubject() string                 { return a.sub }
func (a authRequest) Done() bool                         { return a.sub != "" }
func (a authRequest) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: a.asked.CodeChallenge, Method: a.asked.CodeChallengeMethod}
}

// mustAskPassword reports whether the client wants a user who is signed in to enter the
// password again.
func (a authRequest) mustAskPassword() bool {
	return slices.Contains(a.asked.Prompt, oidc.PromptLogin) || a.asked.MaxAge != nil
}

// authRequests holds the sign-ins in progress in memory. A restart ends them.
type authRequests struct {
	now func() time.Time

	mu      sync.Mutex
	pending map[string]authRequest // by id, until a code is issued
	codes   map[string]authRequest // by code, until the code is used
}

func newAuthRequests(now func() time.Time) *authRequests {
	return &authRequests{now: now, pending: map[string]authRequest{}, codes: map[string]authRequest{}}
}

func (s *authRequests) add(asked *oidc.AuthRequest) authRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	a := authRequest{id: uuid.NewString(), asked: asked, expires: s.now().Add(signInWithin)}
	s.pending[a.id] = a
	return a
}

func (s *authRequests) get(id string) (authRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.pending[id]
	if !ok || s.now().After(a.expires) {
		return authRequest{}, errRequestGone
	}
	return a, nil
}

// edit changes a sign-in that is still pending.
func (s *authRequests) edit(id string, edit func(*authRequest)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.pending[id]
	if !ok || s.now().After(a.expires) {
		return errRequestGone
	}
	edit(&a)
	s.pending[id] = a
	return nil
}

// giveCode turns a completed sign-in into a code, which can happen once.
func (s *authRequests) giveCode(id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.pending[id]
	if !ok || !a.Done() {
		return errRequestGone
	}
	delete(s.pending, id)
	a.expires = s.now().Add(codeLifetime)
	s.codes[code] = a
	return nil
}

// useCode returns the sign-in of a code and forgets the code.
func (s *authRequests) useCode(code string) (authRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.codes[code]
	delete(s.codes, code)
	if !ok || s.now().After(a.expires) {
		return authRequest{}, errRequestGone
	}
	return a, nil
}

func (s *authRequests) forget() {
	for _, m := range []map[string]authRequest{s.pending, s.codes} {
		for key, a := range m {
			if s.now().After(a.expires) {
				delete(m, key)
			}
		}
	}
}
