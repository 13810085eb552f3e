// Package structure tests the project as a whole: template.yaml, the Makefile, and which
// package may import which.
package structure

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/infra/local/engine"
	"signpost/infra/local/template"
)

var local = template.Local{
	PublicURL: "http://127.0.0.1:8080", Issuer: "http://127.0.0.1:8080/local-idp", ClientID: "client",
	UserPool: "pool", QueueURL: "http://127.0.0.1:9999", Table: "signpost",
}

func load(t *testing.T) *template.Stack {
	t.Helper()
	s, err := template.Load("../../../template.yaml", local.World())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func resources(t *testing.T, s *template.Stack, kind string) []template.Resource {
	t.Helper()
	found, err := s.Resources(kind)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no %s", kind)
	}
	return found
}

func routes(t *testing.T) map[string]template.Route {
	t.Helper()
	list, err := load(t).Routes()
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]template.Route{}
	for _, r := range list {
		if _, twice := byKey[r.Key]; twice {
			t.Errorf("two routes %s", r.Key)
		}
		byKey[r.Key] = r
	}
	return byKey
}

func TestEveryFunctionHasItsFolderAndEveryFolderItsFunction(t *testing.T) {
	functions, err := load(t).Functions()
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, f := range functions {
		declared[filepath.Base(f.Folder)] = true
		if _, err := os.Stat(filepath.Join("../../..", f.Folder, "main.go")); err != nil {
			t.Errorf("%s: %v", f.ID, err)
		}
	}
	folders, err := filepath.Glob("../../../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if folder := filepath.Base(filepath.Dir(f)); !declared[folder] {
			t.Errorf("functions/%s is not in template.yaml", folder)
		}
	}
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
		{"POST /api/ads", "AdsFunction", true},
		{"PATCH /api/ads/{code}", "AdsFunction", true},
		{"POST /api/links", "LinksFunction", true},
		{"GET /api/links", "LinksFunction", true},
		{"GET /api/links/qr", "LinksFunction", true},
		{"GET /api/postback", "LinksFunction", true},
		{"PATCH /api/postback", "LinksFunction", true},
		{"GET /api/stats", "StatsFunction", true},
		{"POST /api/conversions", "ConversionsFunction", false},
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

// What the API document describes is what the functions serve (a test beside it holds the two
// equal): every operation must have a route that leads to it, and every route of the JSON API
// an operation.
func TestRoutesAndOperations(t *testing.T) {
	text, err := os.ReadFile("../../../functions/center/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	all := routes(t)
	described := map[string]bool{}
	for path, operations := range document.Paths {
		for method := range operations {
			key := strings.ToUpper(method) + " " + routeOf(path)
			described[key] = true
			if _, ok := all[key]; !ok {
				t.Errorf("%s %s has no route", method, path)
			}
		}
	}
	for key := range all {
		if strings.Contains(key, " /api/") && !described[key] {
			t.Errorf("the route %s is in no function's API", key)
		}
	}
}

// routeOf is the route's path that takes requests for an operation's path.
func routeOf(path string) string {
	if path == "/api/conversions/{externalId}" {
		return "/api/conversions/{externalId+}" // the only parameter that may have slashes
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

type statement struct {
	Effect    string         `yaml:"Effect"`
	Action    any            `yaml:"Action"`
	Resource  any            `yaml:"Resource"`
	Condition map[string]any `yaml:"Condition"`
}

func words(v any) []string {
	if list, ok := v.([]any); ok {
		var out []string
		for _, item := range list {
			out = append(out, item.(string))
		}
		return out
	}
	return []string{v.(string)}
}

// statements returns what a function may do, and whether the policy that protects the audit is
// among its policies.
func statements(t *testing.T, r template.Resource) (allowed []statement, protected bool) {
	t.Helper()
	for _, policy := range r.Properties["Policies"].([]any) {
		if arn, ok := policy.(string); ok {
			protected = protected || strings.HasSuffix(arn, "policy/AuditIsForEver")
			continue
		}
		var document struct {
			Statement []statement `yaml:"Statement"`
		}
		if err := (template.Resource{ID: r.ID, Properties: policy.(map[string]any)}).Decode(&document); err != nil {
			t.Fatal(err)
		}
		allowed = append(allowed, document.Statement...)
	}
	return allowed, protected
}

func TestFunctionsMayDoNoMoreThanTheyMust(t *testing.T) {
	for _, r := range resources(t, load(t), "AWS::Serverless::Function") {
		allowed, protected := statements(t, r)
		if !protected {
			t.Errorf("%s does not have the policy that protects the audit", r.ID)
		}
		for _, s := range allowed {
			actions := words(s.Action)
			for _, a := range actions {
				if strings.Contains(a, "*") {
					t.Errorf("%s: %s", r.ID, a)
				}
			}
			if slices.Contains(words(s.Resource), "*") && !slices.Equal(actions, []string{"dynamodb:ListStreams"}) {
				t.Errorf("%s may %v on everything", r.ID, actions)
			}
			writes := slices.ContainsFunc(actions, func(a string) bool {
				return strings.HasSuffix(a, ":PutItem") || strings.HasSuffix(a, ":UpdateItem")
			})
			if writes && s.Condition == nil && r.ID != "AdminFunction" {
				t.Errorf("%s may write any item", r.ID)
			}
		}
	}
}

func TestTheRedirectMayDoVeryLittle(t *testing.T) {
	for _, r := range resources(t, load(t), "AWS::Serverless::Function") {
		if r.ID != "RedirectFunction" {
			continue
		}
		allowed, _ := statements(t, r)
		actions := map[string]bool{}
		for _, s := range allowed {
			for _, a := range words(s.Action) {
				actions[a] = true
			}
		}
		want := []string{"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "sqs:SendMessage"}
		if got := slices.Sorted(maps.Keys(actions)); !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
	}
}

func TestNoFunctionMayTouchTheAudit(t *testing.T) {
	policy := resources(t, load(t), "AWS::IAM::ManagedPolicy")[0]
	var p struct {
		PolicyDocument struct {
			Statement []statement `yaml:"Statement"`
		} `yaml:"PolicyDocument"`
	}
	if err := policy.Decode(&p); err != nil {
		t.Fatal(err)
	}
	s := p.PolicyDocument.Statement[0]
	want := map[string]any{"ForAnyValue:StringLike": map[string]any{"dynamodb:LeadingKeys": []any{"AUDIT#*"}}}
	if s.Effect != "Deny" || !reflect.DeepEqual(s.Condition, want) {
		t.Errorf("%+v", s)
	}
	for _, action := range []string{"dynamodb:UpdateItem", "dynamodb:DeleteItem"} {
		if !slices.Contains(words(s.Action), action) {
			t.Errorf("%s is not denied", action)
		}
	}
}

func TestTable(t *testing.T) {
	r := resources(t, load(t), "AWS::DynamoDB::Table")[0]
	var table engine.Table
	if err := r.Decode(&table); err != nil {
		t.Fatal(err)
	}
	if want := engine.Signpost(); !reflect.DeepEqual(table, want) {
		t.Errorf("the template's table is not the one that tests use:\n%+v\n%+v", table, want)
	}
	var p struct {
		BillingMode string `yaml:"BillingMode"`
		Recovery    struct {
			Enabled bool `yaml:"PointInTimeRecoveryEnabled"`
		} `yaml:"PointInTimeRecoverySpecification"`
	}
	if err := r.Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.BillingMode != "PAY_PER_REQUEST" || !p.Recovery.Enabled {
		t.Errorf("%+v", p)
	}
	text, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, after, _ := strings.Cut(string(text),
		"\n  Table:\n"); !strings.HasPrefix(after, "    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n") {
		t.Error("the table is not kept when the stack is deleted")
	}
}

func TestLogs(t *testing.T) {
	s := load(t)
	for _, r := range resources(t, s, "AWS::Logs::LogGroup") {
		if r.Properties["RetentionInDays"] == nil {
			t.Errorf("%s is kept for ever", r.ID)
		}
	}
	for _, r := range resources(t, s, "AWS::Serverless::Function") {
		logging, _ := r.Properties["LoggingConfig"].(map[string]any)
		if want := strings.TrimSuffix(r.ID, "Function") + "Logs"; logging["LogGroup"] != want ||
			logging["LogFormat"] != "JSON" {
			t.Errorf("%s logs to %v", r.ID, logging)
		}
	}
	stage := resources(t, s, "AWS::ApiGatewayV2::Stage")[0]
	format := stage.Properties["AccessLogSettings"].(map[string]any)["Format"].(string)
	for _, private := range []string{"identity", "path", "userAgent", "authorizer"} {
		if strings.Contains(format, private) {
			t.Errorf("the access log has %s", private)
		}
	}
	if !json.Valid([]byte(format)) {
		t.Errorf("the access log is not JSON: %s", format)
	}
}

// The counter relies on these:
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html (the event names its
// shard only with a tumbling window), and on one batch of a shard at a time.
func TestTheCountersEventSource(t *testing.T) {
	s := load(t)
	for _, r := range resources(t, s, "AWS::Lambda::EventSourceMapping") {
		if r.Properties["FunctionName"] != "CounterFunction" {
			continue
		}
		p := r.Properties
		if p["ParallelizationFactor"] != 1 || p["TumblingWindowInSeconds"].(int) <= 0 ||
			p["MaximumRetryAttempts"].(int) <= 0 ||
			p["BisectBatchOnFunctionError"] != true || p["StartingPosition"] != "TRIM_HORIZON" ||
			p["DestinationConfig"] == nil {
			t.Errorf("%+v", p)
		}
		return
	}
	t.Error("nothing feeds the counter")
}

func TestEveryQueueHasAWayOut(t *testing.T) {
	s := load(t)
	queues, err := s.Queues()
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]bool{} // queues that a person empties
	for _, q := range queues {
		last[q.DeadLetters] = true
	}
	sources, err := s.EventSources()
	if err != nil {
		t.Fatal(err)
	}
	fed := map[string]bool{}
	for _, source := range sources {
		fed[source.Source], last[source.FailureQueue] = true, true
	}
	for _, q := range queues {
		if !fed[q.ID] && !last[q.ID] {
			t.Errorf("nothing reads %s", q.ID)
		}
		if fed[q.ID] && q.DeadLetters == "" {
			t.Errorf("%s has no queue for what fails", q.ID)
		}
	}
}

// As AWS asks for (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html):
// six times the function's time-out for a queue that feeds one, and no more than two readers of
// a shard of the stream
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html).
func TestEventSourcesKeepToTheLimits(t *testing.T) {
	s := load(t)
	functions, err := s.Functions()
	if err != nil {
		t.Fatal(err)
	}
	timeout := map[string]time.Duration{}
	for _, f := range functions {
		timeout[f.ID] = f.Timeout
	}
	queues, err := s.Queues()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := s.EventSources()
	if err != nil {
		t.Fatal(err)
	}
	readers := 0
	for _, source := range sources {
		if source.Source == "Table" {
			readers++
		}
		for _, q := range queues {
			if q.ID == source.Source && q.Visibility < 6*timeout[source.Function] {
				t.Errorf("%s shows messages again after %s, while %s may take %s", q.ID, q.Visibility,
					source.Function, timeout[source.Function])
			}
		}
	}
	if readers != 2 {
		t.Errorf("%d functions read the stream", readers)
	}
}

func TestOutputsResolve(t *testing.T) {
	s := load(t)
	for name, want := range map[string]string{
		"Url": local.PublicURL, "ApiUrl": local.PublicURL, "Issuer": local.Issuer, "ClientId": "client",
		"UserPoolId": "pool", "TableName": "signpost",
	} {
		if got, err := s.Output(name); err != nil || got != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestCfnLint(t *testing.T) {
	linter, err := exec.LookPath("cfn-lint")
	if err != nil {
		t.Skip("cfn-lint is not installed")
	}
	templates, err := filepath.Glob("../../stacks/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(linter, append([]string{
		"../../../template.yaml",
	}, templates...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
