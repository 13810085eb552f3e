// Package signin signs a user in to the local issuer without a browser, through the same pages
// and the same flow (authorization code with PKCE). `make token` and the end-to-end tests use
// it.
package signin

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// Errors that callers can tell apart.
var (
	ErrWrongPassword       = errors.New("the user name or the password is wrong")
	ErrTooManyTries        = errors.New("too many wrong passwords; try again later")
	ErrNewPasswordRequired = errors.New("the user must set a new password first")
)

// Client is the application that signs users in, as GET /config.json describes it.
type Client struct {
	Issuer      string
	ID          string
	RedirectURI string   // one of those registered for the client; it is never requested
	Scopes      []string // such as openid, signpost/partner
	HTTP        *http.Client
}

// Tokens are what a sign-in or a refresh returns.
type Tokens struct {
	AccessToken  string `json:"access_token"`
	IDToken      string `json:"id_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int    `json:"expires_in"` // seconds
}

// SignIn signs the user in. For an invited user the error is ErrNewPasswordRequired; see
// SetPassword.
func (c Client) SignIn(ctx context.Context, username, password string) (Tokens, error) {
	return c.signIn(ctx, username, password, "")
}

// SetPassword signs an invited user in with the temporary password and sets another one.
func (c Client) SetPassword(ctx context.Context, username, temporary, password string) (Tokens, error) {
	return c.signIn(ctx, username, temporary, password)
}

func (c Client) signIn(ctx context.Context, username, password, newPassword string) (Tokens, error) {
	verifier := rand.Text() + rand.Text()
	form, browser, err := c.openForm(ctx, verifier)
	if err != nil {
		return Tokens{}, err
	}
	next, err := form.send(ctx, browser, url.Values{"username": {username}, "password": {password}})
	if errors.Is(err, ErrNewPasswordRequired) && newPassword != "" {
		next, err = form.send(ctx, browser, url.Values{
			"new-password": {newPassword}, "repeat-password": {newPassword},
		})
	}
	if err != nil {
		return Tokens{}, err
	}
	code, err := c.follow(ctx, browser, next)
	if err != nil {
		return Tokens{}, err
	}
	return c.token(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.RedirectURI},
		"code_verifier": {verifier},
	})
}

// Refresh exchanges a refresh token for new tokens. It can be used once.
func (c Client) Refresh(ctx context.Context, refreshToken string) (Tokens, error) {
	return c.token(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refreshToken}})
}

// AuthorizeURL returns where a browser begins. Its code will be exchanged with the verifier.
func (c Client) AuthorizeURL(verifier, state string) string {
	sum := sha256.Sum256([]byte(verifier))
	return c.Issuer + "/oauth2/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {c.ID}, "redirect_uri": {c.RedirectURI}, "state": {state},
		"scope":          {strings.Join(c.Scopes, " ")},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}.Encode()
}

// form is the sign-in page's form.
type form struct{ action, id string }

var idField = regexp.MustCompile(`name="id" value="([^"]+)"`)

// openForm does what a browser does until it shows the sign-in page.
func (c Client) openForm(ctx context.Context, verifier string) (form, *http.Client, error) {
	browser := *c.client()
	browser.Jar, _ = cookiejar.New(nil)
	resp, body, err := send(ctx, &browser, http.MethodGet, c.AuthorizeURL(verifier, "state"), nil)
	if err != nil {
		return form{}, nil, err
	}
	id := idField.FindStringSubmatch(body)
	if resp.StatusCode != http.StatusOK || id == nil {
		return form{}, nil, fmt.Errorf("%s has no sign-in page: %s: %s", c.Issuer, resp.Status, firstLine(body))
	}
	page := *resp.Request.URL
	page.RawQuery = ""
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return form{action: page.String(), id: id[1]}, &browser, nil
}

// send submits the form and returns where it leads.
func (f form) send(ctx context.Context, browser *http.Client, fields url.Values) (string, error) {
	fields.Set("id", f.id)
	resp, body, err := send(ctx, browser, http.MethodPost, f.action, fields)
	if err != nil {
		return "", err
	}
	switch {
	case resp.StatusCode == http.StatusUnauthorized:
		return "", ErrWrongPassword
	case resp.StatusCode == http.StatusTooManyRequests:
		return "", ErrTooManyTries
	case resp.StatusCode == http.StatusOK && strings.Contains(body, `name="new-password"`):
		return "", ErrNewPasswordRequired
	}
	next, err := resp.Location()
	if err != nil {
		return "", fmt.Errorf("the sign-in page answered %s", resp.Status)
	}
	return next.String(), nil
}

// follow follows redirects until the issuer sends the browser back to the application, and
// returns the code.
func (c Client) follow(ctx context.Context, browser *http.Client, next string) (string, error) {
	for range 5 {
		if strings.HasPrefix(next, c.RedirectURI+"?") {
			back, err := url.Parse(next)
			if err != nil {
				return "", err
			}
			if code := back.Query().Get("code"); code != "" {
				return code, nil
			}
			return "", fmt.Errorf("the issuer answered %s: %s", back.Query().Get("error"),
				back.Query().Get("error_description"))
		}
		resp, _, err := send(ctx, browser, http.MethodGet, next, nil)
		if err != nil {
			return "", err
		}
		location, err := resp.Location()
		if err != nil {
			return "", fmt.Errorf("the issuer answered %s after the sign-in", resp.Status)
		}
		next = location.String()
	}
	return "", errors.New("the issuer redirects in a circle")
}

func (c Client) token(ctx context.Context, fields url.Values) (Tokens, error) {
	fields.Set("client_id", c.ID)
	resp, body, err := send(ctx, c.client(), http.MethodPost, c.Issuer+"/oauth2/token", fields)
	if err != nil {
		return Tokens{}, err
	}
	if resp.StatusCode != http.StatusOK {
		return Tokens{}, fmt.Errorf("the issuer gave no token: %s: %s", resp.Status, firstLine(body))
	}
	var t Tokens
	return t, json.Unmarshal([]byte(body), &t)
}

func send(
	ctx context.Context, client *http.Client, method, address string, fields url.Values,
) (*http.Response, string, error) {
	var content io.Reader
	if fields != nil {
		content = strings.NewReader(fields.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, "", err
	}
	if fields != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp, string(body), err
}

func (c Client) client() *http.Client { return cmp.Or(c.HTTP, http.DefaultClient) }

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line[:min(len(line), 200)]
}
