package awsclient

import (
	"strings"
	"testing"
)

func TestOpenTableSaysWhatIsMissing(t *testing.T) {
	t.Setenv("TABLE", "")
	if _, err := OpenTable(); err == nil || !strings.Contains(err.Error(), "TABLE") {
		t.Errorf("without a table: %v", err)
	}
	t.Setenv("TABLE", "signpost")
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
	if table, err := OpenTable(); err != nil || table == nil {
		t.Errorf("with everything set: %v", err)
	}
}

func TestOpenVaultSaysWhatIsMissing(t *testing.T) {
	t.Setenv("TABLE", "signpost")
	t.Setenv("SECRETS_TABLE", "")
	if _, err := OpenVault(); err == nil || !strings.Contains(err.Error(), "SECRETS_TABLE") {
		t.Errorf("without a table of secrets: %v", err)
	}
	t.Setenv("SECRETS_TABLE", "secrets")
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
	if vault, err := OpenVault(); err != nil || vault == nil {
		t.Errorf("with everything set: %v", err)
	}
}

func TestALocalTableNeedsAnEndpoint(t *testing.T) {
	t.Setenv("TABLE", "signpost")
	t.Setenv("SIGNPOST_LOCAL", "1")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "")
	if _, err := OpenTable(); err == nil {
		t.Error("opened without an endpoint")
	}
}
