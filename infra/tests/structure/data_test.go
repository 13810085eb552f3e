package structure

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"signpost/infra/local/engine"
)

func TestTable(t *testing.T) {
	r := resource(t, load(t), "AWS::DynamoDB::Table", "Table")
	var table engine.Table
	if err := r.Decode(&table); err != nil {
		t.Fatal(err)
	}
	if want := engine.Signpost(); !reflect.DeepEqual(table, want) {
		t.Errorf("the template's table is not the one that tests use:\n%+v\n%+v", table, want)
	}
	var p struct {
		BillingMode string `yaml:"BillingMode"`
		Recovery    struct {
			Enabled bool `yaml:"PointInTimeRecoveryEnabled"`
		} `yaml:"PointInTimeRecoverySpecification"`
	}
	if err := r.Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.BillingMode != "PAY_PER_REQUEST" || !p.Recovery.Enabled {
		t.Errorf("%+v", p)
	}
}

func TestTheTableOutlivesTheStack(t *testing.T) {
	text, err := os.ReadFile(root + "template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const kept = "\n  Table:\n    Type: AWS::DynamoDB::Table\n" +
		"    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n"
	if !strings.Contains(string(text), kept) {
		t.Error("the table is not kept when the stack is deleted")
	}
}

func TestLogs(t *testing.T) {
	s := load(t)
	for _, r := range resources(t, s, "AWS::Logs::LogGroup") {
		if r.Properties["RetentionInDays"] == nil {
			t.Errorf("%s is kept for ever", r.ID)
		}
	}
	for _, r := range resources(t, s, "AWS::Serverless::Function") {
		logging, _ := r.Properties["LoggingConfig"].(map[string]any)
		want := strings.TrimSuffix(r.ID, "Function") + "Logs"
		if logging["LogGroup"] != want || logging["LogFormat"] != "JSON" {
			t.Errorf("%s logs to %v", r.ID, logging)
		}
	}
}

func TestTheAccessLogKeepsVisitorsPrivate(t *testing.T) {
	stage := resource(t, load(t), "AWS::ApiGatewayV2::Stage", "Stage")
	format := stage.Properties["AccessLogSettings"].(map[string]any)["Format"].(string)
	for _, private := range []string{"identity", "path", "userAgent", "authorizer"} {
		if strings.Contains(format, private) {
			t.Errorf("the access log has %s", private)
		}
	}
	if !json.Valid([]byte(format)) {
		t.Errorf("the access log is not JSON: %s", format)
	}
}
