package api_test

import (
	"io"
	"strings"
	"testing"

	"signpost/shared/api"
	"signpost/shared/api/apitest"
)

func TestWhatCantBeReadIsRefused(t *testing.T) {
	a := serve(io.Discard, nil)
	long := `{"name":"` + strings.Repeat("x", api.MaxBody) + `"}`
	for _, test := range []struct {
		body, contentType string
		status            int
	}{
		{`{"name":"xx"}`, "application/json", 200},
		{`{"name":"xx"}`, "application/json; charset=utf-8", 200},
		{`{"name":"xx"}`, "Application/JSON; charset=UTF-8", 200},
		{`{"name":"xx","name":"yy"}`, "application/json", 400},
		{`{"name":"xx","n\u0061me":"yy"}`, "application/json", 400},
		{`{"name":"xx","more":1}`, "application/json", 400},
		{`{"Name":"xx"}`, "application/json", 400},
		{`{"name":"xx"} {}`, "application/json", 400},
		{`{"name":"xx"`, "application/json", 400},
		{`{"name":`, "application/json", 400},
		{"{\"name\":\"x\xff\"}", "application/json", 400},
		{`not json`, "application/json", 400},
		{`{"name":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "application/json", 400},
		{`["xx"]`, "application/json", 422},
		{`null`, "application/json", 422},
		{`name=xx`, "application/x-www-form-urlencoded", 415},
		{`{"name":"xx"}`, "text/plain", 415},
		{`{"name":"xx"}`, "text/csv", 415},
		{`{"name":"xx"}`, "application/json ; charset=utf-8", 200},
		{`{"name":"xx"}`, "", 200},
		{`{"name":"xx"}`, "json", 415},
		{`{"name":"xx"}`, "application/vnd.shop+json", 415},
		{`{"name":"xx"}`, "application/json, text/plain", 415},
		{`{"name":"xx"}`, "application/json; charset", 415},
		{`{"name":"xx"}`, ";", 415},
		{`{"name":"x\ud800"}`, "application/json", 400},
		{long, "application/json", 413},
	} {
		got := apitest.Call(t, a, apitest.Request{
			Method: "POST", Path: "/api/things", Body: test.body,
			Header: map[string]string{"content-type": test.contentType},
		})
		if got.Status != test.status {
			t.Errorf("%.40s as %s: %d %s, want %d", test.body, test.contentType, got.Status, got.Body, test.status)
		}
		if test.status >= 400 {
			problem(t, got, test.status)
		}
	}
	if got := apitest.Call(t, a, apitest.Request{Method: "POST", Path: "/api/things"}); got.Status != 400 {
		t.Errorf("no body: %d, want 400", got.Status)
	}
	exact := `{"name":"` + strings.Repeat("x", api.MaxBody-len(`{"name":""}`)) + `"}`
	for path, body := range map[string]string{"/api/things": exact, "/api/import": long} {
		if got := apitest.Call(t, a, apitest.Request{Method: "POST", Path: path, Body: body}); got.Status != 200 {
			t.Errorf("%s: %d, want 200 for a body within its limit", path, got.Status)
		}
	}
}

// huma leaves out what it can't read, and a list without its cursor would be another list.
func TestQueriesThatCannotBeReadAreRefused(t *testing.T) {
	for query, status := range map[string]int{
		"limit=2&kind=%C3%A9": 200,
		"kind=é":              200,
		"limit=%zz":           400,
		"limit=2;cursor=x":    400,
		"kind=%ff":            400,
		"kind=%ED%A0%80":      400, // half of a surrogate pair
		"%ff=x":               400,
	} {
		got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Path: "/api/list?" + query, User: "abc123"})
		if got.Status != status {
			t.Errorf("%s: %d %s", query, got.Status, got.Body)
		}
		if status >= 400 {
			problem(t, got, status)
		}
	}
	problem(t, apitest.Call(t, serve(io.Discard, nil), apitest.Request{Path: "/api/list?limit=%zz"}), 401)
}
