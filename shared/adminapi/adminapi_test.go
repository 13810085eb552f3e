package adminapi_test

import (
	"errors"
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

func TestNobodyButAdminsIsServed(t *testing.T) {
	o := newOffice(t)
	for _, route := range []string{"GET partners", "POST partners", "GET partners/abc123", "PATCH partners/abc123", "GET programs", "POST programs",
		"GET programs/standard", "PATCH programs/standard", "GET websites", "POST websites", "GET websites/haircare", "PATCH websites/haircare",
		"POST import?kind=partners", "GET export?kind=partners", "GET keys", "POST keys", "DELETE keys/0123456789abcdef", "GET webhooks", "POST webhooks", "GET webhooks/x",
		"PATCH webhooks/x", "DELETE webhooks/x", "GET webhooks/x/deliveries", "POST webhooks/x/deliveries/y/redeliver", "GET audit?entity=partner&code=abc123"} {
		method, path, _ := strings.Cut(route, " ")
		for groups, want := range map[string]int{"": 403, "[partners]": 403} {
			if a := apitest.Call(t, o.API, apitest.Request{Method: method, Path: "/api/admin/" + path, User: "abc123", Groups: groups, Body: "{}"}); a.Status != want {
				t.Errorf("%s as %q: %d %s", route, groups, a.Status, a.Body)
			}
		}
		if a := apitest.Call(t, o.API, apitest.Request{Method: method, Path: "/api/admin/" + path}); a.Status != 401 {
			t.Errorf("%s as nobody: %d", route, a.Status)
		}
	}
}

func TestPartners(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	a := o.want(t, 201, post, "partners", `{"code":"ABC123","name":"Ann","email":"ann@example.com","programs":["Standard"],"attributionDays":30}`)
	has(t, a, `{"code":"abc123","name":"Ann","email":"ann@example.com","programs":["standard"],"status":"active","attributionDays":30,"version":1}`)
	if a.Header.Get("ETag") != `"1"` {
		t.Errorf("ETag = %q", a.Header.Get("ETag"))
	}
	if got := o.users.pool["abc123"]; got != (user{"ann@example.com", true}) {
		t.Errorf("user %+v", got)
	}
	has(t, o.want(t, 201, post, "partners", `{"code":"kid456","name":"Kim","parent":"abc123"}`), `{"parent":"abc123","email":null,"attributionDays":null}`)
	has(t, o.want(t, 200, get, "partners/KID456", ""), `{"code":"kid456","parent":"abc123"}`)

	t.Run("that exist are a conflict", func(t *testing.T) {
		calls := o.users.calls
		o.want(t, 409, post, "partners", `{"code":"abc123","name":"Other"}`)
		if o.users.calls != calls {
			t.Error("the user was touched")
		}
	})
	t.Run("that do not are not found", func(t *testing.T) {
		for _, path := range []string{"partners/nobody", "partners/a", "partners/%2e%2e", "partners/abc123%23x", "programs/none", "websites/none"} {
			o.want(t, 404, get, path, "")
		}
		o.want(t, 404, patch, "partners/nobody", `{"name":"x"}`)
	})
	t.Run("that break rules name the fields", func(t *testing.T) {
		o.wrong(t, 422, post, "partners", `{"code":"a","name":" ","email":"x","parent":"#","programs":["/"],"status":"gone","attributionDays":0}`,
			"code parent programs name email status attributionDays")
		o.wrong(t, 422, post, "partners", `{"code":"new1","name":"New","parent":"nobody"}`, "parent")
		o.wrong(t, 422, post, "partners", `{"code":"new1","name":"New","parent":"new1"}`, "parent")
		o.wrong(t, 422, post, "partners", `{"code":"new1","name":"New","programs":["none"]}`, "programs")
		o.wrong(t, 422, patch, "partners/abc123", `{"code":"other"}`, "code")
		o.wrong(t, 422, patch, "partners/abc123", `{"parent":"abc123"}`, "parent")
		o.wrong(t, 422, patch, "partners/abc123", `{"parent":"kid456"}`, "parent")
		o.want(t, 400, post, "partners", `{"code":"new1","name":"New","shoe":42}`)
		o.want(t, 400, patch, "partners/abc123", `{"name":"a","name":"b"}`)
	})
	t.Run("change field by field, and null empties", func(t *testing.T) {
		has(t, o.want(t, 200, patch, "partners/abc123", `{"name":"Anna","code":"abc123"}`), `{"name":"Anna","email":"ann@example.com","attributionDays":30,"version":2}`)
		has(t, o.want(t, 200, patch, "partners/abc123", `{"attributionDays":null,"programs":[]}`), `{"attributionDays":null,"programs":[],"version":3}`)
		has(t, o.want(t, 200, patch, "partners/kid456", `{"parent":null}`), `{"parent":null,"version":2}`)
		has(t, o.want(t, 200, patch, "partners/kid456", `{"parent":"abc123"}`), `{"parent":"abc123","version":3}`)
		has(t, o.want(t, 200, patch, "partners/kid456", `{"parent":"abc123"}`), `{"version":3}`)
		has(t, o.want(t, 200, patch, "partners/kid456", `{}`), `{"version":3}`)
	})
	t.Run("are made inactive with their users, and come back", func(t *testing.T) {
		a := o.want(t, 200, patch, "partners/kid456", `{"status":"inactive"}`)
		if p := apitest.JSON[adminapi.Partner](t, a); p.Ended == nil || o.users.pool["kid456"].active {
			t.Errorf("%+v, user %+v", p, o.users.pool["kid456"])
		}
		a = o.want(t, 200, patch, "partners/kid456", `{"status":"active"}`)
		if p := apitest.JSON[adminapi.Partner](t, a); p.Ended != nil || !o.users.pool["kid456"].active {
			t.Errorf("%+v, user %+v", p, o.users.pool["kid456"])
		}
	})
}

func TestAPartnerWhoseUserCannotBeMadeIsNotThereAndIsMendedByTryingAgain(t *testing.T) {
	o := newOffice(t)
	o.users.fail = func(referral.Partner) error {
		return errors.Join(referral.Errorf(referral.Unavailable, "try again"), errors.New("secret words of the pool"))
	}
	const body = `{"code":"abc123","name":"Ann","email":"ann@example.com"}`
	if a := o.want(t, 503, post, "partners", body); strings.Contains(a.Body, "secret") || a.Header.Get("Retry-After") == "" {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	o.want(t, 404, get, "partners/abc123", "")
	o.users.fail = nil
	o.want(t, 201, post, "partners", body)

	o.users.fail = func(referral.Partner) error { return referral.Errorf(referral.Unavailable, "try again") }
	o.want(t, 503, patch, "partners/abc123", `{"status":"inactive"}`)
	has(t, o.want(t, 200, get, "partners/abc123", ""), `{"status":"inactive"}`)
	o.users.fail = nil
	o.want(t, 200, patch, "partners/abc123", `{"status":"inactive"}`)
	if o.users.pool["abc123"].active {
		t.Error("the user can still sign in")
	}
}

func TestTheSecondOfTwoAdminsLearnsWhatTheFirstChanged(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	o.want(t, 201, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	o.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	for path, change := range map[string]string{"programs/standard": "name", "websites/haircare": "name", "partners/abc123": "name"} {
		tag := o.want(t, 200, get, path, "").Header.Get("ETag")
		next := o.want(t, 200, patch, path, `{"name":"First"}`, "if-match", tag).Header.Get("ETag")
		a := o.want(t, 409, patch, path, `{"name":"Second"}`, "if-match", tag)
		p := apitest.JSON[api.Problem](t, a)
		if len(p.Errors) != 1 || p.Errors[0].Field != change || !strings.Contains(p.Errors[0].Message, "First") || !strings.Contains(p.Detail, "boss") {
			t.Errorf("%s: %s", path, a.Body)
		}
		has(t, o.want(t, 200, get, path, ""), `{"name":"First"}`)
		has(t, o.want(t, 200, patch, path, `{"name":"Third"}`, "if-match", next), `{"name":"Third","version":3}`)
		o.want(t, 409, patch, path, `{"name":"Fourth"}`, "if-match", `"nonsense"`)
		o.want(t, 200, patch, path, `{"name":"Fifth"}`, "if-match", "*")
	}
}

func TestWebsites(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	a := o.want(t, 201, post, "websites", `{"code":"Haircare","name":"Hair","url":"https://example.com/{partner}","programs":["standard"],"params":{"ad":"sub"}}`)
	has(t, a, `{"code":"haircare","url":"https://example.com/{partner}","status":"active","params":{"partner":"partner","ad":"sub","clickId":"click_id"},"version":1}`)
	has(t, o.want(t, 200, patch, "websites/haircare", `{"params":{"clickId":"cid"}}`), `{"params":{"partner":"partner","ad":"sub","clickId":"cid"}}`)
	has(t, o.want(t, 200, patch, "websites/haircare", `{"params":{"ad":null,"clickId":""}}`), `{"params":{"partner":"partner","ad":"ad","clickId":"click_id"}}`)
	has(t, o.want(t, 200, patch, "websites/haircare", `{"status":"archived","fallbackUrl":"https://example.org/"}`), `{"status":"archived","fallbackUrl":"https://example.org/"}`)
	has(t, o.want(t, 200, patch, "websites/haircare", `{"status":"active","fallbackUrl":null}`), `{"status":"active","fallbackUrl":null}`)
	has(t, o.want(t, 200, get, "websites/haircare", ""), `{"programs":["standard"]}`)
	o.want(t, 409, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	o.wrong(t, 422, post, "websites", `{"code":"evil","name":"Evil","url":"javascript:alert(1)","fallbackUrl":"https://go.example.com/","status":"x","params":{"ad":"a b"}}`, "url fallbackUrl status params")
	o.wrong(t, 422, patch, "websites/haircare", `{"url":"http://127.0.0.1/"}`, "url")
	o.wrong(t, 422, patch, "websites/haircare", `{"programs":["none"]}`, "programs")
}

func TestListsPageAndSearch(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	for _, body := range []string{`{"code":"abc1","name":"Zoe","programs":["standard"]}`, `{"code":"abc2","name":"Yan"}`, `{"code":"xyz1","name":"Abc Three","programs":["standard"]}`, `{"code":"xyz2","name":"Will"}`} {
		o.want(t, 201, post, "partners", body)
	}
	for query, want := range map[string]string{"": "abc1 abc2 xyz1 xyz2", "q=ABC": "abc1 abc2 xyz1", "q=will": "xyz2", "q=none": "", "program=standard": "abc1 xyz1", "program=none": ""} {
		for _, limit := range []string{"&limit=1", "&limit=3", ""} {
			var got []string
			for cursor := ""; ; {
				page := apitest.JSON[api.Page[adminapi.Partner]](t, o.want(t, 200, get, "partners?"+query+limit+cursor, ""))
				for _, p := range page.Items {
					got = append(got, p.Code)
				}
				if page.Next == "" {
					break
				}
				cursor = "&cursor=" + page.Next
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s%s: %v; want %s", query, limit, got, want)
			}
		}
	}
	o.wrong(t, 422, get, "partners?q=a&program=standard", "", "q")
	o.want(t, 422, get, "partners?limit=101", "")
	o.want(t, 404, get, "partners?program=/", "")
}

func TestMerchantKeys(t *testing.T) {
	o := newOffice(t)
	a := o.want(t, 201, post, "keys", `{"name":"Web server"}`)
	made := apitest.JSON[adminapi.SecretKey](t, a)
	if !strings.HasPrefix(made.Secret, "sp_") || made.Merchant != "main" || made.ID == "" {
		t.Fatalf("%s", a.Body)
	}
	if key, err := o.table.MerchantByKey(t.Context(), made.Secret); err != nil || key.Merchant != "main" {
		t.Errorf("%+v, %v", key, err)
	}
	a = o.want(t, 200, get, "keys", "")
	if strings.Contains(a.Body, made.Secret) || strings.Contains(a.Body, "hash") || !strings.Contains(a.Body, made.ID) {
		t.Errorf("%s", a.Body)
	}
	o.wrong(t, 422, post, "keys", `{"name":"","merchant":"#"}`, "merchant name")
	for range 2 {
		o.want(t, 204, del, "keys/"+made.ID, "")
	}
	if _, err := o.table.MerchantByKey(t.Context(), made.Secret); referral.CodeOf(err) != referral.Unauthorized {
		t.Errorf("%v; want unauthorized", err)
	}
	if keys := apitest.JSON[api.Page[adminapi.Key]](t, o.want(t, 200, get, "keys", "")); len(keys.Items) != 1 || keys.Items[0].RevokedAt == nil {
		t.Errorf("%+v", keys)
	}
	o.want(t, 404, del, "keys/0123456789abcdef", "")
	o.want(t, 404, del, "keys/nonsense", "")
}

func TestTheAuditSaysWhoDidWhat(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	o.want(t, 200, patch, "partners/abc123", `{"name":"Anna"}`)
	o.want(t, 409, post, "partners", `{"code":"abc123","name":"Other"}`)
	o.want(t, 200, patch, "partners/abc123", `{"email":"ann@example.com"}`)
	var all []adminapi.Change
	for cursor := ""; ; {
		page := apitest.JSON[api.Page[adminapi.Change]](t, o.want(t, 200, get, "audit?entity=partner&code=ABC123&limit=2"+cursor, ""))
		if all = append(all, page.Items...); page.Next == "" {
			break
		}
		cursor = "&cursor=" + page.Next
	}
	if len(all) != 3 || all[2].Action != "create" || all[1].Before["name"] != "Ann" || all[1].After["name"] != "Anna" || len(all[1].After) != 1 ||
		all[0].After["email"] != "ann@example.com" || all[0].Before != nil || all[0].By != "boss" || !all[0].At.After(all[1].At) {
		t.Errorf("%+v", all)
	}
	if page := apitest.JSON[api.Page[adminapi.Change]](t, o.want(t, 200, get, "audit?entity=partner&code=nobody", "")); len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	o.want(t, 422, get, "audit?entity=salt&code=x", "")
	o.want(t, 422, get, "audit?code=x", "")
}
