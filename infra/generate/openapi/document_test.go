package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The document that the center serves describes the operations as they are now.
func TestDocumentIsCurrent(t *testing.T) {
	want, err := document()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go run ./infra/generate/openapi", file)
	}
}

type operation struct {
	OperationID string                      `json:"operationId"`
	Summary     string                      `json:"summary"`
	Tags        []string                    `json:"tags"`
	Security    []map[string][]string       `json:"security"`
	Parameters  []struct{ Name, In string } `json:"parameters"`
	Responses   map[string]struct {
		Ref     string         `json:"$ref"`
		Content map[string]any `json:"content"`
	} `json:"responses"`
}

func parsed(t *testing.T) (text []byte, doc map[string]any, paths map[string]map[string]operation) {
	t.Helper()
	text, err := document()
	if err != nil {
		t.Fatal(err)
	}
	var typed struct {
		Paths map[string]map[string]operation `json:"paths"`
	}
	if err := json.Unmarshal(text, &typed); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return text, doc, typed.Paths
}

func TestEveryOperationIsDescribed(t *testing.T) {
	_, doc, paths := parsed(t)
	if doc["openapi"] != "3.1.0" {
		t.Errorf("openapi = %v", doc["openapi"])
	}
	ids := map[string]bool{}
	for path, operations := range paths {
		for method, o := range operations {
			name := method + " " + path
			if o.Summary == "" || len(o.Tags) != 1 || o.OperationID == "" || ids[o.OperationID] {
				t.Errorf("%s: %+v", name, o)
			}
			ids[o.OperationID] = true
			checkPathParameters(t, name, path, o)
			if strings.HasPrefix(path, "/api/") {
				checkSecurity(t, name, path, o)
				checkAnswers(t, name, o)
			}
		}
	}
}

func checkPathParameters(t *testing.T, name, path string, o operation) {
	for _, in := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
		if !slices.Contains(o.Parameters, struct{ Name, In string }{in[1], "path"}) {
			t.Errorf("%s does not describe %s", name, in[1])
		}
	}
}

func checkSecurity(t *testing.T, name, path string, o operation) {
	want := "accessToken"
	if strings.HasPrefix(path, "/api/conversions") && path != "/api/conversions/mine" {
		want = "merchantKey"
	}
	if len(o.Security) != 1 || o.Security[0][want] == nil {
		t.Errorf("%s: security %v, want %s", name, o.Security, want)
	}
}

// Errors are the shared problems, and every operation has those that any operation may answer with.
func checkAnswers(t *testing.T, name string, o operation) {
	for _, status := range []string{"400", "401", "413", "429", "431", "500", "503"} {
		if _, ok := o.Responses[status]; !ok {
			t.Errorf("%s does not say when it answers %s", name, status)
		}
	}
	good := 0
	for status, answer := range o.Responses {
		if status[0] == '2' {
			good++
		} else if !strings.HasPrefix(answer.Ref, "#/components/responses/") {
			t.Errorf("%s: %s is not a shared problem", name, status)
		}
	}
	if good == 0 {
		t.Errorf("%s never succeeds", name)
	}
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	text, doc, _ := parsed(t)
	for _, ref := range regexp.MustCompile(`"\$ref": "#/([^"]+)"`).FindAllSubmatch(text, -1) {
		at := any(doc)
		for step := range strings.SplitSeq(string(ref[1]), "/") {
			folder, _ := at.(map[string]any)
			at = folder[step]
		}
		if at == nil {
			t.Errorf("%s leads nowhere", ref[1])
		}
	}
}

// The functions answer errors with problems; API Gateway answers some of them itself, and has a
// form of its own.
func TestErrorsAreProblemsOrTheGateways(t *testing.T) {
	_, doc, _ := parsed(t)
	responses := doc["components"].(map[string]any)["responses"].(map[string]any)
	forms := map[string]string{
		"application/problem+json": "#/components/schemas/Problem",
		"application/json":         "#/components/schemas/GatewayMessage",
	}
	for name, response := range responses {
		content := response.(map[string]any)["content"].(map[string]any)
		for media, described := range content {
			ref := described.(map[string]any)["schema"].(map[string]any)["$ref"]
			if ref != forms[media] || forms[media] == "" {
				t.Errorf("%s: %s is %v", name, media, ref)
			}
		}
		if content["application/problem+json"] == nil && name != "RequestHeaderFieldsTooLarge" {
			t.Errorf("%s has no problem", name)
		}
	}
}

func TestVisitorsGetPagesNotProblems(t *testing.T) {
	_, _, paths := parsed(t)
	for path, operations := range paths {
		for status, answer := range operations["get"].Responses {
			if !strings.HasPrefix(path, "/go/") {
				continue
			}
			html := status == "404" || status == "410" || status == "503"
			if answer.Ref != "" || (answer.Content["text/html"] != nil) != html {
				t.Errorf("%s: %s is %v", path, status, answer)
			}
		}
	}
}
