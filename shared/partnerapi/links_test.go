package partnerapi_test

import (
	"net/url"
	"testing"
	"time"

	"signpost/shared/api/apitest"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

// unescape undoes URL escapes, as API Gateway does with paths.
func unescape(t *testing.T, path string) string {
	t.Helper()
	plain, err := url.PathUnescape(path)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func (w *world) newLink(status int, user, body string) partnerapi.Link {
	w.t.Helper()
	return apitest.JSON[partnerapi.Link](w.t, w.want(status, user, post, "/api/links", body))
}

func TestALinkNamesWebsitePartnerAndAd(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ body, partner, ad, path string }{
		{`"website":"haircare"`, "abc123", "", "/haircare/abc123"},
		{`"website":"haircare","partner":"abc123","ad":"website2"`, "abc123", "website2", "/haircare/abc123/website2"},
		{`"website":"haircare","partner":"kid456"`, "kid456", "", "/haircare/kid456"},
		{`"website":"haircare","partner":"kid456","ad":"website2"`, "kid456", "website2", "/haircare/kid456/website2"},
		{`"website":"wholesale","partner":"tradekid"`, "tradekid", "", "/wholesale/tradekid"},
		{`"website":"anywhere","partner":null,"ad":null`, "abc123", "", "/anywhere/abc123"},
		{`"website":"skincare","partner":"","ad":""`, "abc123", "", "/skincare/abc123"},
		{`"website":"AnyWhere","partner":"ABC123","ad":"Website2"`, "abc123", "website2", "/anywhere/abc123/website2"},
	} {
		got := w.newLink(201, "abc123", "{"+test.body+"}")
		if got.URL != origin+"/go"+test.path || got.Partner != test.partner || got.Ad != test.ad {
			t.Errorf("%s: %+v", test.body, got)
		}
		if got.CreatedBy != "abc123" || got.CreatedAt.Location() != time.UTC {
			t.Errorf("%s: %+v", test.body, got)
		}
	}
}

// What a partner may not use does not exist for it, so it can't find out what does.
func TestWhatMayNotBeUsedDoesNotExist(t *testing.T) {
	w := newWorld(t)
	w.ad("older", "abc123", func(a *referral.Ad) { a.Status = referral.Archived })
	for _, test := range []struct{ user, body, why string }{
		{"abc123", `{"website":"wholesale"}`, "a website of another program"},
		{"abc123", `{"website":"attic"}`, "an archived website"},
		{"abc123", `{"website":"nowhere"}`, "no website"},
		{"abc123", `{"website":""}`, "no code"},
		{"abc123", `{"website":"WEBSITE#haircare"}`, "a key"},
		{"abc123", `{"website":"hair/care"}`, "a path"},
		{"abc123", `{"website":"haircare","partner":"solo789"}`, "a stranger"},
		{"abc123", `{"website":"haircare","partner":"nobody9"}`, "nobody"},
		{"abc123", `{"website":"haircare","partner":"gonekid"}`, "an inactive child"},
		{"abc123", `{"website":"haircare","partner":"grandkid"}`, "a child's child"},
		{"abc123", `{"website":"haircare","partner":"tradekid"}`, "a website open to the parent, not to the child"},
		{"kid456", `{"website":"haircare","partner":"abc123"}`, "the parent"},
		{"abc123", `{"website":"haircare","ad":"solosad"}`, "a stranger's ad"},
		{"abc123", `{"website":"haircare","partner":"kid456","ad":"kidsown"}`, "the child's ad"},
		{"abc123", `{"website":"haircare","ad":"older"}`, "an archived ad"},
		{"abc123", `{"website":"haircare","ad":"nothere"}`, "no ad"},
		{"abc123", `{"website":"haircare","ad":"AD#website2"}`, "a key as ad"},
		{"kid456", `{"website":"haircare","ad":"website2"}`, "the parent's ad"},
	} {
		t.Run(test.why, func(t *testing.T) {
			w.want(404, test.user, post, "/api/links", test.body)
		})
	}
	hidden := w.want(404, "abc123", post, "/api/links", `{"website":"wholesale"}`).Body
	none := w.want(404, "abc123", post, "/api/links", `{"website":"nowhere"}`).Body
	if hidden != none {
		t.Errorf("a website of another program: %s, no website: %s", hidden, none)
	}
	if got := list[partnerapi.Link](w, "abc123", "/api/links"); len(got) != 0 {
		t.Errorf("what was refused left %+v", got)
	}
	w.wrong(422, "abc123", post, "/api/links", `{}`, "website")
	w.wrong(422, "abc123", post, "/api/links", `{"website":null}`, "website")
	w.want(400, "abc123", post, "/api/links", `{"website":"haircare","url":"https://evil.example"}`)
}

func TestTheSameLinkIsGeneratedOnce(t *testing.T) {
	w := newWorld(t)
	first := w.newLink(201, "abc123", `{"website":"haircare","partner":"kid456","ad":"website2"}`)
	again := w.newLink(200, "abc123", `{"ad":"WEBSITE2","website":"HAIRCARE","partner":"KID456"}`)
	if again != first {
		t.Errorf("again: %+v, first: %+v", again, first)
	}
	other := w.newLink(201, "kid456", `{"website":"haircare"}`)
	if other.CreatedBy != "kid456" || !other.CreatedAt.After(first.CreatedAt) {
		t.Errorf("another link: %+v", other)
	}
}

func TestLinksAreListedForTheirMakerAndForWhomTheyCredit(t *testing.T) {
	w := newWorld(t)
	w.newLink(201, "abc123", `{"website":"haircare"}`)
	forKid := w.newLink(201, "abc123", `{"website":"haircare","partner":"kid456","ad":"website2"}`)
	w.newLink(201, "kid456", `{"website":"skincare","ad":"kidsown"}`)
	w.newLink(201, "solo789", `{"website":"wholesale"}`)
	for user, want := range map[string]string{
		"abc123":   origin + "/go/haircare/abc123 " + origin + "/go/haircare/kid456/website2",
		"kid456":   origin + "/go/skincare/kid456/kidsown " + origin + "/go/haircare/kid456/website2",
		"tradekid": "",
		"solo789":  origin + "/go/wholesale/solo789",
	} {
		if got := names(list[partnerapi.Link](w, user, "/api/links"), linkURL); got != want {
			t.Errorf("%s: %q, want %q", user, got, want)
		}
	}
	if got := list[partnerapi.Link](w, "kid456", "/api/links")[1]; got != forKid {
		t.Errorf("for the child: %+v, made: %+v", got, forKid)
	}
}

// A link is out in the world, so it stays listed whatever happens to its website and ad.
func TestALinkOutlivesWhatItNames(t *testing.T) {
	w := newWorld(t)
	w.newLink(201, "abc123", `{"website":"haircare","ad":"website2"}`)
	w.want(200, "abc123", patch, "/api/ads/website2", `{"status":"archived"}`)
	w.changeWebsite("haircare", func(s *referral.Website) { s.Status = referral.Archived })
	if got := len(list[partnerapi.Link](w, "abc123", "/api/links")); got != 1 {
		t.Errorf("links: %d", got)
	}
	w.want(404, "abc123", post, "/api/links", `{"website":"haircare","ad":"website2"}`)
}

// A child stays active when its parent is made inactive, but nobody gets a new link with the
// parent's ad.
func TestTheChildOfAnInactiveParent(t *testing.T) {
	w := newWorld(t)
	w.changePartner("abc123", inactive)
	w.newLink(201, "kid456", `{"website":"haircare","ad":"kidsown"}`)
	w.want(404, "kid456", post, "/api/links", `{"website":"haircare","ad":"website2"}`)
	w.want(403, "abc123", post, "/api/links", `{"website":"haircare","partner":"kid456"}`)
	got := apitest.JSON[partnerapi.Me](t, w.want(200, "kid456", get, "/api/me", ""))
	if got.Parent == nil || *got.Parent != "abc123" {
		t.Errorf("me: %+v", got)
	}
}
