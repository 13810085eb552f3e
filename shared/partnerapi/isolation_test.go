package partnerapi_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/api/apitest"
	"signpost/shared/click"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

// random is a random world of partners, programs, websites and ads. All of its codes start with the
// same prefix, so that many worlds fit into one table.
type random struct {
	partners []referral.Partner
	websites []referral.Website
	ads      []referral.Ad
}

var prefixes int

func drawWorld(t *rapid.T) random {
	prefixes++
	code := func(kind string, i int) referral.Code {
		return referral.Code(fmt.Sprintf("w%d-%s%d", prefixes, kind, i))
	}
	programs := func(name string) (in []referral.Code) {
		for i, member := range rapid.SliceOfN(rapid.Bool(), 3, 3).Draw(t, name) {
			if member {
				in = append(in, code("program", i))
			}
		}
		return in
	}
	status := rapid.SampledFrom([]referral.Status{referral.Active, referral.Active, referral.Archived})
	var r random
	for i := range rapid.IntRange(2, 4).Draw(t, "partners") {
		p := referral.Partner{
			Code: code("partner", i), Name: "P", Status: referral.Active, Programs: programs("member"),
			Joined: time.Unix(1, 0),
		}
		if parent := rapid.IntRange(-1, i-1).Draw(t, "parent"); parent >= 0 {
			p.Parent = code("partner", parent)
		}
		if rapid.IntRange(0, 4).Draw(t, "gone") == 0 {
			p.Status = referral.Inactive
		}
		r.partners = append(r.partners, p)
		for j := range rapid.IntRange(0, 2).Draw(t, "ads") {
			r.ads = append(r.ads, referral.Ad{
				Code: code("ad", 10*i+j), Partner: p.Code, Name: "A", MediaType: "blog", StartDate: "2026-01-01",
				Status: status.Draw(t, "ad"), Created: time.Unix(1, 0),
			})
		}
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "websites") {
		r.websites = append(r.websites, referral.Website{
			Code: code("site", i), Name: "W", URL: "https://example.com/", Params: referral.DefaultParams,
			Programs: programs("open"), Status: status.Draw(t, "website"),
		})
	}
	return r
}

func (w *world) fill(r random) {
	for i := range 3 {
		w.programs(fmt.Sprintf("w%d-program%d", prefixes, i))
	}
	for _, p := range r.partners {
		_, err := w.table.CreatePartner(w.t.Context(), p, w.by())
		w.must(err)
	}
	for _, site := range r.websites {
		_, err := w.table.CreateWebsite(w.t.Context(), site, w.by())
		w.must(err)
	}
	for _, ad := range r.ads {
		_, err := w.table.CreateAd(w.t.Context(), ad, 1000)
		w.must(err)
	}
}

// The rules, stated again and without the code under test.

func (r random) open(p referral.Partner, s referral.Website) bool {
	shared := func(program referral.Code) bool { return slices.Contains(s.Programs, program) }
	return s.Status == referral.Active && slices.ContainsFunc(p.Programs, shared)
}

func (r random) mayMake(maker, credited referral.Partner, s referral.Website, ad *referral.Ad) bool {
	related := credited.Code == maker.Code || credited.Parent == maker.Code
	return maker.Status == referral.Active && credited.Status == referral.Active && related &&
		r.open(credited, s) && (ad == nil || ad.Partner == maker.Code && ad.Status == referral.Active)
}

// The same rule decides which websites a partner sees, which it may link to, and whom a visit
// credits.
func TestAPartnerSeesWhatItMayLinkToAndIsCreditedFor(t *testing.T) {
	w := empty(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := drawWorld(rt)
		w.fill(r)
		for _, p := range r.partners {
			if p.Status != referral.Active {
				w.want(403, string(p.Code), get, "/api/websites", "")
				continue
			}
			listed := codes(names(list[partnerapi.Website](w, string(p.Code), "/api/websites"), websiteCode))
			for _, s := range r.websites {
				made := w.as(string(p.Code), post, "/api/links", fmt.Sprintf(`{"website":%q}`, s.Code)).Status
				target := click.Target{Website: s.Code, Partner: p.Code, NamedPartner: true}
				visit := click.Decide(target, click.Found{Site: click.NewSite(s), Partner: &p})
				isListed, want := slices.Contains(listed, s.Code), r.open(p, s)
				isCredited := visit.Outcome == click.Sent && visit.Partner == p.Code
				if isListed != want || (made == 201) != want || isCredited != want {
					rt.Fatalf("%s for %s: listed %v, linked %d, credited %v; want %v",
						s.Code, p.Code, isListed, made, isCredited, want)
				}
			}
		}
	})
}

// Exactly those links are generated that the rules allow. A visit credits what its link says, and a
// link is listed for its maker and for whom it credits, but for nobody else.
func TestNoPartnerReachesAnother(t *testing.T) {
	w := empty(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := drawWorld(rt)
		w.fill(r)
		visible := map[referral.Code][]string{}
		for range 6 {
			r.tryLink(w, rt, visible)
		}
		for _, p := range r.partners {
			if p.Status == referral.Active {
				r.checkLists(w, rt, p, visible[p.Code])
			}
		}
	})
}

// tryLink tries to generate a link, and records in visible who is to see it.
func (r random) tryLink(w *world, rt *rapid.T, visible map[referral.Code][]string) {
	partner := rapid.SampledFrom(r.partners)
	maker, credited := partner.Draw(rt, "maker"), partner.Draw(rt, "credited")
	s := rapid.SampledFrom(r.websites).Draw(rt, "site")
	found := click.Found{Site: click.NewSite(s), Partner: &credited}
	var ad *referral.Ad
	var adCode referral.Code
	if n := rapid.IntRange(0, len(r.ads)).Draw(rt, "which ad"); n > 0 {
		ad, adCode = &r.ads[n-1], r.ads[n-1].Code
		found.Ad = ad
	}
	body, err := json.Marshal(partnerapi.NewLink{
		Website: string(s.Code), Partner: string(credited.Code), Ad: string(adCode),
	})
	w.must(err)
	got := w.as(string(maker.Code), post, "/api/links", string(body))
	want := 404
	switch {
	case maker.Status != referral.Active:
		want = 403
	case r.mayMake(maker, credited, s, ad):
		want = 201
	}
	if got.Status != want && (want != 201 || got.Status != 200) { // 200: it was chosen before
		rt.Fatalf("%s makes %s: %d, want %d", maker.Code, body, got.Status, want)
	}
	if want >= 400 {
		return
	}
	link := apitest.JSON[partnerapi.Link](w.t, got)
	target, ok := click.ParseTarget(strings.TrimPrefix(link.URL, origin))
	visit := click.Decide(target, found)
	if !ok || visit.Partner != credited.Code || visit.Ad != adCode {
		rt.Fatalf("a visit to %s credits %q and %q", link.URL, visit.Partner, visit.Ad)
	}
	if got.Status == 200 {
		return
	}
	for _, who := range slices.Compact([]referral.Code{maker.Code, credited.Code}) {
		visible[who] = append(visible[who], link.URL)
	}
}

// checkLists compares what p sees with the whole world.
func (r random) checkLists(w *world, rt *rapid.T, p referral.Partner, links []string) {
	var children, ads []string
	for _, other := range r.partners {
		if other.Parent == p.Code {
			children = append(children, string(other.Code))
		}
	}
	for _, ad := range r.ads {
		if ad.Partner == p.Code && ad.Status == referral.Active {
			ads = append(ads, string(ad.Code))
		}
		if ad.Partner != p.Code {
			if got := w.as(string(p.Code), patch, "/api/ads/"+string(ad.Code), `{"name":"mine"}`).Status; got != 404 {
				rt.Fatalf("%s changes %s: %d", p.Code, ad.Code, got)
			}
		}
	}
	user := string(p.Code)
	for what, lists := range map[string]struct {
		got  string
		want []string
	}{
		"links":    {names(pages[partnerapi.Link](w, user, "/api/links", 100), linkURL), links},
		"children": {names(list[partnerapi.ChildPartner](w, user, "/api/partners"), childCode), children},
		"ads":      {names(list[partnerapi.Ad](w, user, "/api/ads"), adCode), ads},
	} {
		got, want := slices.Sorted(strings.FieldsSeq(lists.got)), slices.Sorted(slices.Values(lists.want))
		if !slices.Equal(got, want) {
			rt.Fatalf("%s of %s: %v, want %v", what, p.Code, got, want)
		}
	}
	for _, other := range r.partners {
		want := 404
		if other.Code == p.Code || other.Parent == p.Code {
			want = 200
		}
		if got := w.as(string(p.Code), get, "/api/stats?partner="+string(other.Code), "").Status; got != want {
			rt.Fatalf("%s asks for the stats of %s: %d, want %d", p.Code, other.Code, got, want)
		}
	}
}

// TestMain makes fewer worlds than rapid's usual hundred, because each takes a fifth of a second;
// -rapid.checks asks for more.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		_ = checks.Value.Set("25")
	}
	os.Exit(m.Run())
}
