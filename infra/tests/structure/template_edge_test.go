package structure

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"signpost/infra/local/template"
	"signpost/shared/edge"
)

// secretsOf returns the secrets that each function of the API takes.
func secretsOf(t *testing.T, parameters map[string]any) map[string]string {
	t.Helper()
	s := loadWith(t, parameters)
	routes, err := s.Routes()
	hasRoute := map[string]bool{}
	for _, r := range some(t, routes, err) {
		hasRoute[r.Function] = true
	}
	secrets := map[string]string{}
	for _, f := range functions(t, s) {
		value, given := f.Environment["EDGE_SECRETS"]
		if given != hasRoute[f.ID] {
			t.Errorf("%s: it has the edge's secrets: %v, and a route: %v", f.ID, given, hasRoute[f.ID])
		}
		if given {
			secrets[f.ID] = value
		}
	}
	return secrets
}

func TestEveryFunctionOfTheAPIKnowsTheEdge(t *testing.T) {
	parameters := map[string]any{
		"UseEdge": "true", "EdgeSecret": "the-secret", "SecondEdgeSecret": "the-other", "PublicUrl": local.PublicURL,
	}
	for id, secrets := range secretsOf(t, parameters) {
		if e := edge.New(secrets); !e.Admits("the-secret") || !e.Admits("the-other") || e.Admits("") {
			t.Errorf("%s takes %q", id, secrets)
		}
	}
	parameters["SecondEdgeSecret"] = ""
	for id, secrets := range secretsOf(t, parameters) {
		if e := edge.New(secrets); !e.Admits("the-secret") || e.Admits("") {
			t.Errorf("%s takes %q", id, secrets)
		}
	}
}

// A function that is given the secrets must also ask for them: no program does by itself.
func TestEveryFunctionOfTheAPIReadsTheSecrets(t *testing.T) {
	s := load(t)
	imports := map[string][]string{}
	for _, p := range under(t, "signpost/functions") {
		imports[p.ImportPath] = p.Imports
	}
	for _, f := range functions(t, s) {
		_, given := f.Environment["EDGE_SECRETS"]
		if given && !slices.Contains(imports["signpost/"+f.Folder], "signpost/shared/edge") {
			t.Errorf("%s answers without asking for the edge's secret", f.ID)
		}
	}
}

func TestWithoutAnEdgeNoSecretIsTaken(t *testing.T) {
	for id, secrets := range secretsOf(t, map[string]any{"UseEdge": "false", "EdgeSecret": "left-over"}) {
		if edge.New(secrets).InFront() {
			t.Errorf("%s takes %q", id, secrets)
		}
	}
}

// CloudFormation checks the rule before it changes anything; the local stack does not read rules.
func TestAnEdgeWithoutASecretIsRefused(t *testing.T) {
	for id, secrets := range secretsOf(t, map[string]any{"UseEdge": "true", "PublicUrl": local.PublicURL}) {
		if edge.New(secrets).Admits("") {
			t.Errorf("%s admits everybody", id)
		}
	}
	text, err := os.ReadFile(root + "template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const rule = "    RuleCondition: !Equals [!Ref UseEdge, \"true\"]\n" +
		"    Assertions:\n      - Assert: !Not [!Equals [!Ref EdgeSecret, \"\"]]\n"
	if !strings.Contains(string(text), rule) {
		t.Error("UseEdge does not need an EdgeSecret")
	}
}

func TestTheEdgeAddsItsSecret(t *testing.T) {
	world := local.World()
	world.Parameters = map[string]any{"Secret": "the-secret", "ApiHost": "api.example.com"}
	world.Value = func(_, id, attribute string) (any, bool) { return id + "." + attribute, true }
	s, err := template.Load(root+"infra/stacks/edge.yaml", world)
	if err != nil {
		t.Fatal(err)
	}
	config := resource(t, s, "AWS::CloudFront::Distribution", "Distribution").Properties["DistributionConfig"]
	for _, origin := range config.(map[string]any)["Origins"].([]any) {
		headers := fmt.Sprint(origin.(map[string]any)["OriginCustomHeaders"])
		if want := fmt.Sprintf("[map[HeaderName:%s HeaderValue:the-secret]]", edge.Header); headers != want {
			t.Errorf("an origin gets %s, want %s", headers, want)
		}
	}
}

func TestTheEdgesSecretsAreShownNowhere(t *testing.T) {
	for file, names := range map[string][]string{
		"template.yaml":          {"EdgeSecret", "SecondEdgeSecret"},
		"infra/stacks/edge.yaml": {"Secret"},
	} {
		text, err := os.ReadFile(root + file)
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Parameters map[string]struct {
				NoEcho bool `yaml:"NoEcho"`
			} `yaml:"Parameters"`
			Outputs yaml.Node `yaml:"Outputs"`
		}
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !document.Parameters[name].NoEcho {
				t.Errorf("%s: CloudFormation shows %s", file, name)
			}
		}
		if outputs, err := yaml.Marshal(&document.Outputs); err != nil || strings.Contains(string(outputs), "Secret") {
			t.Errorf("%s: a secret is among the outputs, or %v", file, err)
		}
	}
}
