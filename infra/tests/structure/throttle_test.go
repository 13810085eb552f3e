package structure

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"signpost/infra/local/template"
)

// throttleOf returns which of the template's throttles applies to a route.
func throttleOf(key string) string {
	_, path, _ := strings.Cut(key, " ")
	switch {
	case strings.HasPrefix(path, "/go/"):
		return "Redirect"
	case strings.HasPrefix(path, "/api/conversions") && !strings.HasPrefix(path, "/api/conversions/mine"):
		return "Conversions"
	case strings.HasPrefix(path, "/api/admin/"):
		return "Admin"
	case path == "/", path == "/{proxy+}":
		return "Center"
	}
	return "Throttle"
}

func TestEveryRouteHasTheThrottleOfItsKind(t *testing.T) {
	parameters, throttles := map[string]any{}, map[string]template.Throttle{}
	for i, kind := range []string{"Redirect", "Conversions", "Admin", "Center", "Throttle"} {
		throttles[kind] = template.Throttle{Rate: float64(10 + i), Burst: 20 + i}
		parameters[kind+"Rate"], parameters[kind+"Burst"] = 10+i, 20+i
	}
	list, err := loadWith(t, parameters).Routes()
	for _, r := range some(t, list, err) {
		if want := throttles[throttleOf(r.Key)]; r.Throttle != want {
			t.Errorf("%s: %+v, want %+v of %s", r.Key, r.Throttle, want, throttleOf(r.Key))
		}
	}
}

// API Gateway refuses settings for a route that does not exist yet.
func TestRoutesWithSettingsAreCreatedBeforeTheStage(t *testing.T) {
	text, err := os.ReadFile(root + "template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Resources map[string]struct {
			DependsOn  []string `yaml:"DependsOn"`
			Properties struct {
				RouteKey      string               `yaml:"RouteKey"`
				RouteSettings map[string]yaml.Node `yaml:"RouteSettings"`
			} `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	stage := document.Resources["Stage"]
	var made []string
	for _, id := range stage.DependsOn {
		made = append(made, document.Resources[id].Properties.RouteKey)
	}
	if len(stage.Properties.RouteSettings) == 0 {
		t.Fatal("no route has settings")
	}
	for key := range stage.Properties.RouteSettings {
		if !slices.Contains(made, key) {
			t.Errorf("the stage does not wait for the route %s", key)
		}
	}
}

// A new account has 10 concurrent executions, and Lambda refuses to reserve the last hundred.
func TestAFirstDeploymentReservesNothing(t *testing.T) {
	for _, id := range []string{"CounterFunction", "RecorderFunction"} {
		f := resource(t, load(t), "AWS::Serverless::Function", id)
		if n, ok := f.Properties["ReservedConcurrentExecutions"]; ok {
			t.Errorf("%s reserves %v", id, n)
		}
	}
}

func TestTheCounterAndTheRecorderMayHaveTheirOwnConcurrency(t *testing.T) {
	s := loadWith(t, map[string]any{"CounterConcurrency": 20, "RecorderConcurrency": "12"})
	for id, want := range map[string]string{"CounterFunction": "20", "RecorderFunction": "12"} {
		f := resource(t, s, "AWS::Serverless::Function", id)
		if got := fmt.Sprint(f.Properties["ReservedConcurrentExecutions"]); got != want {
			t.Errorf("%s reserves %s, want %s", id, got, want)
		}
	}
	for _, r := range resources(t, s, "AWS::Serverless::Function") {
		_, reserves := r.Properties["ReservedConcurrentExecutions"]
		if reserves && r.ID != "CounterFunction" && r.ID != "RecorderFunction" {
			t.Errorf("%s takes concurrency from the others", r.ID)
		}
	}
}

// More readers than the function may have executions would only be throttled, until the
// messages are given up.
func TestTheRecordersQueueHasNoMoreReadersThanTheRecorderMayHave(t *testing.T) {
	for reserved, want := range map[string]string{"0": "10", "12": "12"} {
		s := loadWith(t, map[string]any{"RecorderConcurrency": reserved})
		queue := resource(t, s, "AWS::Lambda::EventSourceMapping", "RecorderQueue")
		scaling, _ := queue.Properties["ScalingConfig"].(map[string]any)
		if got := fmt.Sprint(scaling["MaximumConcurrency"]); got != want {
			t.Errorf("with %s reserved: %s readers, want %s", reserved, got, want)
		}
	}
}
