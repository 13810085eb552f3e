package identity

import (
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
	httphelper "github.com/zitadel/oidc/v3/pkg/http"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// tokenLifetime is Cognito's default for access and ID tokens.
const tokenLifetime = time.Hour

// interceptToken answers the token endpoint in place of the library, whose checks it uses. The
// library puts aud into every access token, and Cognito does not.
func (id *Identity) interceptToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/oauth2/token" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		answer, err := id.exchange(r)
		if err != nil {
			op.RequestError(w, r, err, nil)
			return
		}
		httphelper.MarshalJSON(w, answer)
	})
}

// exchange turns a code or a refresh token into tokens.
func (id *Identity) exchange(r *http.Request) (*oidc.AccessTokenResponse, error) {
	if r.Method != http.MethodPost {
		return nil, oidc.ErrInvalidRequest().WithDescription("POST only")
	}
	switch grant := r.PostFormValue("grant_type"); oidc.GrantType(grant) {
	case oidc.GrantTypeCode:
		return id.exchangeCode(r)
	case oidc.GrantTypeRefreshToken:
		return id.exchangeRefresh(r)
	case "":
		return nil, oidc.ErrInvalidRequest().WithDescription("grant_type missing")
	default:
		return nil, oidc.ErrUnsupportedGrantType()
	}
}

func (id *Identity) exchangeCode(r *http.Request) (*oidc.AccessTokenResponse, error) {
	asked, err := op.ParseAccessTokenRequest(r, id.provider.Decoder())
	if err != nil {
		return nil, err
	}
	request, _, err := op.ValidateAccessTokenRequest(r.Context(), asked, id.provider)
	if err != nil {
		return nil, err
	}
	return id.issue(request, request.GetNonce(), "")
}

func (id *Identity) exchangeRefresh(r *http.Request) (*oidc.AccessTokenResponse, error) {
	asked, err := op.ParseRefreshTokenRequest(r, id.provider.Decoder())
	if err != nil {
		return nil, err
	}
	request, _, err := op.ValidateRefreshTokenRequest(r.Context(), asked, id.provider)
	if err != nil {
		return nil, err
	}
	return id.issue(request, "", asked.RefreshToken)
}

// issue makes an access token, an ID token and a refresh token. The latter takes the place of
// the replaced one, if there is one.
func (id *Identity) issue(request op.IDTokenRequest, nonce, replaced string) (*oidc.AccessTokenResponse, error) {
	user, ok := id.users.enabled(request.GetSubject())
	if !ok {
		return nil, oidc.ErrInvalidGrant().WithDescription("the user is disabled or gone")
	}
	g := grant{
		Origin: uuid.NewString(), Sub: user.Sub, ClientID: request.GetClientID(),
		Scopes: request.GetScopes(), AuthTime: request.GetAuthTime().UTC(),
	}
	if refresh, ok := request.(*refreshRequest); ok {
		g.Origin = refresh.Origin
	}
	refresh, err := id.users.addGrant(g, replaced)
	if err != nil {
		return nil, oidc.ErrInvalidGrant().WithParent(err)
	}
	access, idToken, err := id.sign(user, g, nonce)
	if err != nil {
		return nil, err
	}
	return &oidc.AccessTokenResponse{
		AccessToken: access, IDToken: idToken, RefreshToken: refresh,
		TokenType: oidc.BearerToken, ExpiresIn: uint64(tokenLifetime.Seconds()),
	}, nil
}

// sign makes an access token and an ID token with Cognito's claims:
// docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
// and …-the-id-token.html
func (id *Identity) sign(user User, g grant, nonce string) (access, idToken string, err error) {
	now, event := id.config.Now(), uuid.NewString()
	claims := func(use string) map[string]any {
		c := map[string]any{
			"sub": user.Sub, "iss": id.config.Issuer, "token_use": use,
			"auth_time": g.AuthTime.Unix(), "iat": now.Unix(), "exp": now.Add(tokenLifetime).Unix(),
			"jti": uuid.NewString(), "origin_jti": g.Origin, "event_id": event,
		}
		if len(user.Groups) > 0 {
			c["cognito:groups"] = user.Groups
		}
		return c
	}
	forAccess := claims("access")
	forAccess["version"], forAccess["client_id"] = 2, g.ClientID
	forAccess["username"], forAccess["scope"] = user.Username, strings.Join(g.Scopes, " ")
	if access, err = id.signClaims(forAccess); err != nil {
		return "", "", err
	}
	forID := claims("id")
	forID["aud"], forID["cognito:username"] = g.ClientID, user.Username
	for name, value := range user.Attributes {
		forID[name] = value
	}
	forID["email_verified"] = user.Attributes["email_verified"] == "true"
	if nonce != "" {
		forID["nonce"] = nonce
	}
	if forID["at_hash"], err = oidc.ClaimHash(access, id.key.SignatureAlgorithm()); err != nil {
		return "", "", err
	}
	idToken, err = id.signClaims(forID)
	return access, idToken, err
}

func (id *Identity) signClaims(claims map[string]any) (string, error) {
	signer, err := op.SignerFromKey(id.key)
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
