package partnerapi_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"

	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

func (w *world) newAd(user, body string) partnerapi.Ad {
	w.t.Helper()
	return apitest.JSON[partnerapi.Ad](w.t, w.want(201, user, post, "/api/ads", body))
}

func TestAnAdIsCreated(t *testing.T) {
	w := newWorld(t)
	got := w.newAd("abc123", `{"name":" Spring letter ","description":"One\r\ntwo\n",`+
		`"mediaType":"email","startDate":"2026-03-01","code":"Spring-26"}`)
	want := partnerapi.Ad{
		Code: "spring-26", Name: "Spring letter", Description: "One\ntwo",
		MediaType: "email", StartDate: "2026-03-01", Status: "active",
	}
	if got != want {
		t.Errorf("created %+v, want %+v", got, want)
	}
	if listed := list[partnerapi.Ad](w, "abc123", "/api/ads")[0]; listed != want {
		t.Errorf("listed %+v, want %+v", listed, want)
	}
}

func TestAnAdWithoutACodeGetsOne(t *testing.T) {
	w := newWorld(t)
	made := map[string]bool{}
	for range 20 {
		ad := w.newAd("abc123", `{"name":"Letter","mediaType":"email","startDate":"2026-03-01"}`)
		if !regexp.MustCompile(`^[2-9a-hjkmnp-z]{8}$`).MatchString(ad.Code) || made[ad.Code] {
			t.Errorf("code %q: want 8 characters that nobody confuses, different ones each time", ad.Code)
		}
		made[ad.Code] = true
	}
}

// A made code that turns out to be taken is not a reason to refuse the ad.
func TestAMadeCodeThatIsTakenIsReplaced(t *testing.T) {
	w := newWorld(t)
	randomness := append(make([]byte, 3*8), bytes.Repeat([]byte{1}, 8)...) // three times the same code, then another
	a := api.New(w.table, w.table, slog.New(slog.DiscardHandler))
	partnerapi.RegisterAds(a, w.table, 1000, w.clock, bytes.NewReader(randomness))
	ad := `{"name":"Letter","mediaType":"email","startDate":"2026-03-01"}`
	for _, want := range []string{"22222222", "33333333"} {
		got := apitest.Call(t, a, apitest.Request{Method: post, Path: "/api/ads", User: "abc123", Body: ad})
		if got.Status != 201 || apitest.JSON[partnerapi.Ad](t, got).Code != want {
			t.Errorf("%d %s, want code %s", got.Status, got.Body, want)
		}
	}
}

func TestWhatANewAdMayBe(t *testing.T) {
	w := newWorld(t)
	const rest = `"mediaType":"email","startDate":"2026-03-01"`
	long := strings.Repeat("é", 100)
	for _, test := range []struct{ body, fields string }{
		{`{"name":"` + long + `",` + rest + `}`, ""},
		{`{"name":"a","description":"` + strings.Repeat("é", 500) + `",` + rest + `}`, ""},
		{`{"name":"a","description":"\ttab and\nline",` + rest + `}`, ""},
		{`{"name":"null is as good as absent","description":null,"code":null,` + rest + `}`, ""},
		{`{"name":"<b>&\"'</b> 名前",` + rest + `}`, ""},
		{`{"name":"a","code":"",` + rest + `}`, "code"},
		{`{"name":"` + long + `é",` + rest + `}`, "name"},
		{`{"name":"",` + rest + `}`, "name"},
		{`{"name":"   ",` + rest + `}`, "name"},
		{`{"name":"two\nlines",` + rest + `}`, "name"},
		{`{"name":"bell\u0007",` + rest + `}`, "name"},
		{`{"name":null,` + rest + `}`, "name"},
		{`{"name":7,` + rest + `}`, "name"},
		{`{"name":["a"],` + rest + `}`, "name"},
		{`{` + rest + `}`, "name"},
		{`{"name":"a","description":"` + strings.Repeat("é", 501) + `",` + rest + `}`, "description"},
		{`{"name":"a","description":"nul\u0000",` + rest + `}`, "description"},
		{`{"name":"a","mediaType":"fax","startDate":"2026-03-01"}`, "mediaType"},
		{`{"name":"a","mediaType":"Email","startDate":"2026-03-01"}`, "mediaType"},
		{`{"name":"a","startDate":"2026-03-01"}`, "mediaType"},
		{`{"name":"a","mediaType":"email"}`, "startDate"},
		{`{"name":"a","mediaType":"email","startDate":""}`, "startDate"},
		{`{"name":"a","mediaType":"email","startDate":"2026-02-30"}`, "startDate"},
		{`{"name":"a","mediaType":"email","startDate":"2026-03-01T00:00:00Z"}`, "startDate"},
		{`{"name":"a","mediaType":"email","startDate":"0001-01-01"}`, "startDate"},
		{`{"name":"a","mediaType":"email","startDate":20260301}`, "startDate"},
		{`{"name":"a","code":"x",` + rest + `}`, "code"},
		{`{"name":"a","code":"-lead",` + rest + `}`, "code"},
		{`{"name":"a","code":"with space",` + rest + `}`, "code"},
		{`{"name":"a","code":"AD#website2",` + rest + `}`, "code"},
		{`{"name":"a","code":"go/../x",` + rest + `}`, "code"},
		{`{"name":"a","code":"` + strings.Repeat("a", 65) + `",` + rest + `}`, "code"},
		{`{"name":"a","code":"` + strings.Repeat("a", 2000) + `",` + rest + `}`, "code"},
	} {
		if test.fields == "" {
			w.newAd("abc123", test.body)
		} else {
			w.wrong(422, "abc123", post, "/api/ads", test.body, test.fields)
		}
	}
	allWrong := `{"name":"","mediaType":"fax","startDate":"yesterday"}`
	w.wrong(422, "abc123", post, "/api/ads", allWrong, "mediaType name startDate")
}

func TestBodiesThatCantBeRead(t *testing.T) {
	w := newWorld(t)
	const ad = `{"name":"a","mediaType":"email","startDate":"2026-03-01"`
	for body, status := range map[string]int{
		``: 400, `{`: 400, `name=a`: 400, ad: 400, ad + `} x`: 400,
		ad + `,"name":"b"}`: 400, ad + `,"status":"active"}`: 400,
		ad + `,"partner":"kid456"}`: 400, ad + `,"Code":"mine"}`: 400,
		`[` + ad + `}]`: 422, `null`: 422, `"name"`: 422,
		ad + `,"code":"` + strings.Repeat("x", 64<<10) + `"}`: 413,
	} {
		w.want(status, "abc123", post, "/api/ads", body)
	}
	w.want(415, "abc123", post, "/api/ads", ad+`}`, "content-type", "text/plain")
	w.want(400, "abc123", patch, "/api/ads/website2", `{"code":"other"}`)
	w.want(400, "abc123", patch, "/api/ads/website2", `{"partner":"kid456"}`)
	if got := len(list[partnerapi.Ad](w, "abc123", "/api/ads")); got != 1 {
		t.Errorf("%d ads; a refused one must leave nothing behind", got)
	}
}

// Codes are unique among all partners, and case-insensitive.
func TestACodeIsGivenOnlyOnce(t *testing.T) {
	w := newWorld(t)
	for _, code := range []string{"website2", "WEBSITE2", "kidsown", "solosad"} {
		ad := `{"name":"a","mediaType":"email","startDate":"2026-03-01","code":"` + code + `"}`
		w.wrong(409, "abc123", post, "/api/ads", ad, "code")
	}
	ad, err := w.table.Ad(t.Context(), "solosad")
	if err != nil || ad.Partner != "solo789" || ad.Name != "Ad solosad" {
		t.Errorf("the ad that had the code: %+v, %v", ad, err)
	}
}

func TestOneOfManyWhoWantACodeGetsIt(t *testing.T) {
	w := newWorld(t)
	var wait sync.WaitGroup
	users, statuses := []string{"abc123", "solo789"}, make([]int, 8)
	ad := `{"name":"a","mediaType":"email","startDate":"2026-03-01","code":"wanted"}`
	for i := range statuses {
		wait.Go(func() {
			statuses[i] = w.as(users[i%2], post, "/api/ads", ad).Status
		})
	}
	wait.Wait()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if count[201] != 1 || count[409] != len(statuses)-1 {
		t.Errorf("answers: %v", count)
	}
}

func TestAnAdIsChanged(t *testing.T) {
	w := newWorld(t)
	want := w.newAd("abc123",
		`{"name":"Letter","description":"To all","mediaType":"email","startDate":"2026-03-01","code":"letter"}`)
	for _, step := range []struct {
		body  string
		apply func()
	}{
		{`{}`, func() {}},
		{`{"name":null,"description":null,"mediaType":null,"startDate":null,"status":null}`, func() {}},
		{`{"name":" Summer "}`, func() { want.Name = "Summer" }},
		{`{"description":"To\r\nsome"}`, func() { want.Description = "To\nsome" }},
		{`{"description":""}`, func() { want.Description = "" }},
		{`{"mediaType":"qr","startDate":"2026-04-01"}`, func() { want.MediaType, want.StartDate = "qr", "2026-04-01" }},
		{`{"status":"archived"}`, func() { want.Status = "archived" }},
		{`{"status":"archived"}`, func() {}},
		{`{"status":"active","name":"Back"}`, func() { want.Status, want.Name = "active", "Back" }},
	} {
		step.apply()
		got := apitest.JSON[partnerapi.Ad](t, w.want(200, "abc123", patch, "/api/ads/LETTER", step.body))
		if got != want || list[partnerapi.Ad](w, "abc123", "/api/ads?status="+want.Status)[0] != want {
			t.Errorf("%s: got %+v, want %+v", step.body, got, want)
		}
	}
	for body, field := range map[string]string{
		`{"name":""}`: "name", `{"name":" "}`: "name", `{"name":1}`: "name", `{"description":{}}`: "description",
		`{"mediaType":""}`: "mediaType", `{"mediaType":"fax"}`: "mediaType",
		`{"startDate":""}`: "startDate", `{"startDate":"soon"}`: "startDate",
		`{"status":""}`: "status", `{"status":"inactive"}`: "status", `{"status":true}`: "status",
	} {
		w.wrong(422, "abc123", patch, "/api/ads/letter", body, field)
	}
	if got := list[partnerapi.Ad](w, "abc123", "/api/ads")[0]; got != want {
		t.Errorf("after refusals: %+v, want %+v", got, want)
	}
}

func TestNobodyElseCanChangeAnAd(t *testing.T) {
	w := newWorld(t)
	for _, user := range []string{"kid456", "solo789"} {
		w.want(404, user, patch, "/api/ads/website2", `{"name":"mine"}`)
	}
	w.want(404, "abc123", patch, "/api/ads/kidsown", `{"name":"mine"}`)
	theirs := w.want(404, "abc123", patch, "/api/ads/solosad", `{}`).Body
	none := w.want(404, "abc123", patch, "/api/ads/nothere", `{}`).Body
	if theirs != none {
		t.Errorf("somebody else's ad: %s, no ad: %s", theirs, none)
	}
	for _, code := range []string{
		"AD%23website2", "a", "-x", "%25zz", strings.Repeat("a", 2000), "web%20site2", "website2%00",
	} {
		w.want(404, "abc123", patch, "/api/ads/"+unescape(t, code), `{"name":"mine"}`)
	}
}

// Of changes made at the same time, none undoes another.
func TestConcurrentChangesAreAllMade(t *testing.T) {
	w := newWorld(t)
	bodies := []string{
		`{"name":"New name"}`, `{"description":"New description"}`,
		`{"mediaType":"video"}`, `{"startDate":"2026-05-01"}`,
	}
	for round := range 5 {
		code := fmt.Sprintf("ad-%d", round)
		w.ad(code, "abc123")
		var wait sync.WaitGroup
		for _, body := range bodies {
			wait.Go(func() {
				if got := w.as("abc123", patch, "/api/ads/"+code, body); got.Status != 200 {
					t.Errorf("%s: %d %s", body, got.Status, got.Body)
				}
			})
		}
		wait.Wait()
		got, err := w.table.Ad(t.Context(), referral.Code(code))
		renamed := got.Name == "New name" && got.Description == "New description"
		if err != nil || !renamed || got.MediaType != "video" || got.StartDate != "2026-05-01" {
			t.Errorf("after all changes: %+v, %v", got, err)
		}
	}
}
