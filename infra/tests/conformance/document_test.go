package conformance

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const root = "../../../"

// document is what openapi.json says.
type document struct {
	t          testing.TB
	text       any
	schemas    *jsonschema.Compiler
	operations []*operation
}

// operation is a method of a path.
type operation struct {
	id, method, path string
	audience         audience
	parameters       []parameter
	bodies           []media // none: it reads no body
	answers          map[string]answer
}

// audience is who an operation is for.
type audience string

const (
	everybody audience = "everybody"
	partners  audience = "partners"
	admins    audience = "admins"
	merchants audience = "merchants"
)

type parameter struct {
	name, in string
	required bool
	schema   node
}

// media is a form that a body may have.
type media struct {
	name   string
	schema node
}

// answer is what an operation may answer with a status. The schema of a form that is not JSON is
// nil.
type answer struct {
	forms   map[string]*jsonschema.Schema
	headers map[string]node
}

// node is an object of the document.
type node map[string]any

func readDocument(t testing.TB) *document {
	t.Helper()
	file, err := os.Open(root + "functions/center/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d := &document{t: t, schemas: jsonschema.NewCompiler()}
	if d.text, err = jsonschema.UnmarshalJSON(file); err != nil {
		t.Fatal(err)
	}
	d.schemas.AssertFormat()
	if err := d.schemas.AddResource(resource, d.text); err != nil {
		t.Fatal(err)
	}
	paths := d.at("/paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		at := "/paths/" + escaped(path)
		for _, method := range slices.Sorted(maps.Keys(d.at(at))) {
			d.operations = append(d.operations, d.operation(method, path, at+"/"+method))
		}
	}
	return d
}

// resource is what the schemas know the document by.
const resource = "file:///openapi.json"

// at returns the object at a JSON pointer (RFC 6901); where there is only a reference, what that
// leads to.
func (d *document) at(pointer string) node {
	object, _ := d.find(pointer)
	return object
}

// find returns also the pointer of what it found.
func (d *document) find(pointer string) (node, string) {
	here := d.text
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		object, _ := here.(map[string]any)
		here = object[unescaped.Replace(step)]
	}
	object, _ := here.(map[string]any)
	if ref, isRef := object["$ref"].(string); isRef {
		return d.find(strings.TrimPrefix(ref, "#"))
	}
	return object, pointer
}

var unescaped = strings.NewReplacer("~1", "/", "~0", "~")

func escaped(step string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(step) }

// resolve returns what a schema refers to, or the schema itself.
func (d *document) resolve(schema node) node {
	if ref, isRef := schema["$ref"].(string); isRef {
		return d.at(strings.TrimPrefix(ref, "#"))
	}
	return schema
}

func (d *document) operation(method, path, at string) *operation {
	described := d.at(at)
	o := &operation{
		id: described.text("operationId"), method: strings.ToUpper(method), path: path, answers: map[string]answer{},
		audience: audienceOf(path, described.list("security")),
	}
	for _, p := range described.list("parameters") {
		required, _ := p["required"].(bool)
		o.parameters = append(o.parameters, parameter{p.text("name"), p.text("in"), required, p.object("schema")})
	}
	forms := described.object("requestBody").object("content")
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		o.bodies = append(o.bodies, media{name, forms.object(name).object("schema")})
	}
	for status := range described.object("responses") {
		o.answers[status] = d.answer(at + "/responses/" + status)
	}
	return o
}

func audienceOf(path string, security []node) audience {
	switch {
	case len(security) == 0:
		return everybody
	case security[0]["merchantKey"] != nil:
		return merchants
	case strings.HasPrefix(path, "/api/admin/"):
		return admins
	}
	return partners
}

func (d *document) answer(at string) answer {
	described, at := d.find(at)
	a := answer{forms: map[string]*jsonschema.Schema{}, headers: map[string]node{}}
	for name := range described.object("headers") {
		a.headers[name] = described.object("headers").object(name).object("schema")
	}
	for form := range described.object("content") {
		a.forms[form] = nil
		if strings.HasSuffix(form, "json") {
			a.forms[form] = d.compile(at + "/content/" + escaped(form) + "/schema")
		}
	}
	return a
}

func (d *document) compile(at string) *jsonschema.Schema {
	schema, err := d.schemas.Compile(resource + "#" + at)
	if err != nil {
		d.t.Fatalf("the schema at %s: %v", at, err)
	}
	return schema
}

func (n node) object(name string) node {
	object, _ := n[name].(map[string]any)
	return object
}

func (n node) text(name string) string {
	text, _ := n[name].(string)
	return text
}

func (n node) list(name string) []node {
	items, _ := n[name].([]any)
	var list []node
	for _, item := range items {
		if object, ok := item.(map[string]any); ok {
			list = append(list, object)
		}
	}
	return list
}

func (n node) enum() []any {
	values, _ := n["enum"].([]any)
	return values
}

// kind is the type of a schema; of several, the one that is not null.
func (n node) kind() string {
	switch kind := n["type"].(type) {
	case string:
		return kind
	case []any:
		for _, k := range kind {
			if k != "null" {
				return k.(string)
			}
		}
	}
	return ""
}
