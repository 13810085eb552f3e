package adminapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

func TestTheAuditSaysWhoDidWhat(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	s.want(t, 200, patch, "partners/abc123", `{"name":"Anna"}`)
	s.want(t, 409, post, "partners", `{"code":"abc123","name":"Other"}`)
	s.want(t, 200, patch, "partners/abc123", `{"email":"ann@example.com"}`)
	all := allPages[adminapi.Change](t, s, "audit?entity=partner&code=ABC123&limit=2")
	if len(all) != 3 || all[2].Action != "create" ||
		all[1].Before["name"] != "Ann" || all[1].After["name"] != "Anna" || len(all[1].After) != 1 ||
		all[0].After["email"] != "ann@example.com" || all[0].Before != nil ||
		all[0].By != "boss" || !all[0].At.After(all[1].At) {
		t.Errorf("%+v", all)
	}
	page := apitest.JSON[api.Page[adminapi.Change]](t, s.want(t, 200, get, "audit?entity=partner&code=nobody", ""))
	if len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	s.want(t, 422, get, "audit?entity=salt&code=x", "")
	s.want(t, 422, get, "audit?code=x", "")
}

// latest returns the newest change that the audit has.
func (s *adminServer) latest(t *testing.T, query string) adminapi.Change {
	t.Helper()
	page := apitest.JSON[api.Page[adminapi.Change]](t, s.want(t, 200, get, "audit?limit=1&"+query, ""))
	if len(page.Items) == 0 {
		t.Fatalf("the audit has nothing of %s", query)
	}
	return page.Items[0]
}

func TestTheAuditHasEachKindOfThingInTheWordsOfTheAPI(t *testing.T) {
	s, conversion := withSale(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	lead := referral.Conversion{
		Merchant: "main", ExternalID: "lead", Type: referral.Lead, Partner: "abc123", Customer: "c-7",
	}
	if _, _, err := s.booker.Report(t.Context(), lead, referral.Scope{}); err != nil {
		t.Fatal(err)
	}
	key := apitest.JSON[adminapi.Key](t, s.want(t, 201, post, "keys", `{"name":"web server"}`)).ID
	hook := apitest.JSON[adminapi.Webhook](t,
		s.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook"}`)).ID
	credit := "conversions/" + conversion + "/credit"
	kinds := map[string]bool{}
	for _, c := range []struct {
		entity, code          string
		method, path, body    string // the change
		action, before, after string
	}{
		{"program", "standard", patch, "programs/standard", `{"name":"Usual"}`,
			"update", `{"name":"Standard"}`, `{"name":"Usual"}`},
		{"partner", "kid456", patch, "partners/kid456", `{"programs":["standard"],"parent":"","attributionDays":30}`,
			"update", `{"parent":"abc123"}`, `{"programs":["standard"],"attributionDays":30}`},
		{"website", "haircare", patch, "websites/haircare", `{"params":{"clickId":"cid"},"status":"archived"}`,
			"update", `{"params":{"clickId":"click_id"},"status":"active"}`,
			`{"params":{"clickId":"cid"},"status":"archived"}`},
		{"webhook", hook, patch, "webhooks/" + hook, `{"events":["sale"]}`, "update", `null`, `{"events":["sale"]}`},
		{"rule", "attribution", patch, "rule", `{"model":"first"}`,
			"update", `{"model":"latest"}`, `{"model":"first"}`},
		{"rule", "", patch, "rule", `{"model":"latest"}`, "update", `{"model":"first"}`, `{"model":"latest"}`},
		{"conversion", conversion, post, credit, `{"partner":"kid456","website":"haircare"}`,
			"credit", `{"credited":{"partner":"abc123","website":"","ad":""}}`,
			`{"credited":{"partner":"kid456","website":"haircare","ad":""},"corrected":true}`},
		{"conversion", conversion, post, credit, `{"partner":""}`,
			"credit", `{"credited":{"partner":"kid456","website":"haircare","ad":""}}`, `{"credited":null}`},
		{"key", key, del, "keys/" + key, "", "revoke", `null`, `{"revokedAt":"now"}`},
		{"day", "2026-03-01", post, "rebuild?day=2026-03-01", "{}",
			"rebuild", `null`, `{"events":0,"rows":0}`},
		{"customer", "main", post, "customers/erase", `{"customer":"c-7"}`,
			"erase", `null`, `{"conversions":1,"history":1,"deliveries":0}`},
	} {
		kinds[c.entity] = true
		if a := s.call(t, c.method, c.path, c.body); a.Status >= 300 {
			t.Fatalf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
		}
		change := s.latest(t, "entity="+c.entity+"&code="+c.code)
		if _, ok := change.After["revokedAt"].(string); ok {
			change.After["revokedAt"] = "now"
		}
		before, after := asJSON(t, change.Before), asJSON(t, change.After)
		if change.Action != c.action || before != normal(t, c.before) || after != normal(t, c.after) {
			t.Errorf("%s %s: %s %s → %s; want %s %s → %s",
				c.method, c.path, change.Action, before, after, c.action, c.before, c.after)
		}
	}
	for _, entity := range referral.Entities {
		if !kinds[entity] {
			t.Errorf("no change of a %s is tested", entity)
		}
	}
	s.wantFieldErrors(t, get, "audit?entity=partner", "", "code")
}

// The id of a conversion grows with the merchant's external id, and a key of the table has
// 2,048 bytes.
func TestTheLongestIDsHaveAnAudit(t *testing.T) {
	s := newAdminServer(t)
	longest := referral.ConversionID(referral.Code(strings.Repeat("m", 64)), strings.Repeat("😀", 200))
	s.want(t, 200, get, "audit?entity=conversion&code="+longest, "")
	s.want(t, 422, get, "audit?entity=conversion&code="+strings.Repeat("x", 1201), "")
	s.want(t, 422, get, "audit?entity=conversion&code="+strings.Repeat("%C3%A9", 1200), "")
}

func TestTheAuditNamesNothingThatTheAPIDoesNot(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann","email":"ann@example.com","status":"inactive"}`)
	s.want(t, 201, post, "websites",
		`{"code":"haircare","name":"Hair","url":"https://example.com/","programs":["standard"]}`)
	key := apitest.JSON[map[string]any](t, s.want(t, 201, post, "keys", `{"name":"web server"}`))
	hook := apitest.JSON[map[string]any](t, s.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook"}`))
	read := func(path string) map[string]any {
		return apitest.JSON[map[string]any](t, s.want(t, 200, get, path, ""))
	}
	for query, thing := range map[string]map[string]any{
		"entity=program&code=standard":               read("programs/standard"),
		"entity=partner&code=abc123":                 read("partners/abc123"),
		"entity=website&code=haircare":               read("websites/haircare"),
		"entity=key&code=" + key["id"].(string):      key,
		"entity=webhook&code=" + hook["id"].(string): hook,
	} {
		c := s.latest(t, query)
		if c.Action != "create" || len(c.After) == 0 || c.Before != nil {
			t.Errorf("%s: %+v", query, c)
		}
		for field, value := range c.After {
			if asJSON(t, value) != asJSON(t, thing[field]) {
				t.Errorf("%s: the audit has %s = %s, the API %s",
					query, field, asJSON(t, value), asJSON(t, thing[field]))
			}
		}
		if _, leaks := c.After["secret"]; leaks {
			t.Errorf("%s: the audit has the secret", query)
		}
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// normal returns JSON as asJSON writes it.
func normal(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return asJSON(t, value)
}
