package structure

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"signpost/infra/local/template"
)

func routes(t *testing.T) map[string]template.Route {
	t.Helper()
	list, err := load(t).Routes()
	byKey := map[string]template.Route{}
	for _, r := range some(t, list, err) {
		if _, twice := byKey[r.Key]; twice {
			t.Errorf("two routes %s", r.Key)
		}
		byKey[r.Key] = r
	}
	return byKey
}

// The routes that people and programs outside rely on, and who may call them.
func TestRoutes(t *testing.T) {
	all := routes(t)
	cases := []struct {
		key, function string
		token         bool
	}{
		{"GET /go/{proxy+}", "RedirectFunction", false},
		{"HEAD /go/{proxy+}", "RedirectFunction", false},
		{"GET /", "CenterFunction", false},
		{"GET /{proxy+}", "CenterFunction", false},
		{"$default", "CenterFunction", false},
		{"GET /api/me", "ListingFunction", true},
		{"GET /api/websites", "ListingFunction", true},
		{"GET /api/partners", "ListingFunction", true},
		{"GET /api/ads", "ListingFunction", true},
		{"GET /api/conversions/mine", "ListingFunction", true},
		{"POST /api/ads", "AdsFunction", true},
		{"PATCH /api/ads/{code}", "AdsFunction", true},
		{"POST /api/links", "LinksFunction", true},
		{"GET /api/links", "LinksFunction", true},
		{"GET /api/links/qr", "LinksFunction", true},
		{"GET /api/postback", "LinksFunction", true},
		{"PATCH /api/postback", "LinksFunction", true},
		{"GET /api/stats", "StatsFunction", true},
		{"GET /api/links/visits", "StatsFunction", true},
		{"POST /api/conversions", "ConversionsFunction", false},
		{"GET /api/conversions", "ConversionsFunction", false},
		{"GET /api/conversions/{externalId+}", "ConversionsFunction", false},
		{"GET /api/admin/{proxy+}", "AdminFunction", true},
		{"POST /api/admin/{proxy+}", "AdminFunction", true},
		{"PATCH /api/admin/{proxy+}", "AdminFunction", true},
		{"DELETE /api/admin/{proxy+}", "AdminFunction", true},
	}
	for _, c := range cases {
		r, ok := all[c.key]
		if !ok || r.Function != c.function || (r.Authorizer != nil) != c.token {
			t.Errorf("%s: %+v", c.key, r)
		}
		if c.token && !slices.Equal(r.Scopes, []string{"signpost/partner"}) {
			t.Errorf("%s: scopes %v", c.key, r.Scopes)
		}
	}
	for key, r := range all {
		if strings.HasPrefix(key, "ANY ") {
			t.Errorf("%s loses to any route with a method", key)
		}
		if strings.Contains(key, " /api/") && r.Authorizer == nil && r.Function != "ConversionsFunction" {
			t.Errorf("%s is open to everyone", key)
		}
	}
}

// The API document describes what the functions serve (a test beside it holds the two equal).
// Every operation must have a route that leads to it, and every route of the JSON API an
// operation.
func TestRoutesAndOperations(t *testing.T) {
	all, described := routes(t), operations(t)
	for operation := range described {
		if _, ok := all[operation]; !ok {
			t.Errorf("%s has no route", operation)
		}
	}
	for key := range all {
		if strings.Contains(key, " /api/") && !described[key] {
			t.Errorf("the route %s is in no function's API", key)
		}
	}
}

// operations returns the keys of the routes that the API document's operations need.
func operations(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(root + "functions/center/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for path, operations := range document.Paths {
		for method := range operations {
			keys[strings.ToUpper(method)+" "+routeOf(path)] = true
		}
	}
	return keys
}

// routeOf is the path of the route that takes requests for an operation's path.
func routeOf(path string) string {
	if path == "/api/conversions/{externalId}" {
		return "/api/conversions/{externalId+}" // the only parameter that may contain slashes
	}
	for _, folder := range []string{"/api/admin/", "/go/"} {
		if strings.HasPrefix(path, folder) {
			return folder + "{proxy+}"
		}
	}
	if !strings.HasPrefix(path, "/api/") {
		return "/{proxy+}"
	}
	return path
}
