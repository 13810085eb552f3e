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

func TestPartners(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	a := s.want(t, 201, post, "partners",
		`{"code":"ABC123","name":"Ann","email":"ann@example.com","programs":["Standard"],"attributionDays":30}`)
	has(t, a, `{"code":"abc123","name":"Ann","email":"ann@example.com","programs":["standard"],
		"status":"active","attributionDays":30,"version":1}`)
	lacks(t, a, "parent", "ended")
	if a.Header.Get("ETag") != `"1"` {
		t.Errorf("ETag = %q", a.Header.Get("ETag"))
	}
	if got := s.users.pool["abc123"]; got != (user{"ann@example.com", true}) {
		t.Errorf("user %+v", got)
	}
	a = s.want(t, 201, post, "partners", `{"code":"kid456","name":"Kim","parent":"abc123"}`)
	has(t, a, `{"parent":"abc123"}`)
	lacks(t, a, "email", "attributionDays")
	has(t, s.want(t, 200, get, "partners/KID456", ""), `{"code":"kid456","parent":"abc123"}`)

	t.Run("a taken code is a conflict", func(t *testing.T) {
		calls := s.users.calls
		s.want(t, 409, post, "partners", `{"code":"abc123","name":"Other"}`)
		if s.users.calls != calls {
			t.Error("the user was touched")
		}
	})
	t.Run("an unknown code is not found", func(t *testing.T) {
		for _, path := range []string{"partners/nobody", "partners/a", "partners/%2e%2e", "partners/abc123%23x",
			"programs/none", "websites/none"} {
			s.want(t, 404, get, path, "")
		}
		s.want(t, 404, patch, "partners/nobody", `{"name":"x"}`)
	})
	t.Run("fields that break a rule are named", func(t *testing.T) {
		s.wantFieldErrors(t, post, "partners",
			`{"code":"a","name":" ","email":"x","parent":"#","programs":["/"],"status":"gone","attributionDays":0}`,
			"code parent programs name email status attributionDays")
		s.wantFieldErrors(t, post, "partners", `{"code":"new1","name":"New","parent":"nobody"}`, "parent")
		s.wantFieldErrors(t, post, "partners", `{"code":"new1","name":"New","parent":"new1"}`, "parent")
		s.wantFieldErrors(t, post, "partners", `{"code":"new1","name":"New","programs":["none"]}`, "programs")
		s.wantFieldErrors(t, patch, "partners/abc123", `{"code":"other"}`, "code")
		s.wantFieldErrors(t, patch, "partners/abc123", `{"parent":"abc123"}`, "parent")
		s.wantFieldErrors(t, patch, "partners/abc123", `{"parent":"kid456"}`, "parent")
		s.want(t, 400, post, "partners", `{"code":"new1","name":"New","shoe":42}`)
		s.want(t, 400, patch, "partners/abc123", `{"name":"a","name":"b"}`)
	})
	t.Run("a change touches the fields it names, and null clears them", func(t *testing.T) {
		change := func(path, body string) apitest.Answer { return s.want(t, 200, patch, path, body) }
		has(t, change("partners/abc123", `{"name":"Anna","code":"abc123"}`),
			`{"name":"Anna","email":"ann@example.com","attributionDays":30,"version":2}`)
		a := change("partners/abc123", `{"attributionDays":null,"programs":[]}`)
		has(t, a, `{"programs":[],"version":3}`)
		lacks(t, a, "attributionDays")
		a = change("partners/kid456", `{"parent":null}`)
		has(t, a, `{"version":2}`)
		lacks(t, a, "parent")
		has(t, change("partners/kid456", `{"parent":"abc123"}`), `{"parent":"abc123","version":3}`)
		has(t, change("partners/kid456", `{"parent":"abc123"}`), `{"version":3}`)
		has(t, change("partners/kid456", `{}`), `{"version":3}`)
	})
	t.Run("a deactivated partner's user is disabled, and enabled again", func(t *testing.T) {
		a := s.want(t, 200, patch, "partners/kid456", `{"status":"inactive"}`)
		if p := apitest.JSON[adminapi.Partner](t, a); p.Ended == nil || s.users.pool["kid456"].active {
			t.Errorf("%+v, user %+v", p, s.users.pool["kid456"])
		}
		a = s.want(t, 200, patch, "partners/kid456", `{"status":"active"}`)
		if p := apitest.JSON[adminapi.Partner](t, a); p.Ended != nil || !s.users.pool["kid456"].active {
			t.Errorf("%+v, user %+v", p, s.users.pool["kid456"])
		}
	})
}

// A user pool has users who are nobody's partner, such as an admin who has not signed in yet.
func TestTheUserOfSomebodyElseStaysAsItIs(t *testing.T) {
	s := newAdminServer(t)
	s.users.others = map[referral.Code]bool{"admin": true}
	a := s.want(t, 409, post, "partners", `{"code":"admin","name":"Eve","email":"eve@example.com"}`)
	if p := apitest.JSON[api.Problem](t, a); !strings.Contains(p.Detail, "not made for this partner") {
		t.Errorf("detail %q", p.Detail)
	}
	s.want(t, 404, get, "partners/admin", "")

	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann","email":"ann@example.com"}`)
	s.users.others["abc123"] = true
	for _, body := range []string{`{"email":"eve@example.com"}`, `{"status":"inactive"}`, `{"status":"active"}`} {
		s.want(t, 409, patch, "partners/abc123", body)
	}
	has(t, s.want(t, 200, get, "partners/abc123", ""), `{"email":"ann@example.com","status":"active","version":1}`)
	s.want(t, 200, patch, "partners/abc123", `{"name":"Anna"}`)
	if got := s.users.pool; len(got) != 1 || got["abc123"] != (user{"ann@example.com", true}) {
		t.Errorf("users %+v", got)
	}
}

func TestAFailingUserPoolLeavesNoPartnerBehind(t *testing.T) {
	s := newAdminServer(t)
	s.users.fail = func(referral.Partner) error {
		return errors.Join(referral.Errorf(referral.Unavailable, "try again"), errors.New("secret words of the pool"))
	}
	const body = `{"code":"abc123","name":"Ann","email":"ann@example.com"}`
	a := s.want(t, 503, post, "partners", body)
	if strings.Contains(a.Body, "secret") || a.Header.Get("Retry-After") == "" {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	s.want(t, 404, get, "partners/abc123", "")
	s.users.fail = nil
	s.want(t, 201, post, "partners", body)
}

func TestDeactivatingAgainAfterAFailureDisablesTheUser(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann","email":"ann@example.com"}`)
	s.users.fail = func(referral.Partner) error { return referral.Errorf(referral.Unavailable, "try again") }
	s.want(t, 503, patch, "partners/abc123", `{"status":"inactive"}`)
	has(t, s.want(t, 200, get, "partners/abc123", ""), `{"status":"inactive"}`)
	s.users.fail = nil
	s.want(t, 200, patch, "partners/abc123", `{"status":"inactive"}`)
	if s.users.pool["abc123"].active {
		t.Error("the user can still sign in")
	}
}

func TestASecondAdminLearnsWhatTheFirstChanged(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	s.want(t, 201, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	for _, path := range []string{"programs/standard", "websites/haircare", "partners/ABC123"} {
		tag := s.want(t, 200, get, path, "").Header.Get("ETag")
		next := s.want(t, 200, patch, path, `{"name":"First"}`, "if-match", tag).Header.Get("ETag")
		a := s.want(t, 409, patch, path, `{"name":"Second"}`, "if-match", tag)
		p := apitest.JSON[api.Problem](t, a)
		if len(p.Errors) != 1 || p.Errors[0].Field != "name" || !strings.Contains(p.Errors[0].Message, "First") ||
			!strings.Contains(p.Detail, "boss") {
			t.Errorf("%s: %s", path, a.Body)
		}
		has(t, s.want(t, 200, get, path, ""), `{"name":"First"}`)
		has(t, s.want(t, 200, patch, path, `{"name":"Third"}`, "if-match", next), `{"name":"Third","version":3}`)
		s.want(t, 409, patch, path, `{"name":"Fourth"}`, "if-match", `"nonsense"`)
		s.want(t, 200, patch, path, `{"name":"Fifth"}`, "if-match", "*")
	}
}

func TestListsPageAndSearch(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	for _, body := range []string{
		`{"code":"abc1","name":"Zoe","programs":["standard"]}`,
		`{"code":"abc2","name":"Yan"}`,
		`{"code":"xyz1","name":"Abc Three","programs":["standard"]}`,
		`{"code":"xyz2","name":"Will"}`,
	} {
		s.want(t, 201, post, "partners", body)
	}
	for query, want := range map[string]string{
		"":                 "abc1 abc2 xyz1 xyz2",
		"q=ABC":            "abc1 abc2 xyz1",
		"q=will":           "xyz2",
		"q=none":           "",
		"program=standard": "abc1 xyz1",
		"program=none":     "",
	} {
		for _, limit := range []string{"&limit=1", "&limit=3", ""} {
			var got []string
			for _, p := range allPages[adminapi.Partner](t, s, "partners?"+query+limit) {
				got = append(got, p.Code)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s%s: %v; want %s", query, limit, got, want)
			}
		}
	}
	s.wantFieldErrors(t, get, "partners?q=a&program=standard", "", "q")
	s.want(t, 422, get, "partners?limit=101", "")
	s.want(t, 404, get, "partners?program=/", "")
}
