package access

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"signpost/infra/local/template"
)

func policies(t *testing.T) Policies {
	t.Helper()
	s, err := template.Load("../../../template.yaml", template.Local{UserPool: "pool", Table: "signpost"}.World())
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The requests are in the form that the SDK sends them.
func TestWhoMayDoWhat(t *testing.T) {
	p := policies(t)
	const ddb = "DynamoDB_20120810."
	const newWebsite = `{"Put":{"Item":{"pk":{"S":"WEBSITE#a"}}}}`
	const newRecord, changedRecord = `{"Put":{"Item":{"pk":{"S":"AUDIT#website#a"}}}}`,
		`{"Update":{"Key":{"pk":{"S":"AUDIT#website#a"}}}}`
	cases := []struct {
		function, target, body string
		allowed                bool
	}{
		{"RedirectFunction", ddb + "BatchGetItem",
			`{"RequestItems":{"signpost":{"Keys":[{"pk":{"S":"WEBSITE#a"},"sk":{"S":"WEBSITE"}}]}}}`, true},
		{"RedirectFunction", ddb + "PutItem", `{"Item":{"pk":{"S":"CLICK#x"}}}`, true},
		{"RedirectFunction", ddb + "PutItem", `{"Item":{"pk":{"S":"PARTNER#abc123"}}}`, false},
		{"RedirectFunction", ddb + "Query", `{}`, false},
		{"RedirectFunction", ddb + "DeleteItem", `{"Key":{"pk":{"S":"CLICK#x"}}}`, false},
		{"RedirectFunction", "AmazonSQS.SendMessage",
			`{"QueueUrl":"http://127.0.0.1:1/000000000000/ClickQueue"}`, true},
		{"RedirectFunction", "AmazonSQS.SendMessage",
			`{"QueueUrl":"http://127.0.0.1:1/000000000000/CounterFailures"}`, false},
		{"ListingFunction", ddb + "Query", `{"IndexName":"gsi1"}`, true},
		{"ListingFunction", ddb + "Query", `{"IndexName":"other"}`, false},
		{"CounterFunction", ddb + "UpdateItem", `{"Key":{"pk":{"S":"COUNT#abc123"}}}`, true},
		{"CounterFunction", ddb + "UpdateItem", `{"Key":{"pk":{"S":"CLICK#x"}}}`, false},
		{"AdminFunction", ddb + "TransactWriteItems",
			`{"TransactItems":[` + newWebsite + `,` + newRecord + `]}`, true},
		{"AdminFunction", ddb + "TransactWriteItems",
			`{"TransactItems":[` + newWebsite + `,` + changedRecord + `]}`, false},
		{"AdminFunction", ddb + "DeleteItem", `{"Key":{"pk":{"S":"AUDIT#website#a"}}}`, false},
		{"AdminFunction", "AWSCognitoIdentityProviderService.AdminCreateUser", `{"UserPoolId":"pool"}`, true},
		{"AdminFunction", "AWSCognitoIdentityProviderService.AdminListGroupsForUser", `{"UserPoolId":"pool"}`, true},
		{"AdminFunction", "AWSCognitoIdentityProviderService.AdminAddUserToGroup", `{"UserPoolId":"pool"}`, false},
		{"AdminFunction", "AWSCognitoIdentityProviderService.AdminDeleteUser", `{"UserPoolId":"pool"}`, false},
		{"AdminFunction", "Other.Call", `{}`, false},
		{"AdminFunction", ddb + "PutItem", `not JSON`, false},
		{"NobodyFunction", ddb + "GetItem", `{}`, false},
	}
	for _, c := range cases {
		err := Config{Policies: p}.check(names{table: "Table"}, c.function, c.target, []byte(c.body))
		if (err == nil) != c.allowed {
			t.Errorf("%s %s %s: %v", c.function, c.target, c.body, err)
		}
	}
}

func TestWhatIsNotUnderstoodIsAnError(t *testing.T) {
	for _, item := range []map[string]any{
		{"Effect": "Allow", "NotAction": "x", "Resource": "*"},
		{"Effect": "Allow", "Action": "x", "Resource": "*", "Condition": map[string]any{
			"Bool": map[string]any{"aws:SecureTransport": "true"},
		}},
	} {
		if _, err := readStatement(item); err == nil {
			t.Errorf("%v was accepted", item)
		}
	}
}

func TestTheGuardPassesOnOrRefuses(t *testing.T) {
	backend := func(name string) *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, name+" "+string(body))
		}))
		t.Cleanup(s.Close)
		return s
	}
	guard, err := Config{
		Policies: policies(t), Table: "Table", DynamoDB: backend("tables").URL,
		Services: backend("services").URL, Log: slog.New(slog.DiscardHandler),
	}.Guard("RedirectFunction")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		target, body string
		status       int
		answer       string
	}{
		{"DynamoDB_20120810.PutItem", `{"Item":{"pk":{"S":"CLICK#x"}}}`, 200,
			`tables {"Item":{"pk":{"S":"CLICK#x"}}}`},
		{"AmazonSQS.SendMessage", `{"QueueUrl":"http://h/000000000000/ClickQueue"}`, 200, `services {"QueueUrl"`},
		{"DynamoDB_20120810.PutItem", `{"Item":{"pk":{"S":"AUDIT#x"}}}`, 400, "AccessDeniedException"},
	}
	for _, c := range cases {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body))
		r.Header.Set("X-Amz-Target", c.target)
		w := httptest.NewRecorder()
		guard.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.answer) {
			t.Errorf("%s: %d %s", c.target, w.Code, w.Body)
		}
	}
}
