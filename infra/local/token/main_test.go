package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestSettingsComeFromTheStack(t *testing.T) {
	for _, scopes := range []string{`"openid signpost/partner"`, `["openid","signpost/partner"]`} {
		stack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/config.json" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			_, _ = io.WriteString(w, `{"issuer":"http://127.0.0.1:1/local-idp","clientId":"center",`+
				`"scopes":`+scopes+`}`)
		}))
		got, err := readSettings(t.Context(), stack.URL)
		stack.Close()
		want := []string{"openid", "signpost/partner"}
		if err != nil || got.ClientID != "center" || !slices.Equal(got.Scopes, want) {
			t.Errorf("%s: %+v, %v", scopes, got, err)
		}
	}
}

func TestTheErrorSaysWhenNothingRuns(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	_, err = token(t.Context(), "http://"+free.Addr().String(), "abc123", "x")
	if err == nil || !strings.Contains(err.Error(), "start it with make run") {
		t.Errorf("got %v", err)
	}
}
