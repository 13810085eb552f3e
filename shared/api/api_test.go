package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

// store has an active partner abc123 and an inactive one gone000.
type store struct{}

func (store) Partner(_ context.Context, code referral.Code) (referral.Partner, error) {
	switch code {
	case "abc123":
		return referral.Partner{Code: code, Status: referral.Active}, nil
	case "gone000":
		return referral.Partner{Code: code, Status: referral.Inactive}, nil
	case "slow000":
		return referral.Partner{}, fmt.Errorf("read: %w", &types.ProvisionedThroughputExceededException{})
	}
	return referral.Partner{}, referral.NotFoundf("no such partner")
}

func (store) Secret(context.Context, string) ([]byte, error) { return make([]byte, 32), nil }

type thing struct {
	Name string `json:"name" minLength:"2"`
	Kind string `json:"kind,omitempty" enum:"a,b"`
}

type thingInput struct{ Body thing }
type thingOutput struct{ Body thing }
type nothing struct{}
type number struct {
	N int `json:"n"`
}
type pagedInput struct {
	api.Paging
	Kind string `query:"kind"`
}
type table struct {
	Cells []string `json:"cells"`
}

func (t table) WriteCSV(w io.Writer) error {
	_, err := io.WriteString(w, strings.Join(t.Cells, ","))
	return err
}

type tableOutput struct{ Body table }

// serve returns an API with an operation for each audience. fail is what /api/fail returns.
func serve(log io.Writer, fail error) *api.API {
	a := api.New(store{}, slog.New(slog.NewJSONHandler(log, nil)))
	get := func(path string) huma.Operation {
		return huma.Operation{OperationID: strings.ReplaceAll(path, "/", ""), Method: http.MethodGet, Path: path}
	}
	none := func(context.Context, api.Caller, *nothing) (*thingOutput, error) {
		return &thingOutput{Body: thing{Name: "ok"}}, nil
	}
	api.ForPartner(a, get("/api/partner"), none)
	api.ForSignedIn(a, get("/api/signed-in"), none)
	api.ForAdmin(a, get("/api/admin"), none)
	open(a, get("/api/fail"), func(context.Context, *nothing) (*thingOutput, error) { return nil, fail })
	open(a, get("/api/csv"), func(context.Context, *nothing) (*tableOutput, error) {
		return &tableOutput{Body: table{Cells: []string{"a", "b"}}}, nil
	})
	open(a, huma.Operation{OperationID: "post", Method: http.MethodPost, Path: "/api/things"},
		func(_ context.Context, in *thingInput) (*thingOutput, error) { return &thingOutput{Body: in.Body}, nil })
	open(a, huma.Operation{OperationID: "import", Method: http.MethodPost, Path: "/api/import", MaxBodyBytes: 5 << 20},
		func(_ context.Context, in *thingInput) (*thingOutput, error) { return &thingOutput{Body: in.Body}, nil })
	numbers := func(ctx context.Context, c api.Caller, in *pagedInput) (*api.PageOutput[number], error) {
		return api.List(ctx, a, c, "numbers?kind="+in.Kind, in.Paging, count)
	}
	api.ForSignedIn(a, get("/api/list"), numbers)
	return a
}

// open registers an operation for everybody.
func open[I, O any](a *api.API, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	anybody := func(context.Context, string) (nothing, error) { return nothing{}, nil }
	api.WithKey(a, op, anybody, func(ctx context.Context, _ nothing, in *I) (*O, error) { return do(ctx, in) })
}

// count lists 1 to 5.
func count(_ context.Context, after string, limit int) ([]number, string, error) {
	var page []number
	for n := len(after) + 1; n <= 5; n++ {
		if len(page) == limit {
			return page, strings.Repeat("x", page[len(page)-1].N), nil
		}
		page = append(page, number{n})
	}
	return page, "", nil
}

func problem(t *testing.T, got apitest.Answer, status int) api.Problem {
	t.Helper()
	if got.Status != status || got.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("answer = %d %s %s; want problem %d", got.Status, got.Header.Get("Content-Type"), got.Body, status)
	}
	p := apitest.JSON[api.Problem](t, got)
	if p.Status != status || p.Title == "" || p.Type != "about:blank" || p.RequestID != apitest.RequestID {
		t.Errorf("problem = %+v", p)
	}
	return p
}

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

func TestWithoutATokenTheAnswerSaysHowToSignIn(t *testing.T) {
	got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Path: "/api/partner"})
	if problem(t, got, 401); got.Header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("headers = %v", got.Header)
	}
}

func TestDomainErrorsHaveAStatusAndOthersSayNothing(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		detail string
	}{
		{referral.Invalidf("bad"), 422, "bad"},
		{fmt.Errorf("wrapped: %w", referral.NotFoundf("no such ad")), 404, "no such ad"},
		{referral.Conflictf("taken"), 409, "taken"},
		{referral.Errorf(referral.Forbidden, "no"), 403, "no"},
		{referral.Errorf(referral.Unauthorized, "who"), 401, "who"},
		{referral.Errorf(referral.Unavailable, "later"), 503, "later"},
		{fmt.Errorf("table signpost: %w", &types.ProvisionedThroughputExceededException{}), 503, "try again"},
		{context.DeadlineExceeded, 503, "try again"},
		{errors.New("table signpost: secret"), 500, ""},
		{&referral.Error{Code: "made up", Message: "secret"}, 500, ""},
		{huma.Error415UnsupportedMediaType("wrong type"), 415, "wrong type"},
	} {
		var log bytes.Buffer
		got := apitest.Call(t, serve(&log, test.err), apitest.Request{Path: "/api/fail"})
		p := problem(t, got, test.status)
		if p.Detail != test.detail || strings.Contains(got.Body, "secret") || strings.Contains(got.Body, "signpost") {
			t.Errorf("%v: %s", test.err, got.Body)
		}
		if retry := got.Header.Get("Retry-After") != ""; retry != (test.status == 503) {
			t.Errorf("%v: Retry-After = %q", test.err, got.Header.Get("Retry-After"))
		}
		if logged := strings.Contains(log.String(), test.err.Error()); logged != (test.status >= 500) {
			t.Errorf("%v: log = %s", test.err, log.String())
		}
	}
}

func TestBadFieldsAreNamed(t *testing.T) {
	domain := referral.InvalidField("url", "bad")
	failed := problem(t, apitest.Call(t, serve(io.Discard, domain), apitest.Request{Path: "/api/fail"}), 422)
	if len(failed.Errors) != 1 || failed.Errors[0].Field != "url" {
		t.Errorf("errors = %+v", failed.Errors)
	}
	for body, field := range map[string]string{
		`{"name":"x"}`: "name", `{"kind":"a"}`: "name", `{"name":"xx","kind":"c"}`: "kind", `{"name":7}`: "name",
	} {
		got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Method: "POST", Path: "/api/things", Body: body})
		if p := problem(t, got, 422); len(p.Errors) == 0 || p.Errors[0].Field != field || p.Errors[0].Message == "" {
			t.Errorf("%s: errors = %+v, want %s", body, p.Errors, field)
		}
	}
	got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Path: "/api/list?limit=101", User: "abc123"})
	if p := problem(t, got, 422); len(p.Errors) != 1 || p.Errors[0].Field != "limit" {
		t.Errorf("errors = %+v, want limit", p.Errors)
	}
}

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

func TestPathsAndMethodsThatDoNotExistAreProblems(t *testing.T) {
	a := serve(io.Discard, nil)
	for _, path := range []string{"/api/none", "/api//partner", "/api/x/../partner", "/api/partner/", "/"} {
		problem(t, apitest.Call(t, a, apitest.Request{Path: path, User: "abc123"}), 404)
	}
	got := apitest.Call(t, a, apitest.Request{Method: "DELETE", Path: "/api/things"})
	if problem(t, got, 405); got.Header.Get("Allow") != "POST" {
		t.Errorf("Allow = %q", got.Header.Get("Allow"))
	}
}

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

func TestAnswersAreNeitherCachedNorSniffed(t *testing.T) {
	a := serve(io.Discard, nil)
	for _, path := range []string{"/api/partner", "/api/csv"} {
		got := apitest.Call(t, a, apitest.Request{Path: path, User: "abc123"}).Header
		if got.Get("Cache-Control") != "no-store" || got.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestTheLogHasTheRequestButNotTheAddress(t *testing.T) {
	var log bytes.Buffer
	apitest.Call(t, serve(&log, nil), apitest.Request{Path: "/api/partner?email=a@example.com", User: "abc123"})
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("log = %s: %v", log.Bytes(), err)
	}
	if line["requestId"] != apitest.RequestID || line["status"] != 200.0 || line["route"] != "GET /api/partner" {
		t.Errorf("log = %v", line)
	}
	if strings.Contains(log.String(), "192.0.2.7") || strings.Contains(log.String(), "example.com") {
		t.Errorf("the log says too much: %s", log.String())
	}
}
