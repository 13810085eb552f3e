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

// tables are the local stack's tables, with their logical ids.
var tables = names{map[string]string{"signpost": "Table", "signpost-secrets": "Secrets"}}

// In requests, @ stands for the table.
func inTable(body string) []byte {
	return []byte(strings.ReplaceAll(body, "@", `"TableName":"signpost"`))
}

// The requests are in the form that the SDK sends them.
func TestWhoMayDoWhat(t *testing.T) {
	p := policies(t)
	const ddb = "DynamoDB_20120810."
	const newWebsite = `{"Put":{@,"Item":{"pk":{"S":"WEBSITE#a"}}}}`
	const newRecord, changedRecord = `{"Put":{@,"Item":{"pk":{"S":"AUDIT#website#a"}}}}`,
		`{"Update":{@,"Key":{"pk":{"S":"AUDIT#website#a"}}}}`
	query := func(expression, value string) string {
		return `{@,"KeyConditionExpression":"` + expression +
			`","ExpressionAttributeValues":{":pk":{"S":"` + value + `"}}`
	}
	cases := []struct {
		function, target, body string
		allowed                bool
	}{
		{"RedirectFunction", ddb + "BatchGetItem",
			`{"RequestItems":{"signpost":{"Keys":[{"pk":{"S":"WEBSITE#a"},"sk":{"S":"WEBSITE"}}]}}}`, true},
		{"RedirectFunction", ddb + "BatchGetItem",
			`{"RequestItems":{"signpost":{"Keys":[{"pk":{"S":"WEBSITE#a"}},{"pk":{"S":"KEY#a"}}]}}}`, false},
		{"RedirectFunction", ddb + "BatchGetItem",
			`{"RequestItems":{"signpost-secrets":{"Keys":[{"pk":{"S":"SALT#0"}},{"pk":{"S":"SALT#1"}}]}}}`, true},
		{"RedirectFunction", ddb + "BatchGetItem",
			`{"RequestItems":{"signpost-secrets":{"Keys":[{"pk":{"S":"SECRET#cursor"}}]}}}`, false},
		{"RedirectFunction", ddb + "PutItem", `{@,"Item":{"pk":{"S":"CLICK#x"}}}`, true},
		{"RedirectFunction", ddb + "PutItem", `{@,"Item":{"pk":{"S":"PARTNER#abc123"}}}`, false},
		{"RedirectFunction", ddb + "PutItem", `{"TableName":"other","Item":{"pk":{"S":"CLICK#x"}}}`, false},
		{"RedirectFunction", ddb + "Query", query("pk = :pk", "WEBSITE#a") + `}`, false},
		{"RedirectFunction", ddb + "DeleteItem", `{@,"Key":{"pk":{"S":"CLICK#x"}}}`, false},
		{"RedirectFunction", "AmazonSQS.SendMessage",
			`{"QueueUrl":"http://127.0.0.1:1/000000000000/ClickQueue"}`, true},
		{"RedirectFunction", "AmazonSQS.SendMessage",
			`{"QueueUrl":"http://127.0.0.1:1/000000000000/CounterFailures"}`, false},
		{"ListingFunction", ddb + "Query", query("gsi1pk = :pk", "PARENT#abc123") + `,"IndexName":"gsi1"}`, true},
		{"ListingFunction", ddb + "Query", query("#g = :pk AND begins_with(gsi1sk, :b)", "PARENT#abc123") +
			`,"IndexName":"gsi1","ExpressionAttributeNames":{"#g":"gsi1pk"}}`, true},
		{"ListingFunction", ddb + "Query", query("gsi1pk = :pk", "WEBHOOKS") + `,"IndexName":"gsi1"}`, false},
		{"ListingFunction", ddb + "Query", query("gsi1pk = :pk", "PARENT#abc123") + `,"IndexName":"other"}`, false},
		{"ListingFunction", ddb + "Query", query("pk = :pk", "PROGRAM#standard") + `}`, true},
		{"ListingFunction", ddb + "Query", query("pk = :pk", "KEY#x") + `}`, false},
		{"ListingFunction", ddb + "Query", query("status = :pk", "PROGRAM#standard") + `}`, false},
		{"ListingFunction", ddb + "Scan", `{@}`, false},
		{"AdminFunction", ddb + "Scan", `{@}`, true},
		{"AdminFunction", ddb + "Scan", `{"TableName":"signpost-secrets"}`, false},
		{"CounterFunction", ddb + "UpdateItem", `{@,"Key":{"pk":{"S":"COUNT#abc123"}}}`, true},
		{"CounterFunction", ddb + "UpdateItem", `{@,"Key":{"pk":{"S":"CLICK#x"}}}`, false},
		{"AdminFunction", ddb + "TransactWriteItems",
			`{"TransactItems":[` + newWebsite + `,` + newRecord + `]}`, true},
		{"AdminFunction", ddb + "TransactWriteItems",
			`{"TransactItems":[` + newWebsite + `,` + changedRecord + `]}`, false},
		{"AdminFunction", ddb + "DeleteItem", `{@,"Key":{"pk":{"S":"AUDIT#website#a"}}}`, false},
		{"AdminFunction", "AWSCognitoIdentityProviderService.AdminCreateUser", `{"UserPoolId":"pool"}`, true},
		{"AdminFunction", "AWSCognitoIdentityProviderService.AdminSetUserPassword", `{"UserPoolId":"pool"}`, false},
		{"AdminFunction", "Other.Call", `{}`, false},
		{"AdminFunction", ddb + "PutItem", `not JSON`, false},
		{"NobodyFunction", ddb + "GetItem", `{@}`, false},
	}
	for _, c := range cases {
		err := Config{Policies: p}.check(tables, c.function, c.target, inTable(c.body))
		if (err == nil) != c.allowed {
			t.Errorf("%s %s %s: %v", c.function, c.target, c.body, err)
		}
	}
}

// Transactions that functions need, and parts of them that they may not make by themselves.
func TestTransactionsHoldUnderEveryReadingOfTheirKeys(t *testing.T) {
	p := policies(t)
	item := func(kind, field, key string) string {
		return `{"` + kind + `":{@,"` + field + `":{"pk":{"S":"` + key + `"}}}}`
	}
	put := func(key string) string { return item("Put", "Item", key) }
	check := func(key string) string { return item("ConditionCheck", "Key", key) }
	update := func(key string) string { return item("Update", "Key", key) }
	remove := func(key string) string { return item("Delete", "Key", key) }
	booking, history, note := put("CONVERSION#shop#1"), put("CUSTOMER#shop#x"), put("PENDING#c")
	for name, c := range map[string]struct {
		function string
		items    []string
		allowed  bool
	}{
		"a conversion that awaits its click": {"ConversionsFunction",
			[]string{booking, booking, history, note, check("CLICK#v")}, true},
		"a click along with a conversion": {"ConversionsFunction", []string{booking, note, put("CLICK#v")}, false},
		"a conversion that checks a key":  {"ConversionsFunction", []string{booking, check("KEY#k")}, false},
		"a refund before its sale": {"ConversionsFunction",
			[]string{booking, update("CONVERSION#shop#0")}, true},
		"a click that arrived":   {"RecorderFunction", []string{booking, booking, history, note}, true},
		"a note that is deleted": {"RecorderFunction", []string{booking, remove("PENDING#c")}, false},
		"a partner who moves": {"AdminFunction", []string{
			put("PARTNER#a"), put("AUDIT#partner#a"), put("DIRECTORY#partner"), put("PROGRAM#p"), put("HIERARCHY"),
		}, true},
		"an update beside a record of the audit": {"AdminFunction",
			[]string{update("COUNT#a"), put("AUDIT#day#x")}, false},
		"an ad and the number of ads": {"AdsFunction", []string{put("AD#a"), update("ADS#abc123")}, true},
		"an ad and another partner":   {"AdsFunction", []string{put("AD#a"), put("PARTNER#abc123")}, false},
	} {
		body := `{"TransactItems":[` + strings.Join(c.items, ",") + `]}`
		err := Config{Policies: p}.check(tables, c.function, "DynamoDB_20120810.TransactWriteItems", inTable(body))
		if (err == nil) != c.allowed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A statement must hold under each reading, and a denial under none.
func TestReadings(t *testing.T) {
	const table = "arn:aws:dynamodb:us-east-1:000000000000:table/Table"
	allow := func(action string, keys ...string) statement {
		return statement{actions: []string{"dynamodb:" + action}, resources: []string{table}, all: keys}
	}
	deny := statement{
		deny: true, actions: []string{"dynamodb:UpdateItem"}, resources: []string{table}, any: []string{"B#*"},
	}
	parts := []part{
		{Call: Call{"dynamodb:PutItem", table, []string{"A#1"}}},
		{Call: Call{"dynamodb:PutItem", table, []string{"B#1"}}},
		{Call: Call{"dynamodb:UpdateItem", table, []string{"C#1"}}},
	}
	for name, c := range map[string]struct {
		statements []statement
		allowed    bool
	}{
		"each key by itself only": {[]statement{
			allow("PutItem", "A#*"), allow("PutItem", "B#*"), allow("UpdateItem", "C#*"),
		}, false},
		"the keys of each action": {[]statement{allow("PutItem", "A#*", "B#*"), allow("UpdateItem", "C#*")}, false},
		"all keys for each action": {[]statement{
			allow("PutItem", "A#*", "B#*", "C#*"), allow("UpdateItem", "A#*", "B#*", "C#*"),
		}, true},
		"another part of the transaction is denied": {[]statement{
			allow("PutItem", "A#*", "B#*", "C#*"), allow("UpdateItem", "A#*", "B#*", "C#*"), deny,
		}, false},
	} {
		p := Policies{map[string][]statement{"F": c.statements}}
		allowed := true
		for _, call := range readings(parts) {
			allowed = allowed && p.Check("F", call) == nil
		}
		if allowed != c.allowed {
			t.Errorf("%s: %v", name, allowed)
		}
	}
}

func TestConditionsOnKeys(t *testing.T) {
	all, anyOf := []string{"A#*", "B"}, []string{"A#*"}
	for name, c := range map[string]struct {
		s     statement
		keys  []string
		holds bool
	}{
		"all of them":           {statement{all: all}, []string{"A#1", "B"}, true},
		"one is another":        {statement{all: all}, []string{"A#1", "C"}, false},
		"no * is exact":         {statement{all: all}, []string{"B#1"}, false},
		"none, for all":         {statement{all: all}, nil, true},
		"none, but some":        {statement{all: all, some: true}, nil, false},
		"some, and all":         {statement{all: all, some: true}, []string{"B"}, true},
		"any of them":           {statement{any: anyOf}, []string{"C", "A#1"}, true},
		"none, for any":         {statement{any: anyOf}, nil, false},
		"all and any":           {statement{all: all, any: anyOf}, []string{"B", "A#1"}, true},
		"all, but not any":      {statement{all: all, any: anyOf}, []string{"B"}, false},
		"no condition, no key":  {statement{}, nil, true},
		"no condition, any key": {statement{}, []string{"C"}, true},
	} {
		if got := c.s.coversKeys(c.keys); got != c.holds {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhatIsNotUnderstoodIsAnError(t *testing.T) {
	for _, item := range []map[string]any{
		{"Effect": "Allow", "NotAction": "x", "Resource": "*"},
		{"Effect": "Allow", "Action": "x", "Resource": "*", "Condition": map[string]any{
			"Bool": map[string]any{"aws:SecureTransport": "true"},
		}},
		{"Effect": "Allow", "Action": "x", "Resource": "*", "Condition": map[string]any{
			"StringLike": map[string]any{"dynamodb:LeadingKeys": []any{"A#*"}},
		}},
		{"Effect": "Allow", "Action": "x", "Resource": "*", "Condition": map[string]any{
			"Null": map[string]any{"dynamodb:LeadingKeys": "true"},
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
		Policies: policies(t), Tables: map[string]string{"Table": "signpost"}, DynamoDB: backend("tables").URL,
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
		{"DynamoDB_20120810.PutItem", `{"TableName":"signpost","Item":{"pk":{"S":"CLICK#x"}}}`, 200,
			`tables {"TableName":"signpost","Item":{"pk":{"S":"CLICK#x"}}}`},
		{"AmazonSQS.SendMessage", `{"QueueUrl":"http://h/000000000000/ClickQueue"}`, 200, `services {"QueueUrl"`},
		{"DynamoDB_20120810.PutItem", `{"TableName":"signpost","Item":{"pk":{"S":"AUDIT#x"}}}`, 400,
			"AccessDeniedException"},
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
