package api_test

import (
	"io"
	"testing"

	"signpost/shared/api/apitest"
)

func TestWhoMayCallWhat(t *testing.T) {
	a := serve(io.Discard, nil)
	for _, test := range []struct {
		user, groups             string
		partner, signedIn, admin int // the statuses of the operations for them
	}{
		{"", "", 401, 401, 401},
		{"abc123", "", 200, 200, 403},
		{"abc123", "[partners]", 200, 200, 403},
		{"abc123", "[admins]", 200, 200, 200},
		{"abc123", "[others admins]", 200, 200, 200},
		{"abc123", "[notadmins admins-not x,admins]", 200, 200, 403},
		{"ABC123", "", 403, 403, 403},
		{"gone000", "", 403, 403, 403},
		{"gone000", "[admins]", 403, 200, 200},
		{"unknown", "", 403, 403, 403},
		{"boss@example.com", "[admins]", 403, 200, 200},
		{"former", "[admins]", 403, 200, 403},
		{"pool-down", "[admins]", 403, 200, 503},
		{"abc123#x", "", 403, 403, 403},
		{"slow000", "", 503, 503, 403},
	} {
		for path, want := range map[string]int{
			"/api/partner": test.partner, "/api/signed-in": test.signedIn, "/api/admin": test.admin,
		} {
			got := apitest.Call(t, a, apitest.Request{Path: path, User: test.user, Groups: test.groups})
			if got.Status != want {
				t.Errorf("%q %q %s: %d, want %d", test.user, test.groups, path, got.Status, want)
			}
			if want >= 400 {
				problem(t, got, want)
			}
		}
	}
}

// Should the gateway ever let another kind of token pass, it is no access token to us.
func TestOnlyAnAccessTokenSaysWhoCalls(t *testing.T) {
	a := serve(io.Discard, nil)
	for _, claims := range []map[string]string{
		{"token_use": "id"}, {"token_use": ""}, {"username": ""}, {"username": "", "cognito:username": "abc123"},
	} {
		for _, path := range []string{"/api/partner", "/api/signed-in", "/api/admin"} {
			q := apitest.Request{Path: path, User: "abc123", Groups: "[admins]", Claims: claims}
			problem(t, apitest.Call(t, a, q), 401)
		}
	}
}

func TestNobodyIsAnAdminWhileNothingChecksIt(t *testing.T) {
	a := serve(io.Discard, nil)
	a.CheckAdmins(nil)
	problem(t, apitest.Call(t, a, apitest.Request{Path: "/api/admin", User: "boss", Groups: "[admins]"}), 500)
}

func TestWithoutATokenTheAnswerSaysHowToSignIn(t *testing.T) {
	got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Path: "/api/partner"})
	if problem(t, got, 401); got.Header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("headers = %v", got.Header)
	}
}
