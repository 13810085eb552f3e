package partnerapi_test

import (
	"strings"
	"testing"

	"signpost/shared/api/apitest"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

func TestPostback(t *testing.T) {
	w := newWorld(t)
	read := func(user string) partnerapi.Postback {
		t.Helper()
		return apitest.JSON[partnerapi.Postback](t, w.want(200, user, get, "/api/postback", ""))
	}
	set := func(url string) partnerapi.Postback {
		t.Helper()
		return apitest.JSON[partnerapi.Postback](t, w.want(200, "abc123", patch, "/api/postback", `{"url":"`+url+`"}`))
	}
	none := read("abc123")
	if len(none.Placeholders) != len(referral.PostbackPlaceholders) {
		t.Errorf("placeholders: %q", none.Placeholders)
	}
	if p := none; p.URL != "" || p.Status != "inactive" || p.Secret != "" {
		t.Errorf("before: %+v", p)
	}
	if p := set(""); p.Status != "inactive" || p.Secret != "" {
		t.Errorf("none switched off: %+v", p)
	}
	const url = "https://example.com/{type}/?click={click_id}"
	first := set(url)
	if first.URL != url || first.Status != "active" || !strings.HasPrefix(first.Secret, "whsec_") {
		t.Errorf("set: %+v", first)
	}
	if p := set(url + "&x"); p.URL != url+"&x" || p.Secret != "" {
		t.Errorf("changed: %+v", p)
	}
	if p := read("abc123"); p.URL != url+"&x" || p.Status != "active" || p.Secret != "" {
		t.Errorf("read: %+v", p)
	}
	for _, other := range []string{"kid456", "solo789"} {
		if p := read(other); p.URL != "" {
			t.Errorf("%s sees %+v", other, p)
		}
	}
	if p := set(""); p.URL != "" || p.Status != "inactive" {
		t.Errorf("switched off: %+v", p)
	}
	if again := set(url); again.Secret == "" || again.Secret == first.Secret {
		t.Errorf("switched on again it has the secret %q", again.Secret)
	}
	kept, err := w.table.Webhook(t.Context(), referral.PostbackID("abc123"))
	w.must(err)
	if kept.Partner != "abc123" || kept.Merchant != "" || kept.Status != referral.Active {
		t.Errorf("%+v", kept)
	}
	w.want(403, "gone000", get, "/api/postback", "")
	w.want(403, "gone000", patch, "/api/postback", `{"url":"`+url+`"}`)
}

func TestPostbacksLeadToPublicAddressesOnly(t *testing.T) {
	w := newWorld(t)
	for _, url := range []string{
		"http://example.com/", "http://127.0.0.1/", "https://127.0.0.1/", "https://169.254.169.254/latest",
		"https://[::1]/", "https://10.1.2.3/", "https://localhost/", "https://user@example.com/",
		"https://{website}.example.com/", "https://{ad}/", "https://example.com/{customer}",
		"https://example.com/{type", "javascript:alert(1)", "https://example.com/ x",
	} {
		w.wrong(422, "abc123", patch, "/api/postback", `{"url":"`+url+`"}`, "url")
	}
	w.wrong(422, "abc123", patch, "/api/postback", `{"url":"https://example.com/`+strings.Repeat("x", 2048)+`"}`, "url")
}
