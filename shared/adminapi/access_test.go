package adminapi_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/api/apitest"
	"signpost/shared/click"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

// world is what partners and websites should be, kept by the simplest code there is.
type world struct {
	t        *rapid.T
	o        *office
	tb       *testing.T
	prefix   string // of all codes, so that every run has the table to itself
	partners map[string]*modelPartner
	websites map[string]*modelWebsite
}

type modelPartner struct {
	parent   string
	programs []string
	active   bool
}

type modelWebsite struct {
	programs []string
	active   bool
}

var (
	partnerNames = []string{"ann", "bob", "kim"}
	websiteNames = []string{"hair", "skin"}
	programNames = []string{"one", "two"}
)

func (w *world) code(name string) string {
	if name == "" {
		return ""
	}
	return w.prefix + name
}

// below tells whether partner is low or anywhere above it.
func (w *world) below(low, partner string) bool {
	for ; low != ""; low = w.partners[low].parent {
		if low == partner {
			return true
		}
	}
	return false
}

func (w *world) open(partner *modelPartner, website string) bool {
	site := w.websites[website]
	return site != nil && slices.ContainsFunc(partner.programs, func(p string) bool { return slices.Contains(site.programs, p) })
}

// step does one change of an admin, in the table and in the model, and holds the status of the answer against the model's.
func (w *world) step() {
	name := rapid.SampledFrom(append(slices.Clone(partnerNames), websiteNames...)).Draw(w.t, "thing")
	programs := rapid.SliceOfDistinct(rapid.SampledFrom(programNames), rapid.ID[string]).Draw(w.t, "programs")
	active := rapid.IntRange(0, 3).Draw(w.t, "active") > 0
	coded := []string{}
	for _, p := range programs {
		coded = append(coded, w.code(p))
	}
	if slices.Contains(websiteNames, name) {
		w.changeWebsite(name, programs, coded, active)
	} else {
		w.changePartner(name, programs, coded, active)
	}
}

func (w *world) changeWebsite(name string, programs, coded []string, active bool) {
	body := map[string]any{"name": name, "url": "https://example.com/" + name, "programs": coded, "status": map[bool]string{true: "active", false: "archived"}[active]}
	want := 200
	if w.websites[name] == nil {
		want = 201
	}
	w.write("websites", name, body, want)
	w.websites[name] = &modelWebsite{programs, active}
}

func (w *world) changePartner(name string, programs, coded []string, active bool) {
	parent := rapid.SampledFrom(append([]string{""}, partnerNames...)).Draw(w.t, "parent")
	body := map[string]any{"name": name, "programs": coded, "parent": w.code(parent), "status": map[bool]string{true: "active", false: "inactive"}[active]}
	want := 200
	if w.partners[name] == nil {
		want = 201
	}
	if parent == name || parent != "" && (w.partners[parent] == nil || w.below(parent, name)) {
		want = 422
	}
	if w.write("partners", name, body, want); want != 422 {
		w.partners[name] = &modelPartner{parent, programs, active}
	}
}

// write makes the thing, or changes it when the model has it.
func (w *world) write(kind, name string, body map[string]any, want int) {
	method, path := http.MethodPatch, "/api/admin/"+kind+"/"+w.code(name)
	if _, there := w.partners[name]; !there && w.websites[name] == nil {
		method, path, body["code"] = http.MethodPost, "/api/admin/"+kind, w.code(name)
	}
	text, _ := json.Marshal(body)
	if a := apitest.Call(w.tb, w.o.API, apitest.Request{Method: method, Path: path, Body: string(text), User: "boss", Groups: "[admins]"}); a.Status != want {
		w.t.Fatalf("%s %s %s: %d %s; want %d", method, path, text, a.Status, a.Body, want)
	}
}

// sees returns the status of GET path for the partner, and the codes listed without the run's prefix.
func (w *world) sees(partner, path string) (int, []string) {
	a := apitest.Call(w.tb, w.o.API, apitest.Request{Path: path, User: w.code(partner)})
	if a.Status != 200 {
		return a.Status, nil
	}
	codes := []string{}
	for _, item := range apitest.JSON[struct{ Items []struct{ Code string } }](w.tb, a).Items {
		code, ours := strings.CutPrefix(item.Code, w.prefix)
		if !ours {
			w.t.Fatalf("%s sees %s at %s", partner, item.Code, path)
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return 200, codes
}

// check holds what partners see and may do, and what visitors bring them, against the model.
func (w *world) check() {
	for _, name := range partnerNames {
		p := w.partners[name]
		allowed := p != nil && p.active
		for path, want := range map[string][]string{"/api/websites": w.openTo(p), "/api/partners": w.children(name)} {
			status, got := w.sees(name, path)
			if !allowed && status != 403 || allowed && (status != 200 || !slices.Equal(got, want)) {
				w.t.Fatalf("%s as %s: %d %v; want %v (allowed: %v)", path, name, status, got, want, allowed)
			}
		}
		for _, credited := range partnerNames {
			for _, website := range websiteNames {
				w.checkLink(name, credited, website)
			}
		}
		for _, website := range websiteNames {
			w.checkVisit(name, website)
		}
	}
}

func (w *world) openTo(p *modelPartner) []string {
	codes := []string{}
	for _, website := range websiteNames {
		if p != nil && w.open(p, website) && w.websites[website].active {
			codes = append(codes, website)
		}
	}
	return codes
}

func (w *world) children(name string) []string {
	codes := []string{}
	for _, child := range partnerNames {
		if c := w.partners[child]; c != nil && c.parent == name {
			codes = append(codes, child)
		}
	}
	return codes
}

func (w *world) checkLink(maker, credited, website string) {
	m, c := w.partners[maker], w.partners[credited]
	body := fmt.Sprintf(`{"website":%q,"partner":%q}`, w.code(website), w.code(credited))
	a := apitest.Call(w.tb, w.o.API, apitest.Request{Method: post, Path: "/api/links", Body: body, User: w.code(maker)})
	want := 404
	switch {
	case m == nil || !m.active:
		want = 403
	case c != nil && c.active && (maker == credited || c.parent == maker) && w.open(c, website) && w.websites[website].active:
		want = 201
	}
	if got := a.Status; got != want && (want != 201 || got != 200) {
		w.t.Fatalf("%s makes a link for %s to %s: %d %s; want %d", maker, credited, website, got, a.Body, want)
	}
}

func (w *world) checkVisit(partner, website string) {
	target, _ := click.ParseTarget("/go/" + w.code(website) + "/" + w.code(partner))
	found, err := click.NewLinks(w.o.table).Find(w.tb.Context(), target, w.o.now)
	if err != nil {
		w.t.Fatal(err)
	}
	d := click.Decide(target, found)
	p, site := w.partners[partner], w.websites[website]
	outcome, credited := click.Unknown, referral.Code("")
	if site != nil && !site.active {
		outcome = click.Gone
	} else if site != nil {
		outcome = click.Sent
		if p != nil && p.active && w.open(p, website) {
			credited = referral.Code(w.code(partner))
		}
	}
	if d.Outcome != outcome || d.Partner != credited {
		w.t.Fatalf("a visit to %s by %s: %v for %q; want %v for %q", website, partner, d.Outcome, d.Partner, outcome, credited)
	}
}

// After any sequence of changes, the lists, the links and the redirect allow what the model says, and nobody sees another's.
func TestWhatAdminsDecideIsWhatPartnersAndVisitorsGet(t *testing.T) {
	o := newOffice(t)
	partnerapi.RegisterListing(o.API, o.table)
	partnerapi.RegisterLinks(o.API, o.table, "https://go.example.com", o.clock)
	partnerapi.RegisterAds(o.API, o.table, o.clock, rand.Reader)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		w := &world{t: rt, o: o, tb: t, prefix: fmt.Sprintf("r%d-", run), partners: map[string]*modelPartner{}, websites: map[string]*modelWebsite{}}
		for _, program := range programNames {
			o.want(t, 201, post, "programs", fmt.Sprintf(`{"code":%q,"name":"P"}`, w.code(program)))
		}
		for range rapid.IntRange(1, 14).Draw(rt, "changes") {
			w.step()
		}
		w.check()
	})
}
