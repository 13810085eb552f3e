package template

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// noValue is what AWS::NoValue resolves to. A property with this value is left out.
type noValue struct{}

// eval resolves a node to maps, lists and scalars. Intrinsic functions are known in their short
// form (!Ref) and their long form (Ref:, Fn::Sub:). An unknown one is an error, never ignored.
func (s *Stack) eval(node *yaml.Node) (any, error) {
	if node.Kind == yaml.AliasNode {
		return s.eval(node.Alias)
	}
	if strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!") {
		return s.call(node.Tag[1:], untagged(node))
	}
	switch node.Kind {
	case yaml.MappingNode:
		if name, argument, ok := longForm(node); ok {
			return s.call(name, argument)
		}
		return s.mapping(node)
	case yaml.SequenceNode:
		return s.sequence(node)
	}
	var value any
	err := node.Decode(&value)
	return value, err
}

func untagged(node *yaml.Node) *yaml.Node {
	plain := *node
	plain.Tag = ""
	if plain.Kind == yaml.ScalarNode {
		plain.Tag = "!!str"
	}
	return &plain
}

func longForm(node *yaml.Node) (name string, argument *yaml.Node, ok bool) {
	if len(node.Content) != 2 {
		return "", nil, false
	}
	key := node.Content[0].Value
	if key == "Ref" || key == "Condition" && node.Content[1].Kind == yaml.ScalarNode {
		return key, node.Content[1], true
	}
	name, ok = strings.CutPrefix(key, "Fn::")
	return name, node.Content[1], ok
}

func (s *Stack) mapping(node *yaml.Node) (any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		value, err := s.eval(node.Content[i+1])
		if err != nil {
			return nil, err
		}
		if _, left := value.(noValue); !left {
			m[node.Content[i].Value] = value
		}
	}
	return m, nil
}

func (s *Stack) sequence(node *yaml.Node) ([]any, error) {
	list := make([]any, 0, len(node.Content))
	for _, n := range node.Content {
		value, err := s.eval(n)
		if err != nil {
			return nil, err
		}
		if _, left := value.(noValue); !left {
			list = append(list, value)
		}
	}
	return list, nil
}

func (s *Stack) call(name string, argument *yaml.Node) (any, error) {
	functions := map[string]func(*yaml.Node) (any, error){
		"Ref": s.ref, "GetAtt": s.getAtt, "Sub": s.sub, "If": s.ifElse,
		"Join": s.join, "Split": s.split, "Select": s.choose,
		"Equals": s.equals, "Not": s.not, "And": s.and, "Or": s.or, "Condition": s.namedCondition,
	}
	f, ok := functions[name]
	if !ok {
		return nil, fmt.Errorf("line %d: the intrinsic function %s is not known to the local stack",
			argument.Line, name)
	}
	value, err := f(argument)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", argument.Line, err)
	}
	return value, nil
}

func (s *Stack) ref(argument *yaml.Node) (any, error) { return s.named(argument.Value) }

// named returns the value of Ref for a parameter, a pseudo parameter or a resource.
func (s *Stack) named(name string) (any, error) {
	pseudo := map[string]any{
		"AWS::AccountId": Account, "AWS::Region": Region, "AWS::StackName": StackName, "AWS::Partition": "aws",
		"AWS::URLSuffix": "amazonaws.com", "AWS::NoValue": noValue{},
		"AWS::StackId": "arn:aws:cloudformation:" + Region + ":" + Account + ":stack/" + StackName +
			"/00000000-0000-0000-0000-000000000000",
	}
	if value, ok := pseudo[name]; ok {
		return value, nil
	}
	if p, ok := s.parameters[name]; ok {
		return p()
	}
	return s.attribute(name, "")
}

func (s *Stack) getAtt(argument *yaml.Node) (any, error) {
	if argument.Kind == yaml.SequenceNode && len(argument.Content) == 2 {
		return s.attribute(argument.Content[0].Value, argument.Content[1].Value)
	}
	id, attribute, _ := strings.Cut(argument.Value, ".")
	return s.attribute(id, attribute)
}

func (s *Stack) attribute(id, attribute string) (any, error) {
	if _, ok := s.resources[id]; !ok {
		return nil, fmt.Errorf("no resource or parameter %q", id)
	}
	if output, ok := strings.CutPrefix(attribute, "Outputs."); ok && s.typeOf(id) == nestedType {
		inner, err := s.nestedStack(id)
		if err != nil {
			return nil, err
		}
		return inner.Output(output)
	}
	if value, ok := s.world.Value(s.typeOf(id), id, attribute); ok {
		return value, nil
	}
	return nil, fmt.Errorf("the local stack has no value for %s.%s (%s)", id, attribute, s.typeOf(id))
}

func (s *Stack) nestedStack(id string) (*Stack, error) {
	if inner, ok := s.nested[id]; ok {
		return inner, nil
	}
	properties := child(s.resources[id], "Properties")
	file := child(properties, "TemplateURL")
	if file == nil {
		return nil, fmt.Errorf("%s: no TemplateURL", id)
	}
	given := map[string]func() (any, error){}
	if parameters := child(properties, "Parameters"); parameters != nil {
		for i := 0; i+1 < len(parameters.Content); i += 2 {
			value := parameters.Content[i+1]
			given[parameters.Content[i].Value] = func() (any, error) { return s.eval(value) }
		}
	}
	inner, err := load(filepath.Join(s.dir, file.Value), s.world, given)
	if err == nil {
		s.nested[id] = inner
	}
	return inner, err
}

var placeholder = regexp.MustCompile(`\$\{(!?)([^}]+)\}`)

func (s *Stack) sub(argument *yaml.Node) (any, error) {
	text, own := argument, map[string]any{}
	if argument.Kind == yaml.SequenceNode {
		var err error
		if text = argument.Content[0]; len(argument.Content) > 1 {
			own, err = s.evalMap(argument.Content[1])
		}
		if err != nil {
			return nil, err
		}
	}
	var failed error
	result := placeholder.ReplaceAllStringFunc(text.Value, func(match string) string {
		parts := placeholder.FindStringSubmatch(match)
		if parts[1] == "!" {
			return "${" + parts[2] + "}"
		}
		value, err := s.variable(parts[2], own)
		if err != nil && failed == nil {
			failed = err
		}
		return fmt.Sprint(value)
	})
	return result, failed
}

func (s *Stack) variable(name string, own map[string]any) (any, error) {
	if value, ok := own[name]; ok {
		return value, nil
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return s.attribute(id, attribute)
	}
	return s.named(name)
}

func (s *Stack) join(argument *yaml.Node) (any, error) {
	parts, err := s.list(argument, 2)
	if err != nil {
		return nil, err
	}
	items, ok := parts[1].([]any)
	if !ok {
		return nil, fmt.Errorf("join wants a list")
	}
	var words []string
	for _, item := range items {
		words = append(words, fmt.Sprint(item))
	}
	return strings.Join(words, fmt.Sprint(parts[0])), nil
}

func (s *Stack) split(argument *yaml.Node) (any, error) {
	parts, err := s.list(argument, 2)
	if err != nil {
		return nil, err
	}
	var list []any
	for _, word := range strings.Split(fmt.Sprint(parts[1]), fmt.Sprint(parts[0])) {
		list = append(list, word)
	}
	return list, nil
}

func (s *Stack) choose(argument *yaml.Node) (any, error) {
	parts, err := s.list(argument, 2)
	if err != nil {
		return nil, err
	}
	index, isIndex := parts[0].(int)
	items, isList := parts[1].([]any)
	if !isIndex || !isList || index < 0 || index >= len(items) {
		return nil, fmt.Errorf("select wants an index into a list")
	}
	return items[index], nil
}

// list evaluates a sequence of at least n arguments.
func (s *Stack) list(argument *yaml.Node, n int) ([]any, error) {
	list, err := s.sequence(argument)
	if err == nil && len(list) < n {
		err = fmt.Errorf("%d arguments are needed", n)
	}
	return list, err
}

func (s *Stack) ifElse(argument *yaml.Node) (any, error) {
	if len(argument.Content) != 3 {
		return nil, fmt.Errorf("if wants a condition and two values")
	}
	holds, err := s.condition(argument.Content[0].Value)
	if err != nil {
		return nil, err
	}
	if holds {
		return s.eval(argument.Content[1])
	}
	return s.eval(argument.Content[2])
}

func (s *Stack) condition(name string) (bool, error) {
	node, ok := s.conditions[name]
	if !ok {
		return false, fmt.Errorf("no condition %q", name)
	}
	value, err := s.eval(&node)
	if err != nil {
		return false, err
	}
	holds, ok := value.(bool)
	if !ok {
		return false, fmt.Errorf("the condition %q is neither true nor false", name)
	}
	return holds, nil
}

func (s *Stack) namedCondition(argument *yaml.Node) (any, error) { return s.condition(argument.Value) }

func (s *Stack) equals(argument *yaml.Node) (any, error) {
	parts, err := s.list(argument, 2)
	if err != nil {
		return nil, err
	}
	return fmt.Sprint(parts[0]) == fmt.Sprint(parts[1]), nil
}

func (s *Stack) not(argument *yaml.Node) (any, error) {
	parts, err := s.list(argument, 1)
	if err != nil {
		return nil, err
	}
	return parts[0] == false, nil
}

func (s *Stack) and(argument *yaml.Node) (any, error) { return s.all(argument, true) }

func (s *Stack) or(argument *yaml.Node) (any, error) {
	return s.all(argument, false)
}

// all combines conditions: it returns want if all of them equal want, else the opposite.
func (s *Stack) all(argument *yaml.Node, want bool) (any, error) {
	parts, err := s.list(argument, 2)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if p != want {
			return !want, nil
		}
	}
	return want, nil
}
