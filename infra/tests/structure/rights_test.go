package structure

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"signpost/infra/local/template"
)

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
		inline := template.Resource{ID: r.ID, Properties: policy.(map[string]any)}
		if err := inline.Decode(&document); err != nil {
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
			everything := slices.Contains(words(s.Resource), "*")
			if everything && !slices.Equal(actions, []string{"dynamodb:ListStreams"}) {
				t.Errorf("%s may %v on everything", r.ID, actions)
			}
			checkKeys(t, r.ID, s)
		}
	}
}

// ofItems are the actions that read or write items and name their keys.
var ofItems = []string{
	"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:ConditionCheckItem",
	"dynamodb:PutItem", "dynamodb:UpdateItem",
}

// checkKeys wants a statement about items to hold for certain keys only, and only where there are
// keys: without any, ForAllValues holds. Whether a query of an index has keys to IAM is not
// documented, so there it must hold without.
func checkKeys(t *testing.T, id string, s statement) {
	t.Helper()
	actions := slices.DeleteFunc(words(s.Action), func(a string) bool { return !strings.HasPrefix(a, "dynamodb:") })
	items := slices.DeleteFunc(slices.Clone(actions), func(a string) bool { return !slices.Contains(ofItems, a) })
	switch {
	case len(items) == 0:
		return
	case len(items) != len(actions):
		t.Errorf("%s: %v in one statement", id, actions)
	}
	resource := words(s.Resource)
	if len(resource) != 1 {
		t.Errorf("%s may %v on %v in one statement", id, actions, resource)
	}
	keys := leadingKeys(s, "ForAllValues:StringLike")
	if len(keys) == 0 || slices.Contains(keys, "*") {
		t.Errorf("%s may %v any item", id, actions)
	}
	_, some := s.Condition["Null"]
	if isIndex := strings.Contains(resource[0], "/index/"); some == isIndex {
		t.Errorf("%s: %v on %v has to have keys: %v", id, actions, resource, some)
	}
}

// leadingKeys returns the patterns that a condition compares keys with.
func leadingKeys(s statement, operator string) []string {
	test, _ := s.Condition[operator].(map[string]any)
	if test == nil {
		return nil
	}
	return words(test["dynamodb:LeadingKeys"])
}

func TestTheRedirectMayDoVeryLittle(t *testing.T) {
	allowed, _ := statements(t, resource(t, load(t), "AWS::Serverless::Function", "RedirectFunction"))
	actions := map[string]bool{}
	for _, s := range allowed {
		for _, a := range words(s.Action) {
			actions[a] = true
		}
	}
	want := []string{"dynamodb:BatchGetItem", "dynamodb:PutItem", "sqs:SendMessage"}
	if got := slices.Sorted(maps.Keys(actions)); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestNoFunctionMayTouchTheAudit(t *testing.T) {
	var p struct {
		PolicyDocument struct {
			Statement []statement `yaml:"Statement"`
		} `yaml:"PolicyDocument"`
	}
	if err := resource(t, load(t), "AWS::IAM::ManagedPolicy", "AuditIsForEver").Decode(&p); err != nil {
		t.Fatal(err)
	}
	if len(p.PolicyDocument.Statement) != 1 {
		t.Fatalf("%+v", p)
	}
	s := p.PolicyDocument.Statement[0]
	want := map[string]any{"ForAnyValue:StringLike": map[string]any{"dynamodb:LeadingKeys": []any{"AUDIT#*"}}}
	if s.Effect != "Deny" || !reflect.DeepEqual(s.Condition, want) {
		t.Errorf("%+v", s)
	}
	for _, action := range []string{
		"UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate", "PartiQLDelete", "PartiQLInsert",
	} {
		if !slices.Contains(words(s.Action), "dynamodb:"+action) {
			t.Errorf("%s is not denied", action)
		}
	}
}
