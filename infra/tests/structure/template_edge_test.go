package structure

import (
	"maps"
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

// world has a value for every attribute of every resource: its name.
func world(parameters map[string]any) template.World {
	return template.World{
		Parameters: parameters,
		Value:      func(_, id, attribute string) (any, bool) { return id + "." + attribute, true },
	}
}

func loadEdge(t *testing.T) *template.Stack {
	t.Helper()
	s, err := template.Load(root+"infra/stacks/edge.yaml", world(map[string]any{
		"Secret": "the-secret", "ApiHost": "api.example.com", "VisitsPerAddress": 77, "VisitsWindow": 120,
	}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// distribution has what the tests ask CloudFront's configuration for.
type distribution struct {
	DistributionConfig struct {
		Origins []struct {
			OriginCustomHeaders []struct {
				HeaderName  string `yaml:"HeaderName"`
				HeaderValue string `yaml:"HeaderValue"`
			} `yaml:"OriginCustomHeaders"`
		} `yaml:"Origins"`
		CustomErrorResponses []struct {
			ErrorCode          int  `yaml:"ErrorCode"`
			ErrorCachingMinTTL *int `yaml:"ErrorCachingMinTTL"`
			ResponseCode       int  `yaml:"ResponseCode"`
		} `yaml:"CustomErrorResponses"`
	} `yaml:"DistributionConfig"`
}

func loadDistribution(t *testing.T) distribution {
	t.Helper()
	var d distribution
	if err := resource(t, loadEdge(t), "AWS::CloudFront::Distribution", "Distribution").Decode(&d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheEdgeAddsItsSecret(t *testing.T) {
	origins := loadDistribution(t).DistributionConfig.Origins
	for _, origin := range some(t, origins, nil) {
		headers := origin.OriginCustomHeaders
		if len(headers) != 1 || headers[0].HeaderName != edge.Header || headers[0].HeaderValue != "the-secret" {
			t.Errorf("an origin gets %+v", headers)
		}
	}
}

// CloudFront keeps an error for ten seconds unless it is told otherwise, under a path and nothing
// else, so that one caller's "not found" would be everybody's. These are the statuses that it may
// keep, without 416, which it never does:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
func TestTheEdgeKeepsNoErrors(t *testing.T) {
	kept := map[int]bool{
		400: true, 403: true, 404: true, 405: true, 414: true, 500: true, 501: true, 502: true, 503: true, 504: true,
	}
	for _, e := range loadDistribution(t).DistributionConfig.CustomErrorResponses {
		if e.ErrorCachingMinTTL == nil || *e.ErrorCachingMinTTL != 0 || e.ResponseCode != 0 {
			t.Errorf("%d: %+v", e.ErrorCode, e)
		}
		delete(kept, e.ErrorCode)
	}
	if len(kept) > 0 {
		t.Errorf("kept for everybody: %v", kept)
	}
}

// A merchant's server sends everything from one address.
func TestTheLimitOfAnAddressHoldsForVisitsOnly(t *testing.T) {
	var firewall struct {
		Rules []struct {
			Statement struct {
				RateBasedStatement *struct {
					AggregateKeyType    string `yaml:"AggregateKeyType"`
					Limit               int    `yaml:"Limit"`
					EvaluationWindowSec int    `yaml:"EvaluationWindowSec"`
					ScopeDownStatement  struct {
						ByteMatchStatement struct {
							SearchString         string `yaml:"SearchString"`
							PositionalConstraint string `yaml:"PositionalConstraint"`
						} `yaml:"ByteMatchStatement"`
					} `yaml:"ScopeDownStatement"`
				} `yaml:"RateBasedStatement"`
			} `yaml:"Statement"`
		} `yaml:"Rules"`
	}
	if err := resource(t, loadEdge(t), "AWS::WAFv2::WebACL", "Firewall").Decode(&firewall); err != nil {
		t.Fatal(err)
	}
	limits := 0
	for _, rule := range firewall.Rules {
		limit := rule.Statement.RateBasedStatement
		if limit == nil {
			continue
		}
		limits++
		scope := limit.ScopeDownStatement.ByteMatchStatement
		if scope.SearchString != "/go/" || scope.PositionalConstraint != "STARTS_WITH" ||
			limit.Limit != 77 || limit.EvaluationWindowSec != 120 || limit.AggregateKeyType != "IP" {
			t.Errorf("%+v", *limit)
		}
	}
	if limits != 1 {
		t.Errorf("%d limits", limits)
	}
}

// A record that belonged to one resource without the edge and to another with it would have to be
// made before the other is deleted. Route 53 refuses that.
func TestTheEdgeComesAndGoesWithoutANewRecord(t *testing.T) {
	records := map[string]map[string]any{}
	for _, useEdge := range []string{"false", "true"} {
		for id, properties := range recordsOf(t, useEdge) {
			target := properties["AliasTarget"].(map[string]any)
			delete(properties, "AliasTarget")
			if before := records[id]; before != nil && !maps.Equal(before, properties) {
				t.Errorf("%s becomes another record: %v, then %v", id, before, properties)
			}
			records[id] = properties
			if throughEdge := target["DNSName"] == "Distribution.DomainName"; throughEdge != (useEdge == "true") {
				t.Errorf("UseEdge=%s: %s leads to %v", useEdge, id, target)
			}
		}
	}
	types := []string{}
	for _, properties := range records {
		types = append(types, properties["Type"].(string))
	}
	if slices.Sort(types); !slices.Equal(types, []string{"A", "AAAA"}) {
		t.Errorf("records %v", types)
	}
}

// recordsOf returns the properties of all records, by logical id. None may be in the edge's stack.
func recordsOf(t *testing.T, useEdge string) map[string]map[string]any {
	t.Helper()
	if slices.Contains(loadEdge(t).Types(), "AWS::Route53::RecordSet") {
		t.Error("the edge has a record of its own")
	}
	s, err := template.Load(root+"template.yaml", world(map[string]any{
		"UseEdge": useEdge, "EdgeSecret": "the-secret", "DomainName": "go.example.com",
		"CertificateArn": "arn", "HostedZoneId": "Z1",
	}))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string]any{}
	for _, r := range resources(t, s, "AWS::Route53::RecordSet") {
		found[r.ID] = r.Properties
	}
	return found
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
