package partnerapi_test

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/partnerapi"
	"signpost/shared/problem"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

const post, get, patch = http.MethodPost, http.MethodGet, http.MethodPatch

const origin = "https://go.example.com"

// world is the operations of partners on a real table.
type world struct {
	*api.API
	t     *testing.T
	db    *enginetest.DB
	table *table.Table

	mu    sync.Mutex
	now   time.Time
	stamp int
}

// empty returns a world with nobody in it, on 2026-03-04.
func empty(t *testing.T) *world {
	t.Helper()
	db := enginetest.Start(t)
	w := &world{t: t, db: db, table: table.New(db.Client, db.Table), now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	w.API = api.New(w.table, w.table, slog.New(slog.DiscardHandler))
	partnerapi.RegisterListing(w.API, w.table)
	partnerapi.RegisterConversions(w.API, partnerapi.Records{
		Store: w.table, Activity: counting.NewReader(w.table), Now: w.clock, Zone: time.UTC,
	})
	partnerapi.RegisterAds(w.API, w.table, 1000, w.clock, rand.Reader)
	partnerapi.RegisterLinks(w.API, w.table, origin, w.clock)
	account := stats.Account{Store: w.table, Currency: "USD"}
	partnerapi.RegisterStats(w.API, w.table, counting.NewReader(w.table), account, w.clock)
	partnerapi.RegisterVisits(w.API, w.table, counting.NewReader(w.table), w.clock)
	partnerapi.RegisterPostback(w.API, partnerapi.Postbacks{Store: w.table, Now: w.clock, Random: rand.Reader})
	return w
}

// newWorld has two programs and somebody in every position: abc123 with the children kid456,
// tradekid (of the other program) and gonekid (inactive), kid456's own child grandkid, the stranger
// solo789, and gone000, who is inactive. Each of abc123, kid456 and solo789 has an ad.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := empty(t)
	w.programs("standard", "trade")
	w.website("haircare", "standard")
	w.website("skincare", "standard")
	w.website("wholesale", "trade")
	w.website("anywhere", "standard trade")
	w.website("attic", "standard", func(site *referral.Website) { site.Status = referral.Archived })
	w.partner("abc123", "", "standard")
	w.partner("kid456", "abc123", "standard")
	w.partner("tradekid", "abc123", "trade")
	w.partner("gonekid", "abc123", "standard", inactive)
	w.partner("grandkid", "kid456", "standard")
	w.partner("solo789", "", "trade")
	w.partner("gone000", "", "standard", inactive)
	w.ad("website2", "abc123")
	w.ad("kidsown", "kid456")
	w.ad("solosad", "solo789")
	return w
}

// clock advances by a millisecond each time.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func (w *world) by() referral.Stamp {
	w.stamp++
	return referral.Stamp{By: "test", At: w.clock(), ID: strconv.Itoa(w.stamp)}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func codes(spaced string) (all []referral.Code) {
	for _, code := range strings.Fields(spaced) {
		all = append(all, referral.Code(code))
	}
	return all
}

func (w *world) programs(names ...string) {
	w.t.Helper()
	for _, name := range names {
		_, err := w.table.CreateProgram(w.t.Context(), referral.Program{Code: referral.Code(name), Name: name}, w.by())
		w.must(err)
	}
}

func (w *world) website(code, programs string, change ...func(*referral.Website)) {
	w.t.Helper()
	site := referral.Website{
		Code: referral.Code(code), Name: "The " + code, URL: "https://example.com/" + code,
		Programs: codes(programs), Status: referral.Active, Params: referral.DefaultParams,
	}
	for _, f := range change {
		f(&site)
	}
	_, err := w.table.CreateWebsite(w.t.Context(), site, w.by())
	w.must(err)
}

// changeWebsite changes a website as an admin would.
func (w *world) changeWebsite(code string, change func(*referral.Website)) {
	w.t.Helper()
	before, err := w.table.Website(w.t.Context(), referral.Code(code))
	w.must(err)
	after := before
	change(&after)
	_, err = w.table.ChangeWebsite(w.t.Context(), before, after, w.by())
	w.must(err)
}

func inactive(p *referral.Partner) { p.Status = referral.Inactive }

func (w *world) partner(code, parent, programs string, change ...func(*referral.Partner)) {
	w.t.Helper()
	p := referral.Partner{
		Code: referral.Code(code), Name: "Name of " + code, Email: code + "@example.com",
		Parent: referral.Code(parent), Status: referral.Active, Programs: codes(programs), Joined: w.clock(),
	}
	for _, f := range change {
		f(&p)
	}
	_, err := w.table.CreatePartner(w.t.Context(), p, w.by())
	w.must(err)
}

// changePartner changes a partner as an admin would.
func (w *world) changePartner(code string, change func(*referral.Partner)) {
	w.t.Helper()
	before, err := w.table.Partner(w.t.Context(), referral.Code(code))
	w.must(err)
	after := before
	change(&after)
	_, err = w.table.ChangePartner(w.t.Context(), before, after, w.by())
	w.must(err)
}

func (w *world) ad(code, partner string, change ...func(*referral.Ad)) {
	w.t.Helper()
	ad := referral.Ad{
		Code: referral.Code(code), Partner: referral.Code(partner), Name: "Ad " + code, MediaType: "banner",
		StartDate: "2026-03-01", Status: referral.Active, Created: w.clock(),
	}
	for _, f := range change {
		f(&ad)
	}
	_, err := w.table.CreateAd(w.t.Context(), ad, 1000)
	w.must(err)
}

// as sends a request as user. Further strings are names and values of headers.
func (w *world) as(user, method, path, body string, header ...string) apitest.Answer {
	w.t.Helper()
	q := apitest.Request{Method: method, Path: path, Body: body, User: user, Header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header[header[i]] = header[i+1]
	}
	return apitest.Call(w.t, w.API, q)
}

// want sends a request as user and ends the test unless the answer has that status. A
// refusal must be a complete problem.
func (w *world) want(status int, user, method, path, body string, header ...string) apitest.Answer {
	w.t.Helper()
	a := w.as(user, method, path, body, header...)
	if a.Status != status {
		w.t.Fatalf("%s: %s %s %s: %d %s; want %d", user, method, path, body, a.Status, a.Body, status)
	}
	if status >= 400 {
		p := apitest.JSON[api.Problem](w.t, a)
		complete := p.Type != "" && p.Title != "" && p.Detail != ""
		if !complete || p.Status != status || p.RequestID != apitest.RequestID ||
			a.Header.Get("Content-Type") != problem.MediaType {
			w.t.Errorf("%s %s %s: not a complete problem: %v %s", method, path, body, a.Header, a.Body)
		}
	}
	return a
}

// wrong ends the test unless the answer has that status and names those fields, separated by
// spaces.
func (w *world) wrong(status int, user, method, path, body, fields string) {
	w.t.Helper()
	var got []string
	for _, e := range apitest.JSON[api.Problem](w.t, w.want(status, user, method, path, body)).Errors {
		if e.Message == "" {
			w.t.Errorf("%s %s: there is no message about %s", path, body, e.Field)
		}
		got = append(got, e.Field)
	}
	if strings.Join(got, " ") != fields {
		w.t.Errorf("%s %s %s: fields %q; want %q", method, path, body, got, fields)
	}
}

// list returns the first page of a list.
func list[T any](w *world, user, path string) []T {
	w.t.Helper()
	return apitest.JSON[api.Page[T]](w.t, w.want(200, user, get, path, "")).Items
}

// pages reads a whole list, limit items at a time. Every page but the last must be full.
func pages[T any](w *world, user, path string, limit int) (all []T) {
	w.t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	path += separator + "limit=" + strconv.Itoa(limit)
	for at := path; ; {
		page := apitest.JSON[api.Page[T]](w.t, w.want(200, user, get, at, ""))
		all = append(all, page.Items...)
		if page.Next == "" {
			if len(page.Items) == 0 && len(all) > 0 {
				w.t.Errorf("%s: an empty page at the end", path)
			}
			return all
		}
		if len(page.Items) != limit {
			w.t.Fatalf("%s: %d items and a next page", path, len(page.Items))
		}
		at = path + "&cursor=" + page.Next
	}
}

// names joins the names of all, with spaces between them.
func names[T any](all []T, name func(T) string) string {
	var joined []string
	for _, one := range all {
		joined = append(joined, name(one))
	}
	return strings.Join(joined, " ")
}
