package identity

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// storage implements op.Storage, by which zitadel/oidc reads and writes the pool.
type storage struct{ *Identity }

var errNotOffered = errors.New("not offered by this issuer")

// CreateAuthRequest checks what Cognito checks and the library does not: that every scope is
// one of the client's and, as the client is public, that there is an S256 code challenge.
func (s storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	for _, scope := range asked.Scopes {
		if !slices.Contains(s.config.Client.Scopes, scope) {
			return nil, oidc.ErrInvalidScope()
		}
	}
	if asked.CodeChallenge == "" || asked.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("code_challenge with code_challenge_method S256 required")
	}
	if slices.Contains(asked.Prompt, oidc.PromptNone) {
		return nil, oidc.ErrLoginRequired()
	}
	return s.requests.add(asked), nil
}

func (s storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return s.requests.get(id)
}

func (s storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	return s.requests.useCode(code)
}

func (s storage) SaveAuthCode(_ context.Context, id, code string) error {
	return s.requests.giveCode(id, code)
}

func (s storage) DeleteAuthRequest(context.Context, string) error { return nil }

func (s storage) TokenRequestByRefreshToken(_ context.Context, token string) (op.RefreshTokenRequest, error) {
	g, ok := s.users.grantOf(token)
	if !ok {
		return nil, errGrantGone
	}
	return &refreshRequest{g}, nil
}

// refreshRequest implements op.RefreshTokenRequest.
type refreshRequest struct{ grant }

func (r *refreshRequest) GetAMR() []string                 { return nil }
func (r *refreshRequest) GetAudience() []string            { return []string{r.ClientID} }
func (r *refreshRequest) GetAuthTime() time.Time           { return r.AuthTime }
func (r *refreshRequest) GetClientID() string              { return r.ClientID }
func (r *refreshRequest) GetScopes() []string              { return r.Scopes }
func (r *refreshRequest) GetSubject() string               { return r.Sub }
func (r *refreshRequest) SetCurrentScopes(scopes []string) { r.Scopes = scopes }

func (s storage) GetRefreshTokenInfo(
	_ context.Context, clientID, token string,
) (userID, tokenID string, err error) {
	g, ok := s.users.grantOf(token)
	if !ok || g.ClientID != clientID {
		return "", "", op.ErrInvalidRefreshToken
	}
	return g.Sub, g.TokenHash, nil
}

func (s storage) RevokeToken(_ context.Context, id, _, _ string) *oidc.Error {
	if err := s.users.endGrant(id); err != nil {
		return oidc.ErrServerError().WithParent(err)
	}
	return nil
}

func (s storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != s.config.Client.ID {
		return nil, oidc.ErrInvalidClient().WithDescription("client does not exist")
	}
	return client{s.config.Client, s.base}, nil
}

// SetUserinfoFromToken answers the userInfo endpoint.
func (s storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, sub, _ string) error {
	u, ok := s.users.enabled(sub)
	if !ok {
		return oidc.ErrAccessDenied()
	}
	info.Subject = u.Sub
	info.Email, info.EmailVerified = u.Attributes["email"], u.Attributes["email_verified"] == "true"
	info.Name = u.Attributes["name"]
	info.AppendClaims("username", u.Username)
	return nil
}

func (s storage) SigningKey(context.Context) (op.SigningKey, error) { return s.key, nil }
func (s storage) KeySet(context.Context) ([]op.Key, error)          { return []op.Key{publicKey{s.key}}, nil }
func (s storage) Health(context.Context) error                      { return nil }

func (s storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

// The methods below belong to flows that this issuer does not offer or that tokens.go handles.

func (s storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return "", time.Time{}, errNotOffered
}

func (s storage) CreateAccessAndRefreshTokens(
	context.Context, op.TokenRequest, string,
) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNotOffered
}

func (s storage) TerminateSession(context.Context, string, string) error { return nil }

func (s storage) AuthorizeClientIDSecret(context.Context, string, string) error { return errNotOffered }

func (s storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return errNotOffered
}

func (s storage) SetIntrospectionFromToken(
	context.Context, *oidc.IntrospectionResponse, string, string, string,
) error {
	return errNotOffered
}

func (s storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, errNotOffered
}

func (s storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotOffered
}

func (s storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotOffered
}
