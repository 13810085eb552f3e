// Package template reads template.yaml and the stacks nested in it as CloudFormation would,
// with the local stack's own values where AWS would generate one. What is not in the template
// does not exist locally.
package template

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"
)

// World is what a template's values depend on outside of it: its parameters, and what its
// resources get when they are created.
type World struct {
	// Parameters override the template's defaults.
	Parameters map[string]any
	// Value returns the value of Ref (attribute "") or Fn::GetAtt for a resource, and false if
	// there is none.
	Value func(resourceType, logicalID, attribute string) (any, bool)
}

// The local stack's pseudo parameters. No real account has this number.
const (
	Account   = "000000000000"
	Region    = "us-east-1"
	StackName = "signpost"
)

// Stack is a template with its intrinsic functions resolved on demand. It is not safe for
// concurrent use.
type Stack struct {
	dir        string
	world      World
	parameters map[string]func() (any, error)
	conditions map[string]yaml.Node
	resources  map[string]*yaml.Node
	outputs    map[string]yaml.Node
	globals    yaml.Node
	nested     map[string]*Stack
	order      []string // logical ids in the order of the file
}

// Load reads the template at path. Errors name the file.
func Load(path string, world World) (*Stack, error) {
	given := map[string]func() (any, error){}
	for name, value := range world.Parameters {
		given[name] = func() (any, error) { return value, nil }
	}
	return load(path, world, given)
}

// document is the part of a template that is read here.
type document struct {
	Parameters map[string]struct {
		Default any `yaml:"Default"`
	} `yaml:"Parameters"`
	Conditions map[string]yaml.Node `yaml:"Conditions"`
	Globals    struct {
		Function yaml.Node `yaml:"Function"`
	} `yaml:"Globals"`
	Resources yaml.Node `yaml:"Resources"`
	Outputs   map[string]struct {
		Value yaml.Node `yaml:"Value"`
	} `yaml:"Outputs"`
}

func load(path string, world World, given map[string]func() (any, error)) (*Stack, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var doc document
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s := &Stack{dir: filepath.Dir(path), world: world, conditions: doc.Conditions, globals: doc.Globals.Function,
		parameters: map[string]func() (any,
			error){}, resources: map[string]*yaml.Node{}, outputs: map[string]yaml.Node{}, nested: map[string]*Stack{}}
	for name, p := range doc.Parameters {
		s.parameters[name] = func() (any, error) { return p.Default, nil }
		if g, ok := given[name]; ok {
			s.parameters[name] = g
		}
	}
	for name, o := range doc.Outputs {
		s.outputs[name] = o.Value
	}
	for i := 0; i+1 < len(doc.Resources.Content); i += 2 {
		id := doc.Resources.Content[i].Value
		s.resources[id] = doc.Resources.Content[i+1]
		s.order = append(s.order, id)
	}
	return s, nil
}

// Resource is one resource of a stack with its properties resolved.
type Resource struct {
	ID         string // logical id
	Type       string // such as AWS::SQS::Queue
	Properties map[string]any
}

// Decode stores the properties in out, a pointer to a struct with yaml tags.
func (r Resource) Decode(out any) error {
	text, err := yaml.Marshal(r.Properties)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%s: %w", r.ID, err)
	}
	return nil
}

// Resources returns the resources of the given type in the order of the file, except for those
// whose condition is false. Functions have the template's Globals merged in.
func (s *Stack) Resources(resourceType string) ([]Resource, error) {
	var found []Resource
	for _, id := range s.order {
		if s.typeOf(id) != resourceType {
			continue
		}
		exists, err := s.exists(id)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		if !exists {
			continue
		}
		properties, err := s.properties(id)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		found = append(found, Resource{ID: id, Type: resourceType, Properties: properties})
	}
	return found, nil
}

// HasParameter reports whether the template has a parameter of that name.
func (s *Stack) HasParameter(name string) bool { return s.parameters[name] != nil }

// Types returns the resource types that the template uses, sorted.
func (s *Stack) Types() []string {
	var types []string
	for id := range s.resources {
		types = append(types, s.typeOf(id))
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// Output returns the value of the stack's output with that name.
func (s *Stack) Output(name string) (any, error) {
	node, ok := s.outputs[name]
	if !ok {
		return nil, fmt.Errorf("no output %q", name)
	}
	return s.eval(&node)
}

func (s *Stack) typeOf(id string) string {
	if t := child(s.resources[id], "Type"); t != nil {
		return t.Value
	}
	return ""
}

func (s *Stack) exists(id string) (bool, error) {
	name := child(s.resources[id], "Condition")
	if name == nil {
		return true, nil
	}
	return s.condition(name.Value)
}

func (s *Stack) properties(id string) (map[string]any, error) {
	own, err := s.evalMap(child(s.resources[id], "Properties"))
	if err != nil || s.typeOf(id) != functionType || s.globals.IsZero() {
		return own, err
	}
	global, err := s.evalMap(&s.globals)
	if err != nil {
		return nil, err
	}
	return merge(global, own), nil
}

func (s *Stack) evalMap(node *yaml.Node) (map[string]any, error) {
	if node == nil {
		return map[string]any{}, nil
	}
	value, err := s.eval(node)
	if err != nil {
		return nil, err
	}
	m, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("line %d: not a map", node.Line)
	}
	return m, nil
}

// merge merges own over global, map by map, as SAM merges its Globals.
func merge(global, own map[string]any) map[string]any {
	for key, value := range own {
		if inner, ok := value.(map[string]any); ok {
			if outer, ok := global[key].(map[string]any); ok {
				value = merge(outer, inner)
			}
		}
		global[key] = value
	}
	return global
}

// child returns the value under key in a map node, or nil if there is none.
func child(node *yaml.Node, key string) *yaml.Node {
	if node == nil {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}
