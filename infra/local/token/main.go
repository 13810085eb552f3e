// Command token prints an access token for a user of the running local stack: `make token
// USER=abc123`. It signs in as a browser would, with an authorization code and PKCE. A user who
// was invited and has never signed in gets the demo users' password.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"signpost/infra/local/demo"
	"signpost/infra/local/identity/signin"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] == "" {
		fmt.Fprintln(os.Stderr, "usage: make token USER=abc123")
		os.Exit(1)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	stack := "http://127.0.0.1:" + cmp.Or(os.Getenv("PORT"), "8080")
	token, err := token(ctx, stack, os.Args[1], cmp.Or(os.Getenv("PASSWORD"), demo.Password))
	if err != nil {
		fmt.Fprintln(os.Stderr, "no token:", err)
		os.Exit(1)
	}
	fmt.Println(token)
}

func token(ctx context.Context, stack, user, password string) (string, error) {
	settings, err := readSettings(ctx, stack)
	if err != nil {
		return "", err
	}
	client := signin.Client{
		Issuer: settings.Issuer, ID: settings.ClientID, Scopes: settings.Scopes, RedirectURI: stack + "/",
	}
	tokens, err := client.SignIn(ctx, user, password)
	if errors.Is(err, signin.ErrNewPasswordRequired) {
		tokens, err = client.SetPassword(ctx, user, password, password)
	}
	return tokens.AccessToken, err
}

type settings struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId"`
	Scopes   words  `json:"scopes"`
}

// words are a JSON list, or one string with spaces between them.
type words []string

// UnmarshalJSON implements json.Unmarshaler.
func (w *words) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*w = strings.Fields(one)
		return nil
	}
	return json.Unmarshal(text, (*[]string)(w))
}

// readSettings asks the stack what a front end needs to sign in.
func readSettings(ctx context.Context, stack string) (settings, error) {
	var s settings
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, stack+"/config.json", nil)
	if err != nil {
		return s, err
	}
	resp, err := http.DefaultClient.Do(req)
	var failed *url.Error
	if errors.As(err, &failed) && errors.Is(err, syscall.ECONNREFUSED) {
		return s, fmt.Errorf("nothing runs at %s: start it with make run", stack)
	}
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return s, fmt.Errorf("%s/config.json: %s", stack, resp.Status)
	}
	return s, json.NewDecoder(resp.Body).Decode(&s)
}
