package gateway

import (
	"testing"

	"signpost/infra/local/template"
)

func routerOf(t *testing.T, keys ...string) router {
	t.Helper()
	var routes []template.Route
	for _, k := range keys {
		routes = append(routes, template.Route{Key: k})
	}
	r, err := newRouter(routes)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The first four rows are the example of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
// ("Routing API requests"). That a method goes before ANY, and that paths are compared segment
// by segment, is what github.com/KensioSoftware/yulin observed (sim-http-api-route-rank.ts).
func TestTheMostSpecificRouteWins(t *testing.T) {
	r := routerOf(t,
		"GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default",
		"GET /a/{b}/ccccc", "GET /a/b/{c}", "ANY /both", "POST /both", "GET /")
	cases := []struct{ method, path, want string }{
		{"GET", "/pets/dog/1", "GET /pets/dog/1"},
		{"GET", "/pets/dog/2", "GET /pets/dog/{id}"},
		{"GET", "/pets/cat/1", "GET /pets/{proxy+}"},
		{"POST", "/test/5", "ANY /{proxy+}"},
		{"GET", "/a/b/ccccc", "GET /a/b/{c}"},
		{"POST", "/both", "POST /both"},
		{"PUT", "/both", "ANY /both"},
		{"GET", "/", "GET /"},
		{"POST", "/", "$default"},
		{"GET", "/pets/dog/", "GET /pets/{proxy+}"},
		{"GET", "/pets", "ANY /{proxy+}"},
	}
	for _, c := range cases {
		if m, ok := r.match(c.method, c.path); !ok || m.route.Key != c.want {
			t.Errorf("%s %s: got %+v, want %s", c.method, c.path, m.route, c.want)
		}
	}
}

func TestPathsWithoutARoute(t *testing.T) {
	r := routerOf(t, "GET /api/me", "GET /go/{website}", "GET /go/{website}/{partner}")
	for _, path := range []string{
		"/api", "/api/me/", "/api/me/x", "/go", "/go/", "/go//x", "//go/x", "/go/a/b/c", "", "/API/ME",
	} {
		if m, ok := r.match("GET", path); ok {
			t.Errorf("%q: got %s", path, m.route.Key)
		}
	}
	if _, ok := r.match("HEAD", "/api/me"); ok {
		t.Error("HEAD is not GET")
	}
}

func TestPathParameters(t *testing.T) {
	r := routerOf(t, "GET /go/{website}/{partner}", "GET /files/{proxy+}")
	m, _ := r.match("GET", "/go/haircare/abc123")
	if len(m.parameters) != 2 || m.parameters[0] != (parameterValue{"website", "haircare"}) ||
		m.parameters[1] != (parameterValue{"partner", "abc123"}) {
		t.Errorf("%+v", m.parameters)
	}
	m, _ = r.match("GET", "/files/a/b//c")
	if len(m.parameters) != 1 || m.parameters[0] != (parameterValue{"proxy", "a/b//c"}) {
		t.Errorf("%+v", m.parameters)
	}
}

func TestRouteKeysThatAWSRefuses(t *testing.T) {
	for _, key := range []string{"", "GET", "GET pets", "GET /{proxy+}/x"} {
		if _, err := newRouter([]template.Route{{Key: key}}); err == nil {
			t.Errorf("%q was accepted", key)
		}
	}
}
