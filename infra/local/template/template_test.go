package template

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var local = Local{
	PublicURL: "http://127.0.0.1:8080", Issuer: "http://127.0.0.1:8080/local-idp", ClientID: "client",
	UserPool: "pool", QueueURL: "http://127.0.0.1:9999", Table: "signpost",
}

func loadText(t *testing.T, text string, parameters map[string]any) *Stack {
	t.Helper()
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	world := local.World()
	world.Parameters = parameters
	s, err := Load(path, world)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestIntrinsicFunctions(t *testing.T) {
	const head = `
Parameters:
  Empty: { Type: String, Default: "" }
  Given: { Type: String, Default: no }
Conditions:
  IsEmpty: !Equals [!Ref Empty, ""]
  IsGiven: !Equals [!Ref Given, "yes"]
  Both: !And [!Condition IsEmpty, !Condition IsGiven]
  Neither: !Not [!Or [!Condition IsEmpty, !Condition IsGiven]]
Resources:
  Queue: { Type: AWS::SQS::Queue }
Outputs:
  It: { Value: `
	cases := []struct {
		value string
		want  any
	}{
		{`!Ref Given`, "yes"},
		{`{ Ref: Given }`, "yes"},
		{`!Ref AWS::Region`, "us-east-1"},
		{`!Ref Queue`, "http://127.0.0.1:9999/000000000000/Queue"},
		{`!GetAtt Queue.Arn`, "arn:aws:sqs:us-east-1:000000000000:Queue"},
		{`{ "Fn::GetAtt": [Queue, QueueName] }`, "Queue"},
		{`!Sub "${Given} ${Queue.QueueName} ${!Kept} ${AWS::Partition}"`, "yes Queue ${Kept} aws"},
		{`!Sub ["${Own}-${Given}", { Own: 7 }]`, "7-yes"},
		{`!If [Both, both, other]`, "both"},
		{`!If [Neither, neither, other]`, "other"},
		{`!Join ["-", [a, !Ref Given]]`, "a-yes"},
		{`!Select [2, !Split ["/", "https://host/path"]]`, "host"},
		{`[1, !If [IsEmpty, !Ref AWS::NoValue, 2], 3]`, []any{1, 3}},
		{`{ a: !Ref AWS::NoValue, b: true }`, map[string]any{"b": true}},
	}
	for _, c := range cases {
		s := loadText(t, head+c.value+" }\n", map[string]any{"Given": "yes"})
		got, err := s.Output("It")
		if err != nil {
			t.Errorf("%s: %v", c.value, err)
		} else if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %#v, want %#v", c.value, got, c.want)
		}
	}
}

func TestWhatIsNotUnderstoodIsAnError(t *testing.T) {
	cases := []struct{ value, says string }{
		{`!Ref Nobody`, "Nobody"},
		{`!GetAtt Queue.Colour`, "Queue.Colour"},
		{`!ImportValue x`, "ImportValue"},
		{`!If [Unknown, 1, 2]`, "Unknown"},
		{`!Select [4, [a]]`, "select wants"},
	}
	for _, c := range cases {
		s := loadText(t, "Resources:\n  Queue: { Type: AWS::SQS::Queue }\nOutputs:\n  It: { Value: "+
			c.value+" }\n", nil)
		if _, err := s.Output("It"); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got error %v, want one that says %s", c.value, err, c.says)
		}
	}
}

func project(t *testing.T) *Stack {
	t.Helper()
	s, err := Load("../../../template.yaml", local.World())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestProjectRoutes(t *testing.T) {
	routes, err := project(t).Routes()
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]Route{}
	for _, r := range routes {
		byKey[r.Key] = r
	}
	if r := byKey["GET /go/{proxy+}"]; r.Function != "RedirectFunction" || r.Authorizer != nil {
		t.Errorf("redirect: %+v", r)
	}
	me := byKey["GET /api/me"]
	want := &Authorizer{ID: "Authorizer", Issuer: local.Issuer, Audience: []string{"client"}}
	if me.Function != "ListingFunction" || !reflect.DeepEqual(me.Authorizer, want) ||
		!reflect.DeepEqual(me.Scopes, []string{"signpost/partner"}) {
		t.Errorf("me: %+v %+v", me, me.Authorizer)
	}
}

func TestProjectFunctions(t *testing.T) {
	functions, err := project(t).Functions()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]Function{}
	for _, f := range functions {
		byID[f.ID] = f
		if f.Environment["TABLE"] != "signpost" || f.Environment["PUBLIC_URL"] != local.PublicURL ||
			f.Timeout <= 0 || f.MemoryMB <= 0 {
			t.Errorf("%+v", f)
		}
	}
	const queue = "http://127.0.0.1:9999/000000000000/ClickQueue"
	if got := byID["RedirectFunction"].Environment["CLICK_QUEUE_URL"]; got != queue {
		t.Errorf("the redirect's queue: %q", got)
	}
	if got := byID["CenterFunction"].Environment["ISSUER"]; got != local.Issuer {
		t.Errorf("issuer: %q", got)
	}
}

func TestProjectSchedules(t *testing.T) {
	schedules, err := project(t).Schedules()
	want := Schedule{ID: "FolderSchedule", Function: "FolderFunction", Every: time.Hour}
	if err != nil || len(schedules) != 1 || schedules[0] != want {
		t.Errorf("%+v, %v", schedules, err)
	}
	for _, unknown := range []string{"cron(0 3 * * ? *)", "rate(1 week)", "rate(0 hours)", ""} {
		s := loadText(t, `Resources: { R: { Type: "AWS::Events::Rule", Properties: { ScheduleExpression: "`+unknown+
			`", Targets: [{ Arn: x }] } } }`, nil)
		if _, err := s.Schedules(); err == nil {
			t.Errorf("%q is taken for a schedule", unknown)
		}
	}
}

func TestProjectEventSourcesAndQueues(t *testing.T) {
	s := project(t)
	sources, err := s.EventSources()
	if err != nil {
		t.Fatal(err)
	}
	counter := sources[0]
	if counter.Function != "CounterFunction" || counter.Source != "Table" || counter.BatchSize != 1000 ||
		counter.TumblingWindow == 0 ||
		!counter.Bisect || counter.FailureQueue != "CounterFailures" || counter.MaxRetries <= 0 ||
		len(counter.Filters) != 1 {
		t.Errorf("%+v", counter)
	}
	queues, err := s.Queues()
	if err != nil {
		t.Fatal(err)
	}
	if queues[0].ID != "ClickQueue" || queues[0].DeadLetters != "ClickFailures" ||
		queues[0].Visibility != 4*time.Minute {
		t.Errorf("%+v", queues[0])
	}
}
