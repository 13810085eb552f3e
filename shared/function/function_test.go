package function

import (
	"errors"
	"strings"
	"testing"

	"signpost/shared/api"
	"signpost/shared/table"
)

func TestAFunctionSaysWhatIsMissing(t *testing.T) {
	t.Setenv("TABLE", "")
	none := func(*api.API, *table.Table) error { return nil }
	if _, err := build(none); err == nil || !strings.Contains(err.Error(), "TABLE") {
		t.Errorf("without a table: %v", err)
	}
	t.Setenv("TABLE", "signpost")
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
	if a, err := build(none); err != nil || a == nil {
		t.Errorf("with all it needs: %v", err)
	}
	broken := errors.New("PUBLIC_URL is not set")
	if _, err := build(func(*api.API, *table.Table) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("the function's own fault: %v", err)
	}
}

// On a developer's machine nothing may reach out to AWS.
func TestALocalFunctionWithoutAnEndpointDoesNotStart(t *testing.T) {
	t.Setenv("TABLE", "signpost")
	t.Setenv("SIGNPOST_LOCAL", "1")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "")
	if _, err := build(func(*api.API, *table.Table) error { return nil }); err == nil {
		t.Error("it starts")
	}
}

func TestSetting(t *testing.T) {
	t.Setenv("CURRENCY", "EUR")
	if got, err := Setting("CURRENCY"); got != "EUR" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	t.Setenv("CURRENCY", "")
	if _, err := Setting("CURRENCY"); err == nil {
		t.Error("empty counts as set")
	}
}
