package stream

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// filter is a pattern of a FilterCriteria. A record passes if it satisfies every rule. Of the
// rules in docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html it knows the
// ones that Signpost may use: equality of strings, prefix, and exists. Any other is an error,
// never ignored.
type filter []rule

// rule says which values a path in the record may have.
type rule struct {
	path []string
	any  []test
}

// test reports whether a value, or its absence, is allowed.
type test func(value string, present bool) bool

func parseFilter(pattern string) (filter, error) {
	var tree map[string]any
	if err := json.Unmarshal([]byte(pattern), &tree); err != nil {
		return nil, fmt.Errorf("%s: %w", pattern, err)
	}
	return parseRules(nil, tree)
}

func parseRules(path []string, tree map[string]any) (filter, error) {
	var out filter
	for name, node := range tree {
		at := append(append([]string(nil), path...), name)
		switch node := node.(type) {
		case map[string]any:
			inner, err := parseRules(at, node)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		case []any:
			tests, err := parseTests(node)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", strings.Join(at, "."), err)
			}
			out = append(out, rule{path: at, any: tests})
		default:
			return nil, fmt.Errorf("%s: a rule must be a list", strings.Join(at, "."))
		}
	}
	return out, nil
}

func parseTests(list []any) ([]test, error) {
	var tests []test
	for _, node := range list {
		switch want := node.(type) {
		case string:
			tests = append(tests, func(value string, present bool) bool { return present && value == want })
			continue
		case map[string]any:
			prefix, isPrefix := want["prefix"].(string)
			exists, isExists := want["exists"].(bool)
			switch {
			case len(want) == 1 && isPrefix:
				tests = append(tests, func(value string, present bool) bool {
					return present && strings.HasPrefix(value, prefix)
				})
				continue
			case len(want) == 1 && isExists:
				tests = append(tests, func(_ string, present bool) bool { return present == exists })
				continue
			}
		}
		return nil, fmt.Errorf("the local stack does not know the rule %v", node)
	}
	return tests, nil
}

// passes reports whether a record passes at least one of the filters. Without filters,
// everything passes.
func passes(filters []filter, r *types.Record) bool {
	for _, f := range filters {
		if f.passes(r) {
			return true
		}
	}
	return len(filters) == 0
}

func (f filter) passes(r *types.Record) bool {
	for _, rule := range f {
		value, present := lookUp(r, rule.path)
		passed := false
		for _, test := range rule.any {
			passed = passed || test(value, present)
		}
		if !passed {
			return false
		}
	}
	return true
}

// lookUp finds a string in the record: eventName, eventSource, or an attribute such as
// dynamodb, Keys, pk, S.
func lookUp(r *types.Record, path []string) (string, bool) {
	switch {
	case len(path) == 1 && path[0] == "eventName":
		return string(r.EventName), true
	case len(path) == 1 && path[0] == "eventSource":
		return aws.ToString(r.EventSource), true
	case len(path) != 4 || path[0] != "dynamodb":
		return "", false
	}
	image := map[string]map[string]types.AttributeValue{
		"Keys": r.Dynamodb.Keys, "NewImage": r.Dynamodb.NewImage, "OldImage": r.Dynamodb.OldImage,
	}[path[1]]
	switch v := image[path[2]].(type) {
	case *types.AttributeValueMemberS:
		return v.Value, path[3] == "S"
	case *types.AttributeValueMemberN:
		return v.Value, path[3] == "N"
	}
	return "", false
}
