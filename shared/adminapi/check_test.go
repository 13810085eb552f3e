package adminapi_test

import (
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/stats"
)

func TestCheckingALink(t *testing.T) {
	s := newAdminServer(t)
	for _, thing := range []struct{ kind, body string }{
		{"programs", `{"code":"standard","name":"S"}`},
		{"programs", `{"code":"trade","name":"T"}`},
		{"websites", `{"code":"haircare","name":"Hair","url":"https://example.com/?a=b","programs":["standard"]}`},
		{"websites", `{"code":"old","name":"Old","url":"https://example.com/old","programs":["standard"],
			"status":"archived"}`},
		{"websites", `{"code":"moved","name":"Moved","url":"https://example.com/x","programs":["standard"],
			"status":"archived","fallbackUrl":"https://example.org/"}`},
		{"partners", `{"code":"abc123","name":"Ann","programs":["standard"]}`},
		{"partners", `{"code":"solo789","name":"Sol","programs":["trade"]}`},
		{"partners", `{"code":"gone000","name":"Gwen","programs":["standard"],"status":"inactive"}`},
	} {
		s.want(t, 201, post, thing.kind, thing.body)
	}
	const (
		moved  = "https://example.org/?click_id=CLICK-ID"
		home   = "https://example.com/?a=b&click_id=CLICK-ID"
		ofAnn  = "https://example.com/?a=b&partner=abc123&click_id=CLICK-ID"
		ofAnn2 = "https://example.com/?a=b&c=d&partner=abc123&click_id=CLICK-ID"
	)
	for query, want := range map[string]struct{ outcome, location, partner, why string }{
		"website=haircare":                            {"redirect", home, "", ""},
		"website=HAIRCARE&partner=ABC123":             {"redirect", ofAnn, "abc123", ""},
		"website=haircare&partner=abc123&query=c%3Dd": {"redirect", ofAnn2, "abc123", ""},
		"website=haircare&partner=solo789":            {"redirect", home, "", "not open"},
		"website=haircare&partner=gone000":            {"redirect", home, "", "inactive"},
		"website=haircare&partner=nobody":             {"redirect", home, "", "no such partner"},
		"website=haircare&partner=abc123&ad=none":     {"redirect", ofAnn, "abc123", "no such ad"},
		"website=old&partner=abc123":                  {"gone", "", "", "archived"},
		"website=moved":                               {"fallback", moved, "", "archived"},
		"website=none":                                {"unknown", "", "", "no such website"},
		"website=%2F%23":                              {"unknown", "", "", "no such website"},
	} {
		a := s.want(t, 200, get, "links/check?"+query, "")
		got := apitest.JSON[adminapi.LinkCheck](t, a)
		if got.Outcome != want.outcome || got.Location != want.location || got.Credited.Partner != want.partner {
			t.Errorf("%s: %s", query, a.Body)
		}
		why := strings.Join(got.Why, "; ")
		if !strings.Contains(why, want.why) || want.why == "" && why != "" {
			t.Errorf("%s: why %q; want %q", query, why, want.why)
		}
	}
	s.wantFieldErrors(t, get, "links/check?website=haircare&ad=x1", "", "partner")
	if r := apitest.JSON[stats.Stats](t, s.want(t, 200, get, "stats", "")); r.Totals.Hits != 0 {
		t.Errorf("a check was counted: %+v", r)
	}
}
