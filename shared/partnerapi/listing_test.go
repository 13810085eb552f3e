package partnerapi_test

import (
	"encoding/json"
	"testing"

	"signpost/shared/api/apitest"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

func websiteCode(s partnerapi.Website) string     { return s.Code }
func childCode(p partnerapi.ChildPartner) string  { return p.Code }
func adCode(a partnerapi.Ad) string               { return a.Code }
func linkURL(l partnerapi.Link) string            { return l.URL }
func fieldsOf(t *testing.T, body string) []string { return keysOf(t, []byte(body)) }

// keysOf returns the names of the fields of a JSON object.
func keysOf(t *testing.T, object []byte) (keys []string) {
	t.Helper()
	var values map[string]json.RawMessage
	if err := json.Unmarshal(object, &values); err != nil {
		t.Fatalf("%s: %v", object, err)
	}
	for key := range values {
		keys = append(keys, key)
	}
	return keys
}

func TestMe(t *testing.T) {
	w := newWorld(t)
	const abc123 = `{"code":"abc123","name":"Name of abc123","email":"abc123@example.com",` +
		`"status":"active","parent":null,`
	for _, test := range []struct{ user, groups, want string }{
		{"abc123", "", abc123 + `"partner":true,"admin":false}`},
		{"abc123", "[admins]", abc123 + `"partner":true,"admin":true}`},
		{"kid456", "", `{"code":"kid456","name":"Name of kid456","email":"kid456@example.com","status":"active",` +
			`"parent":"abc123","partner":true,"admin":false}`},
		{"boss@example.com", "[admins]", `{"code":"boss@example.com","name":"boss@example.com","email":"",` +
			`"status":"active","parent":null,"partner":false,"admin":true}`},
		{"gone000", "[admins]", `{"code":"gone000","name":"Name of gone000","email":"gone000@example.com",` +
			`"status":"inactive","parent":null,"partner":false,"admin":true}`},
	} {
		got := apitest.Call(t, w.API, apitest.Request{Path: "/api/me", User: test.user, Groups: test.groups})
		if got.Status != 200 || got.Body != test.want+"\n" {
			t.Errorf("%s: %d %s, want %s", test.user, got.Status, got.Body, test.want)
		}
	}
}

func TestOnlyActivePartnersGetAnything(t *testing.T) {
	w := newWorld(t)
	for _, user := range []string{"gone000", "gonekid", "nobody9", "ABC123"} {
		for _, path := range []string{
			"/api/me", "/api/websites", "/api/partners", "/api/ads", "/api/links", "/api/links/qr?website=haircare",
			"/api/stats",
		} {
			w.want(403, user, get, path, "")
		}
		w.want(403, user, post, "/api/links", `{"website":"haircare"}`)
		w.want(403, user, post, "/api/ads", `not even JSON`)
		w.want(403, user, patch, "/api/ads/website2", `{"name":"mine"}`)
	}
	w.want(401, "", get, "/api/websites", "")
	w.changePartner("abc123", inactive)
	w.want(403, "abc123", get, "/api/me", "")
}

// An admin who has no partner account has no websites, ads or links.
func TestAnAdminIsNotAPartner(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{
		"/api/websites", "/api/partners", "/api/ads", "/api/links", "/api/stats?partner=abc123",
	} {
		got := apitest.Call(t, w.API, apitest.Request{Path: path, User: "boss", Groups: "[admins]"})
		if got.Status != 403 {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
}

func TestTheWebsitesThatAPartnerMayPromote(t *testing.T) {
	w := newWorld(t)
	for user, want := range map[string]string{
		"abc123": "anywhere haircare skincare", "solo789": "anywhere wholesale", "tradekid": "anywhere wholesale",
	} {
		if got := names(list[partnerapi.Website](w, user, "/api/websites"), websiteCode); got != want {
			t.Errorf("%s may promote %q, want %q", user, got, want)
		}
	}
	w.partner("both", "", "standard trade")
	got := names(list[partnerapi.Website](w, "both", "/api/websites"), websiteCode)
	if got != "anywhere haircare skincare wholesale" {
		t.Errorf("in two programs: %q, want each website once", got)
	}
	w.partner("none", "", "")
	if got := w.want(200, "none", get, "/api/websites", "").Body; got != `{"items":[]}`+"\n" {
		t.Errorf("in no program: %s", got)
	}
	first := list[partnerapi.Website](w, "abc123", "/api/websites?limit=1")[0]
	want := partnerapi.Website{Code: "anywhere", Name: "The anywhere", URL: "https://example.com/anywhere"}
	if first != want {
		t.Errorf("got %+v, want %+v", first, want)
	}
}

func TestChangesOfWebsitesShowAtOnce(t *testing.T) {
	w := newWorld(t)
	w.changeWebsite("haircare", func(s *referral.Website) { s.Status = referral.Archived })
	w.changeWebsite("skincare", func(s *referral.Website) { s.Programs = codes("trade") })
	w.changeWebsite("attic", func(s *referral.Website) { s.Status = referral.Active })
	if got := names(list[partnerapi.Website](w, "abc123", "/api/websites"), websiteCode); got != "anywhere attic" {
		t.Errorf("websites: %q", got)
	}
	w.changePartner("abc123", func(p *referral.Partner) { p.Programs = codes("trade") })
	got := names(list[partnerapi.Website](w, "abc123", "/api/websites"), websiteCode)
	if got != "anywhere skincare wholesale" {
		t.Errorf("websites of another program: %q", got)
	}
}

func TestAPartnerSeesItsOwnChildrenOnly(t *testing.T) {
	w := newWorld(t)
	for user, want := range map[string]string{
		"abc123": "gonekid kid456 tradekid", "kid456": "grandkid", "solo789": "",
	} {
		if got := names(list[partnerapi.ChildPartner](w, user, "/api/partners"), childCode); got != want {
			t.Errorf("%s has the children %q, want %q", user, got, want)
		}
	}
	gone := list[partnerapi.ChildPartner](w, "abc123", "/api/partners")[0]
	if gone.Status != "inactive" || gone.Name != "Name of gonekid" || gone.Joined.IsZero() {
		t.Errorf("child: %+v", gone)
	}
	for _, key := range fieldsOf(t, w.want(200, "abc123", get, "/api/partners", "").Body) {
		if key != "items" {
			t.Errorf("an unexpected field: %s", key)
		}
	}
	w.changePartner("kid456", func(p *referral.Partner) { p.Parent = "solo789" })
	if got := names(list[partnerapi.ChildPartner](w, "solo789", "/api/partners"), childCode); got != "kid456" {
		t.Errorf("the new parent's children: %q", got)
	}
}

func TestAdsAreListedByStatus(t *testing.T) {
	w := newWorld(t)
	w.ad("older", "abc123", func(a *referral.Ad) { a.Status = referral.Archived })
	for path, want := range map[string]string{
		"/api/ads": "website2", "/api/ads?status=active": "website2", "/api/ads?status=": "website2",
		"/api/ads?status=archived": "older", "/api/ads?unknown=parameter": "website2",
	} {
		if got := names(list[partnerapi.Ad](w, "abc123", path), adCode); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	w.wrong(422, "abc123", get, "/api/ads?status=lost", "", "status")
	if got := names(list[partnerapi.Ad](w, "kid456", "/api/ads"), adCode); got != "kidsown" {
		t.Errorf("the child's ads: %q, want no ads of its parent", got)
	}
}
