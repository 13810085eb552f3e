package structure

import (
	"testing"

	"signpost/infra/local/template"
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
