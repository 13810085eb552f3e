package structure

import (
	"testing"

	"signpost/infra/local/template"
)

// TestEveryFunctionHasAnAlarm follows each function from the template through the parameters of
// the observability stack to the alarm for its errors.
func TestEveryFunctionHasAnAlarm(t *testing.T) {
	s := load(t)
	nested := resource(t, s, "AWS::CloudFormation::Stack", "Observability")
	world := local.World()
	world.Parameters = nested.Properties["Parameters"].(map[string]any)
	observability, err := template.Load(root+nested.Properties["TemplateURL"].(string), world)
	if err != nil {
		t.Fatal(err)
	}
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
