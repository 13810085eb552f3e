package api_test

import (
	"bytes"
	"context"
	"encoding/json"
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

// admins are all whose token says so, except for two.
type admins struct{}

func (admins) CheckAdmin(_ context.Context, name, id string) error {
	switch {
	case id != "id-of-"+name:
		return fmt.Errorf("id %q of %s", id, name)
	case name == "former":
		return referral.Errorf(referral.Forbidden, "this account is disabled")
	case name == "pool-down":
		return referral.Errorf(referral.Unavailable, "try again")
	}
	return nil
}

// serve returns an API with an operation for each audience. fail is what /api/fail returns.
func serve(log io.Writer, fail error) *api.API {
	a := api.New(store{}, store{}, slog.New(slog.NewJSONHandler(log, nil)))
	get := func(path string) huma.Operation {
		return huma.Operation{OperationID: strings.ReplaceAll(path, "/", ""), Method: http.MethodGet, Path: path}
	}
	none := func(context.Context, api.Caller, *nothing) (*thingOutput, error) {
		return &thingOutput{Body: thing{Name: "ok"}}, nil
	}
	api.ForPartner(a, get("/api/partner"), none)
	api.ForSignedIn(a, get("/api/signed-in"), none)
	api.ForAdmin(a, get("/api/admin"), none)
	a.CheckAdmins(admins{})
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

func TestPathsAndMethodsThatDoNotExistAreProblems(t *testing.T) {
	a := serve(io.Discard, nil)
	for _, path := range []string{"/api/none", "/api//partner", "/api/x/../partner", "/api/partner/", "/"} {
		problem(t, apitest.Call(t, a, apitest.Request{Path: path, User: "abc123"}), 404)
	}
	problem(t, apitest.Call(t, a, apitest.Request{Method: "DELETE", Path: "/api/things"}), 404)
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
