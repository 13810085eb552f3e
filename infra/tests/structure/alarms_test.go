package structure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"signpost/infra/local/template"
	"signpost/shared/click"
	"signpost/shared/referral"
)

// TestEveryFunctionHasAnAlarm follows each function from the template through the parameters of
// the observability stack to the alarm for its errors.
func TestEveryFunctionHasAnAlarm(t *testing.T) {
	s := load(t)
	observability := loadObservability(t, s)
	watched := map[any]bool{}
	for _, r := range resources(t, observability, "AWS::CloudWatch::Alarm") {
		if r.Properties["MetricName"] != "Errors" {
			continue
		}
		for _, d := range r.Properties["Dimensions"].([]any) {
			watched[d.(map[string]any)["Value"]] = true
		}
	}
	for _, f := range functions(t, s) {
		if !watched[f.ID] {
			t.Errorf("nobody hears of it when %s fails", f.ID)
		}
	}
}

func loadObservability(t *testing.T, s *template.Stack) *template.Stack {
	t.Helper()
	nested := resource(t, s, "AWS::CloudFormation::Stack", "Observability")
	world := local.World()
	world.Parameters = nested.Properties["Parameters"].(map[string]any)
	observability, err := template.Load(root+nested.Properties["TemplateURL"].(string), world)
	if err != nil {
		t.Fatal(err)
	}
	return observability
}

// TestAlarmsReachWhoeverTheyAreFor: CloudWatch may not use the key that AWS manages for SNS, so
// that a topic which is encrypted with it gets no alarm
// (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns).
func TestAlarmsReachWhoeverTheyAreFor(t *testing.T) {
	topic := resource(t, loadObservability(t, load(t)), "AWS::SNS::Topic", "Alarms")
	if key := topic.Properties["KmsMasterKeyId"]; key == "alias/aws/sns" {
		t.Errorf("CloudWatch can't publish to a topic that is encrypted with %v", key)
	}
}

// TestWhatCountingSetsAsideRaisesAnAlarm finds the alarm on the counter's failure queue.
func TestWhatCountingSetsAsideRaisesAnAlarm(t *testing.T) {
	for _, r := range resources(t, loadObservability(t, load(t)), "AWS::CloudWatch::Alarm") {
		dimensions, _ := r.Properties["Dimensions"].([]any)
		for _, d := range dimensions {
			if d.(map[string]any)["Value"] == "CounterFailures" && len(r.Properties["AlarmActions"].([]any)) > 0 {
				return
			}
		}
	}
	t.Error("nobody hears of it when something is set aside")
}

// noStore is a table that takes nothing.
type noStore struct{}

var errDown = errors.New("the table is down")

func (noStore) WriteFirst(context.Context, referral.Click) (bool, error) { return false, errDown }
func (noStore) WriteRepeat(context.Context, referral.Click) error        { return errDown }

// TestAClickInTheLogRaisesAnAlarm follows a click that could not be written from the line in the
// log, by the filter, to the alarm, which says how to write it.
func TestAClickInTheLogRaisesAnAlarm(t *testing.T) {
	observability := loadObservability(t, load(t))
	filter := resource(t, observability, "AWS::Logs::MetricFilter", "UnwrittenClicks").Properties
	field := regexp.MustCompile(`^\{ \$\.(\w+)\.(\w+) = "\*" \}$`).FindStringSubmatch(filter["FilterPattern"].(string))
	if field == nil {
		t.Fatalf("the pattern is %v", filter["FilterPattern"])
	}
	var log bytes.Buffer
	writer := click.NewWriter(noStore{}, nil, slog.New(slog.NewJSONHandler(&log, nil)))
	const id = "visit00000000000" + "01KAR9BMG00000000000000000"
	writer.Write(t.Context(), referral.Click{ID: id, Website: "haircare"}, time.Now())
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, &log)
	}
	if found, _ := line[field[1]].(map[string]any); found[field[2]] != id {
		t.Errorf("the filter does not find %s", &log)
	}
	metric := filter["MetricTransformations"].([]any)[0].(map[string]any)
	alarm := resource(t, observability, "AWS::CloudWatch::Alarm", "ClicksInTheLog").Properties
	if alarm["MetricName"] != metric["MetricName"] || alarm["Namespace"] != metric["MetricNamespace"] {
		t.Errorf("the filter writes %v, the alarm reads %v", metric, alarm["MetricName"])
	}
	for _, part := range []string{"RedirectLogs", "make replay FILE=-", "TABLE=signpost"} {
		if !strings.Contains(alarm["AlarmDescription"].(string), part) {
			t.Errorf("the alarm does not say %s", part)
		}
	}
}

// An account has one dashboard, policy or role of a name in all regions together: a stack in a
// second region could not be created.
func TestNamesDoNotCollideAcrossRegions(t *testing.T) {
	s := load(t)
	stacks := []*template.Stack{s, loadObservability(t, s), loadEdge(t)}
	found := 0
	for kind, nameOf := range map[string]func(properties map[string]any) any{
		"AWS::CloudWatch::Dashboard": func(p map[string]any) any { return p["DashboardName"] },
		"AWS::IAM::ManagedPolicy":    func(p map[string]any) any { return p["ManagedPolicyName"] },
		"AWS::IAM::Role":             func(p map[string]any) any { return p["RoleName"] },
		"AWS::CloudFront::OriginRequestPolicy": func(p map[string]any) any {
			return p["OriginRequestPolicyConfig"].(map[string]any)["Name"]
		},
	} {
		for _, r := range resourcesOf(t, stacks, kind) {
			found++
			if name, given := nameOf(r.Properties).(string); given && !strings.Contains(name, template.Region) {
				t.Errorf("%s is called %s in every region", r.ID, name)
			}
		}
	}
	if found < 3 {
		t.Errorf("only %d names were looked at", found)
	}
}

func resourcesOf(t *testing.T, stacks []*template.Stack, kind string) []template.Resource {
	t.Helper()
	var all []template.Resource
	for _, s := range stacks {
		found, err := s.Resources(kind)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}
