package structure

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"signpost/infra/local/access"
)

// Who may read and who may write the items whose partition key is like this. Whoever is not named
// may not.
var rightsByKey = map[string]struct{ read, write string }{
	"PARTNER#a":         {"redirect listing ads links stats conversions recorder admin", "admin"},
	"PROGRAM#a":         {"listing admin", "admin"},
	"WEBSITE#a":         {"redirect listing stats links admin", "admin"},
	"DIRECTORY#partner": {"admin", "admin"},
	"DIRECTORY#website": {"folder admin", "admin"},
	"HIERARCHY":         {"admin", "admin"},
	"AD#a":              {"redirect listing stats ads links admin", "ads admin"},
	"ADS#a":             {"", "ads"},
	"LINK#a":            {"links", "links"},
	"CLICK#a":           {"conversions recorder admin", "redirect recorder"},
	"SECRET#ad-groups":  {"counter admin", "counter admin"},
	"SECRET#other":      {"", ""},
	"COUNT#a":           {"stats counter folder admin", "counter admin"},
	"TOTAL#a":           {"counter folder admin", "counter admin"},
	"REBUILDS":          {"stats folder admin", "admin"},
	"ACTIVE#a":          {"listing stats folder admin", "counter admin"},
	"FOLD#a":            {"stats folder admin", "folder"},
	"FOLDTOTAL#a":       {"folder admin", "folder"},
	"SUMMARY#a#b":       {"stats folder admin", "folder"},
	"FOLDED":            {"stats folder admin", "folder"},
	"RECOUNT#a":         {"", ""},
	"KEY#a":             {"conversions admin", "admin"},
	"KEYUSE#a":          {"conversions admin", "conversions"},
	"CONVERSION#a#b":    {"listing conversions recorder webhooks admin", "conversions recorder admin"},
	"CUSTOMER#a#b":      {"conversions recorder admin", "conversions recorder admin"},
	"PENDING#a":         {"recorder", "conversions recorder"},
	"WEBHOOK#a":         {"webhooks admin", "admin"},
	"WEBHOOK#partner-a": {"links webhooks admin", "links admin"},
	"DELIVERY#a":        {"webhooks admin", "webhooks admin"},
	"RULE":              {"conversions recorder admin", "admin"},
	"AUDIT#a#b":         {"admin", "admin"},
	"anything else":     {"", ""},
}

// The same of the table Secrets.
var rightsInVault = map[string]struct{ read, write string }{
	"SALT#0":        {"redirect", "redirect"},
	"SECRET#cursor": {"listing links stats admin", "listing links stats admin"},
	"SECRET#other":  {"", ""},
	"anything else": {"", ""},
}

// Who may query the index under keys like this, if IAM looks at the keys of an index.
var rightsInIndex = map[string]string{
	"PARENT#a":      "listing stats admin",
	"PROGRAM#a":     "admin",
	"NAMES#partner": "admin",
	"PARTNER#a":     "listing ads stats admin",
	"FOR#a":         "links",
	"KEYS":          "admin",
	"CONVERSIONS#a": "admin",
	"CREDITED#a":    "listing admin",
	"WEBHOOKS":      "webhooks admin",
	"anything else": "",
}

// matrix asks the policies themselves, one call after the other.
type matrix struct {
	t         *testing.T
	policies  access.Policies
	functions []string
}

func newMatrix(t *testing.T) matrix {
	t.Helper()
	s := load(t)
	policies, err := access.Read(s)
	if err != nil {
		t.Fatal(err)
	}
	m := matrix{t: t, policies: policies}
	for _, f := range functions(t, s) {
		m.functions = append(m.functions, f.ID)
	}
	return m
}

// who returns the functions that may make at least one of the calls, as a table has them.
func (m matrix) who(resource string, keys []string, actions ...string) []string {
	var allowed []string
	for _, f := range m.functions {
		if slices.ContainsFunc(actions, func(action string) bool {
			call := access.Call{Action: "dynamodb:" + action, Keys: keys}
			call.Resource = "arn:aws:dynamodb:us-east-1:000000000000:table/" + resource
			return m.policies.Check(f, call) == nil
		}) {
			allowed = append(allowed, nameOf(f))
		}
	}
	slices.Sort(allowed)
	return allowed
}

func (m matrix) want(what, key, want string, got []string) {
	m.t.Helper()
	wanted := strings.Fields(want)
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		m.t.Errorf("%s may %s %s, want %s", got, what, key, wanted)
	}
}

func TestWhoMayReadAndWriteWhat(t *testing.T) {
	m := newMatrix(t)
	for table, rights := range map[string]map[string]struct{ read, write string }{
		"Table": rightsByKey, "Secrets": rightsInVault,
	} {
		for key, want := range rights {
			keys := []string{key}
			m.want("read", key, want.read, m.who(table, keys, "GetItem", "BatchGetItem", "Query"))
			m.want("write", key, want.write, m.who(table, keys, "PutItem", "UpdateItem"))
			m.want("delete", key, "", m.who(table, keys, "DeleteItem", "BatchWriteItem"))
			m.want("use SQL on", key, "",
				m.who(table, keys, "PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"))
		}
	}
	for key, want := range rightsInIndex {
		m.want("query the index for", key, want, m.who("Table/index/gsi1", []string{key}, "Query"))
	}
	m.want("scan", "the table", "admin", m.who("Table", nil, "Scan"))
	m.want("scan", "the index", "", m.who("Table/index/gsi1", nil, "Scan"))
	m.want("scan", "the secrets", "", m.who("Secrets", nil, "Scan"))
	m.want("read or write without", "a key", "",
		m.who("Table", nil, "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"))
}

// A kind of item that the table of rights does not have would be one that nobody thought about.
func TestEveryKindOfKeyIsInTheTableOfRights(t *testing.T) {
	text, err := os.ReadFile(root + "shared/table/keys.go")
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.SplitN(string(text), "In the Vault", 2)
	vault, index, _ := strings.Cut(sections[1], "in the index too")
	known := func(keys []string, start string) bool {
		return slices.ContainsFunc(keys, func(key string) bool {
			return key == start || strings.HasSuffix(start, "#") && strings.HasPrefix(key, start)
		})
	}
	for section, keys := range map[string][]string{
		sections[0]: keysOf(rightsByKey), vault: keysOf(rightsInVault), index: keysOf(rightsInIndex),
	} {
		starts := keyStarts(section)
		if len(starts) < 2 {
			t.Fatalf("the table of keys is not understood: %q", starts)
		}
		for _, start := range starts {
			if !known(keys, start) {
				t.Errorf("%s is not in the table of rights", start)
			}
		}
	}
}

// keyRow is a row of the table of keys; its second column begins with what tells kinds apart.
var keyRow = regexp.MustCompile(`(?m)^//\t\S.*?\s{2,}([A-Z]+#?)`)

func keyStarts(section string) []string {
	var starts []string
	for _, match := range keyRow.FindAllStringSubmatch(section, -1) {
		starts = append(starts, match[1])
	}
	return starts
}

func keysOf[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

func TestTheTableOfSecretsIsInNoBackup(t *testing.T) {
	var p struct {
		BillingMode string `yaml:"BillingMode"`
		Recovery    struct {
			Enabled bool `yaml:"PointInTimeRecoveryEnabled"`
		} `yaml:"PointInTimeRecoverySpecification"`
		Stream  any `yaml:"StreamSpecification"`
		Indexes any `yaml:"GlobalSecondaryIndexes"`
		Expiry  struct {
			Attribute string `yaml:"AttributeName"`
			Enabled   bool   `yaml:"Enabled"`
		} `yaml:"TimeToLiveSpecification"`
	}
	if err := resource(t, load(t), "AWS::DynamoDB::Table", "Secrets").Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.BillingMode != "PAY_PER_REQUEST" || p.Recovery.Enabled || p.Stream != nil || p.Indexes != nil ||
		p.Expiry.Attribute != "expires" || !p.Expiry.Enabled {
		t.Errorf("%+v", p)
	}
}

// The name of the table of secrets is for those who may use it.
func TestOnlyWhoMayUseTheSecretsIsToldWhereTheyAre(t *testing.T) {
	m := newMatrix(t)
	for _, f := range functions(t, load(t)) {
		_, told := f.Environment["SECRETS_TABLE"]
		may := slices.Contains(m.who("Secrets", []string{"SALT#0"}, "PutItem"), nameOf(f.ID)) ||
			slices.Contains(m.who("Secrets", []string{"SECRET#cursor"}, "PutItem"), nameOf(f.ID))
		if told != may {
			t.Errorf("%s is told: %v, may use it: %v", f.ID, told, may)
		}
	}
}

func nameOf(function string) string { return strings.ToLower(strings.TrimSuffix(function, "Function")) }
