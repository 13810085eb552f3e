package partnerapi_test

import (
	"fmt"
	"testing"

	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

// crowd is a world in which abc123 has very many of everything, and of what the lists leave out.
func crowd(t *testing.T) *world {
	w := empty(t)
	w.programs("even", "third")
	w.partner("abc123", "", "even third")
	for i := range 130 {
		w.partner(fmt.Sprintf("kid-%03d", i), "abc123", "")
	}
	for i := range 130 {
		w.ad(fmt.Sprintf("ad-%03d", i), "abc123")
		w.ad(fmt.Sprintf("ad-%03d-old", i), "abc123", func(a *referral.Ad) { a.Status = referral.Archived })
	}
	for i := range 60 {
		programs := []string{"even third", "even", "third", "third"}[i%4]
		w.website(fmt.Sprintf("site-%03d", i), programs, func(s *referral.Website) {
			if i%3 == 1 {
				s.Status = referral.Archived
			}
		})
	}
	return w
}

// pagesAre reads a list in pages of several sizes. Each time, all of it must come, once and in
// order.
func pagesAre[T any](w *world, user, path string, name func(T) string, want string, limits ...int) {
	w.t.Helper()
	for _, limit := range limits {
		if got := names(pages[T](w, user, path, limit), name); got != want {
			w.t.Errorf("%s by %d:\n got %s\nwant %s", path, limit, got, want)
		}
	}
}

func TestEveryListComesWholeInPagesOfAnySize(t *testing.T) {
	w := crowd(t)
	var kids, ads, old, sites []string
	for i := range 130 {
		kids = append(kids, fmt.Sprintf("kid-%03d", i))
		ads = append(ads, fmt.Sprintf("ad-%03d", i))
		old = append(old, fmt.Sprintf("ad-%03d-old", i))
	}
	for i := range 60 {
		if i%3 != 1 {
			sites = append(sites, fmt.Sprintf("site-%03d", i))
		}
	}
	same := func(s string) string { return s }
	pagesAre(w, "abc123", "/api/partners", childCode, names(kids, same), 1, 65, 100)
	pagesAre(w, "abc123", "/api/ads", adCode, names(ads, same), 1, 65, 100)
	pagesAre(w, "abc123", "/api/ads?status=archived", adCode, names(old, same), 64, 100)
	pagesAre(w, "abc123", "/api/websites", websiteCode, names(sites, same), 1, 7, 20, 40, 100)
	if got := len(list[partnerapi.Ad](w, "abc123", "/api/ads")); got != 50 {
		t.Errorf("without a limit: %d, want 50", got)
	}
}

// The links that a partner generated and those generated for it are one list.
func TestLinksComeWholeInPagesOfAnySize(t *testing.T) {
	w := empty(t)
	w.programs("standard")
	w.partner("abc123", "", "standard")
	w.partner("kid456", "abc123", "standard")
	for i := range 12 {
		w.website(fmt.Sprintf("site-%02d", i), "standard")
	}
	var want string
	for i := range 7 {
		w.newLink(201, "kid456", fmt.Sprintf(`{"website":"site-%02d"}`, i))
		want += fmt.Sprintf("%s/go/site-%02d/kid456 ", origin, i)
	}
	pagesAre(w, "kid456", "/api/links", linkURL, want[:len(want)-1], 1, 6, 7, 8)
	for i := range 5 {
		w.newLink(201, "abc123", fmt.Sprintf(`{"website":"site-%02d","partner":"kid456"}`, i+7))
		want += fmt.Sprintf("%s/go/site-%02d/kid456 ", origin, i+7)
	}
	pagesAre(w, "kid456", "/api/links", linkURL, want[:len(want)-1], 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 100)
}

func TestACursorBelongsToItsCallerAndList(t *testing.T) {
	w := newWorld(t)
	w.ad("website3", "abc123")
	next := func(user, path string) string {
		return apitest.JSON[api.Page[any]](t, w.want(200, user, get, path, "")).Next
	}
	cursor := next("abc123", "/api/ads?limit=1")
	if cursor == "" {
		t.Fatal("no next page")
	}
	for user, path := range map[string]string{
		"kid456": "/api/ads?limit=1&cursor=", "solo789": "/api/websites?cursor=", "tradekid": "/api/links?cursor=",
	} {
		w.wrong(422, user, get, path+cursor, "", "cursor")
	}
	for _, path := range []string{
		"/api/ads?status=archived&cursor=", "/api/partners?cursor=", "/api/websites?cursor=", "/api/links?cursor=",
	} {
		w.wrong(422, "abc123", get, path+cursor, "", "cursor")
	}
	for _, made := range []string{"x", cursor[1:], cursor + "A", "PARTNER%23abc123", "%00", "%F0%9F%98%80"} {
		w.wrong(422, "abc123", get, "/api/ads?cursor="+made, "", "cursor")
	}
	if got := names(list[partnerapi.Ad](w, "abc123", "/api/ads?cursor="+cursor), adCode); got != "website3" {
		t.Errorf("the next page: %q", got)
	}
}

func TestLimitsAreOneToAHundred(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/api/ads", "/api/links", "/api/partners", "/api/websites"} {
		for _, limit := range []string{"0", "-1", "101", "1000000000000000000000", "ten", "1.5", "%20"} {
			w.wrong(422, "abc123", get, path+"?limit="+limit, "", "limit")
		}
		w.want(200, "abc123", get, path+"?limit=100", "")
	}
}
