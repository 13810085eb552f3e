// Package access enforces the policies that template.yaml gives to functions, so that a call
// that AWS would refuse is refused on this machine too. It knows the part of IAM that the
// template uses and refuses to guess about the rest.
package access

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"signpost/infra/local/template"
)

// Policies say what each function may do.
type Policies struct{ statements map[string][]statement }

// statement is one statement of a policy
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html).
type statement struct {
	deny      bool
	actions   []string
	resources []string
	// Conditions on dynamodb:LeadingKeys. All that are there must hold.
	all  []string // ForAllValues: each key matches one of these patterns, even if there are no keys
	any  []string // ForAnyValue: one of the keys matches one of these patterns
	some bool     // Null is false: there are keys
}

// Call is one action on one resource.
type Call struct {
	Action   string   // such as dynamodb:PutItem
	Resource string   // ARN
	Keys     []string // dynamodb:LeadingKeys
}

// Read reads the policies from the template. What it does not understand is an error.
func Read(s *template.Stack) (Policies, error) {
	managed, err := managedPolicies(s)
	if err != nil {
		return Policies{}, err
	}
	functions, err := s.Resources("AWS::Serverless::Function")
	if err != nil {
		return Policies{}, err
	}
	p := Policies{map[string][]statement{}}
	for _, f := range functions {
		list, _ := f.Properties["Policies"].([]any)
		for _, policy := range list {
			statements, err := read(policy, managed)
			if err != nil {
				return Policies{}, fmt.Errorf("%s: %w", f.ID, err)
			}
			p.statements[f.ID] = append(p.statements[f.ID], statements...)
		}
	}
	return p, nil
}

func managedPolicies(s *template.Stack) (map[string][]statement, error) {
	resources, err := s.Resources("AWS::IAM::ManagedPolicy")
	if err != nil {
		return nil, err
	}
	byName := map[string][]statement{}
	for _, r := range resources {
		if byName[r.ID], err = read(r.Properties["PolicyDocument"], nil); err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
	}
	return byName, nil
}

func read(policy any, managed map[string][]statement) ([]statement, error) {
	if arn, ok := policy.(string); ok {
		statements, ok := managed[path.Base(arn)]
		if !ok {
			return nil, fmt.Errorf("the policy %s is not in the template", arn)
		}
		return statements, nil
	}
	document, _ := policy.(map[string]any)
	list, _ := document["Statement"].([]any)
	var statements []statement
	for _, item := range list {
		one, err := readStatement(item)
		if err != nil {
			return nil, err
		}
		statements = append(statements, one)
	}
	return statements, nil
}

func readStatement(item any) (statement, error) {
	m, _ := item.(map[string]any)
	s := statement{deny: m["Effect"] == "Deny", actions: words(m["Action"]), resources: words(m["Resource"])}
	for operator, test := range asMap(m["Condition"]) {
		if err := s.addCondition(operator, asMap(test)); err != nil {
			return s, err
		}
	}
	if len(s.actions) == 0 || len(s.resources) == 0 {
		return s, fmt.Errorf("a statement without actions or resources is not understood")
	}
	return s, nil
}

func (s *statement) addCondition(operator string, test map[string]any) error {
	keys := words(test["dynamodb:LeadingKeys"])
	switch {
	case len(test) != 1 || len(keys) == 0:
	case operator == "ForAllValues:StringLike":
		s.all = keys
		return nil
	case operator == "ForAnyValue:StringLike":
		s.any = keys
		return nil
	case operator == "Null" && keys[0] == "false":
		s.some = true
		return nil
	}
	return fmt.Errorf("the condition %s %v is not understood", operator, test)
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func words(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case bool:
		return []string{fmt.Sprint(v)}
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, fmt.Sprint(item))
		}
		return list
	}
	return nil
}

// Check returns nil if the function may make the call, that is, if a statement allows it and
// none denies it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
func (p Policies) Check(function string, c Call) error {
	allowed := false
	for _, s := range p.statements[function] {
		if !s.covers(c) {
			continue
		}
		if s.deny {
			return fmt.Errorf("%s is denied %s on %s %q by its policies", function, c.Action, c.Resource, c.Keys)
		}
		allowed = true
	}
	if !allowed {
		return fmt.Errorf("%s has no policy that allows %s on %s %q", function, c.Action, c.Resource, c.Keys)
	}
	return nil
}

func (s statement) covers(c Call) bool {
	return slices.Contains(s.actions, c.Action) && slices.ContainsFunc(s.resources, func(r string) bool {
		return r == c.Resource || r == "*"
	}) && s.coversKeys(c.Keys)
}

func (s statement) coversKeys(keys []string) bool {
	unlike := func(key string) bool { return !like(s.all, key) }
	return (s.all == nil || !slices.ContainsFunc(keys, unlike)) &&
		(s.any == nil || slices.ContainsFunc(keys, func(key string) bool { return like(s.any, key) })) &&
		(!s.some || len(keys) > 0)
}

// like reports whether key matches one of the patterns, in which * may only come last.
func like(patterns []string, key string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return key == pattern || open && strings.HasPrefix(key, prefix)
	})
}
