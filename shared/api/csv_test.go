package api_test

import (
	"io"
	"strings"
	"testing"

	"signpost/shared/api/apitest"
)

func TestAnswersAreJSONUnlessCSVIsOfferedAndPreferred(t *testing.T) {
	a := serve(io.Discard, nil)
	for _, test := range []struct{ path, accept, want string }{
		{"/api/partner", "", "application/json"},
		{"/api/partner", "text/csv", "application/json"},
		{"/api/partner", "image/png", "application/json"},
		{"/api/csv", "", "application/json"},
		{"/api/csv", "*/*", "application/json"},
		{"/api/csv", "application/json", "application/json"},
		{"/api/csv", "text/csv", "text/csv"},
		{"/api/csv", "Text/CSV; charset=UTF-8", "text/csv"},
		{"/api/csv", "text/csv, application/json;q=0.5", "text/csv"},
		{"/api/csv", "application/json, text/csv;q=0.5", "application/json"},
		{"/api/csv", "text/html", "application/json"},
	} {
		accept := map[string]string{"accept": test.accept}
		got := apitest.Call(t, a, apitest.Request{Path: test.path, User: "abc123", Header: accept})
		if contentType := got.Header.Get("Content-Type"); got.Status != 200 || contentType != test.want {
			t.Errorf("%s %s: %d %s, want %s", test.path, test.accept, got.Status, contentType, test.want)
		}
		if strings.Contains(got.Body, "$schema") {
			t.Errorf("%s: %s", test.path, got.Body)
		}
	}
}
