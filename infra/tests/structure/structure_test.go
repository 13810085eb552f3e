// Package structure tests the project as a whole: template.yaml, the Makefile, and which
// package may import which.
package structure

import (
	"cmp"
	"os"
	"slices"
	"testing"

	"signpost/infra/local/template"
)

var root = cmp.Or(os.Getenv("STRUCTURE_ROOT"), "../../..") + "/"

var local = template.Local{
	PublicURL: "http://127.0.0.1:8080", Issuer: "http://127.0.0.1:8080/local-idp", ClientID: "client",
	UserPool: "pool", QueueURL: "http://127.0.0.1:9999", Table: "signpost",
}

func load(t *testing.T) *template.Stack {
	t.Helper()
	return loadWith(t, nil)
}

// loadWith loads the template with parameters other than the default ones.
func loadWith(t *testing.T, parameters map[string]any) *template.Stack {
	t.Helper()
	world := local.World()
	world.Parameters = parameters
	s, err := template.Load(root+"template.yaml", world)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// some fails the test when a part of the template can't be read or is empty: a loop over it
// would check nothing.
func some[T any](t *testing.T, list []T, err error) []T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatalf("the template has no %T", *new(T))
	}
	return list
}

func functions(t *testing.T, s *template.Stack) []template.Function {
	t.Helper()
	list, err := s.Functions()
	return some(t, list, err)
}

func queues(t *testing.T, s *template.Stack) []template.Queue {
	t.Helper()
	list, err := s.Queues()
	return some(t, list, err)
}

func sources(t *testing.T, s *template.Stack) []template.EventSource {
	t.Helper()
	list, err := s.EventSources()
	return some(t, list, err)
}

func resources(t *testing.T, s *template.Stack, kind string) []template.Resource {
	t.Helper()
	found, err := s.Resources(kind)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("the template has no %s", kind)
	}
	return found
}

// resource fails the test when the template does not have it, so that renaming it can't make a
// test check nothing.
func resource(t *testing.T, s *template.Stack, kind, id string) template.Resource {
	t.Helper()
	all := resources(t, s, kind)
	i := slices.IndexFunc(all, func(r template.Resource) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("the template has no %s %s", kind, id)
	}
	return all[i]
}
