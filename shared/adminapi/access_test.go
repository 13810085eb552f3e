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

// accessModel is what partners and websites should be, kept by the simplest code there is,
// beside the server that it is compared with.
type accessModel struct {
	t        *rapid.T
	tb       *testing.T
	server   *adminServer
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

func (m *accessModel) code(name string) string {
	if name == "" {
		return ""
	}
	return m.prefix + name
}

// below reports whether partner is low or one of its ancestors.
func (m *accessModel) below(low, partner string) bool {
	for ; low != ""; low = m.partners[low].parent {
		if low == partner {
			return true
		}
	}
	return false
}

func (m *accessModel) open(partner *modelPartner, website string) bool {
	site := m.websites[website]
	if site == nil {
		return false
	}
	shared := func(program string) bool { return slices.Contains(site.programs, program) }
	return slices.ContainsFunc(partner.programs, shared)
}

// step makes one change as an admin, in the table and in the model, and compares the status of
// the answer with what the model expects.
func (m *accessModel) step() {
	name := rapid.SampledFrom(append(slices.Clone(partnerNames), websiteNames...)).Draw(m.t, "thing")
	programs := rapid.SliceOfDistinct(rapid.SampledFrom(programNames), rapid.ID[string]).Draw(m.t, "programs")
	active := rapid.IntRange(0, 3).Draw(m.t, "active") > 0
	if slices.Contains(websiteNames, name) {
		m.changeWebsite(name, programs, active)
	} else {
		m.changePartner(name, programs, active)
	}
}

func (m *accessModel) codes(names []string) []string {
	codes := []string{}
	for _, name := range names {
		codes = append(codes, m.code(name))
	}
	return codes
}

func (m *accessModel) changeWebsite(name string, programs []string, active bool) {
	status, want := "archived", 200
	if active {
		status = "active"
	}
	if m.websites[name] == nil {
		want = 201
	}
	m.write("websites", name, map[string]any{"name": name, "url": "https://example.com/" + name,
		"programs": m.codes(programs), "status": status}, want)
	m.websites[name] = &modelWebsite{programs, active}
}

func (m *accessModel) changePartner(name string, programs []string, active bool) {
	parent := rapid.SampledFrom(append([]string{""}, partnerNames...)).Draw(m.t, "parent")
	status, want := "inactive", 200
	if active {
		status = "active"
	}
	if m.partners[name] == nil {
		want = 201
	}
	if parent == name || parent != "" && (m.partners[parent] == nil || m.below(parent, name)) {
		want = 422
	}
	m.write("partners", name, map[string]any{"name": name, "parent": m.code(parent),
		"programs": m.codes(programs), "status": status}, want)
	if want != 422 {
		m.partners[name] = &modelPartner{parent, programs, active}
	}
}

// write creates the thing, or changes it if the model has it.
func (m *accessModel) write(kind, name string, body map[string]any, want int) {
	method, path := http.MethodPatch, "/api/admin/"+kind+"/"+m.code(name)
	if m.partners[name] == nil && m.websites[name] == nil {
		method, path, body["code"] = http.MethodPost, "/api/admin/"+kind, m.code(name)
	}
	text, _ := json.Marshal(body)
	a := apitest.Call(m.tb, m.server.API, apitest.Request{Method: method, Path: path, Body: string(text),
		User: "boss", Groups: "[admins]"})
	if a.Status != want {
		m.t.Fatalf("%s %s %s: %d %s; want %d", method, path, text, a.Status, a.Body, want)
	}
}

// sees returns the status of GET path for the partner, and the codes listed, without the run's
// prefix.
func (m *accessModel) sees(partner, path string) (int, []string) {
	a := apitest.Call(m.tb, m.server.API, apitest.Request{Path: path, User: m.code(partner)})
	if a.Status != 200 {
		return a.Status, nil
	}
	codes := []string{}
	for _, item := range apitest.JSON[struct{ Items []struct{ Code string } }](m.tb, a).Items {
		code, ours := strings.CutPrefix(item.Code, m.prefix)
		if !ours {
			m.t.Fatalf("%s sees %s at %s", partner, item.Code, path)
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return 200, codes
}

// check compares what partners see and may do, and what visits bring them, with the model.
func (m *accessModel) check() {
	for _, name := range partnerNames {
		p := m.partners[name]
		allowed := p != nil && p.active
		for path, want := range map[string][]string{"/api/websites": m.openTo(p), "/api/partners": m.children(name)} {
			status, got := m.sees(name, path)
			if !allowed && status != 403 || allowed && (status != 200 || !slices.Equal(got, want)) {
				m.t.Fatalf("%s as %s: %d %v; want %v (allowed: %v)", path, name, status, got, want, allowed)
			}
		}
		for _, website := range websiteNames {
			for _, credited := range partnerNames {
				m.checkLink(name, credited, website)
			}
			m.checkVisit(name, website)
		}
	}
}

func (m *accessModel) openTo(p *modelPartner) []string {
	codes := []string{}
	for _, website := range websiteNames {
		if p != nil && m.open(p, website) && m.websites[website].active {
			codes = append(codes, website)
		}
	}
	return codes
}

func (m *accessModel) children(name string) []string {
	codes := []string{}
	for _, child := range partnerNames {
		if c := m.partners[child]; c != nil && c.parent == name {
			codes = append(codes, child)
		}
	}
	return codes
}

// mayLink reports whether maker may generate a link for credited to website.
func (m *accessModel) mayLink(maker, credited, website string) bool {
	c := m.partners[credited]
	if c == nil || !c.active || maker != credited && c.parent != maker {
		return false
	}
	return m.open(c, website) && m.websites[website].active
}

func (m *accessModel) checkLink(maker, credited, website string) {
	body := fmt.Sprintf(`{"website":%q,"partner":%q}`, m.code(website), m.code(credited))
	a := apitest.Call(m.tb, m.server.API, apitest.Request{Method: post, Path: "/api/links", Body: body,
		User: m.code(maker)})
	want := []int{404}
	switch {
	case m.partners[maker] == nil || !m.partners[maker].active:
		want = []int{403}
	case m.mayLink(maker, credited, website):
		want = []int{201, 200} // new, or generated before
	}
	if !slices.Contains(want, a.Status) {
		m.t.Fatalf("%s makes a link for %s to %s: %d %s; want %v", maker, credited, website, a.Status, a.Body, want)
	}
}

func (m *accessModel) checkVisit(partner, website string) {
	target, _ := click.ParseTarget("/go/" + m.code(website) + "/" + m.code(partner))
	found, err := click.NewLinks(m.server.table).Find(m.tb.Context(), target, m.server.now)
	if err != nil {
		m.t.Fatal(err)
	}
	d := click.Decide(target, found)
	p, site := m.partners[partner], m.websites[website]
	outcome, credited := click.Unknown, referral.Code("")
	if site != nil && !site.active {
		outcome = click.Gone
	} else if site != nil {
		outcome = click.Sent
		if p != nil && p.active && m.open(p, website) {
			credited = referral.Code(m.code(partner))
		}
	}
	if d.Outcome != outcome || d.Partner != credited {
		m.t.Fatalf("a visit to %s by %s: %v for %q; want %v for %q",
			website, partner, d.Outcome, d.Partner, outcome, credited)
	}
}

// After any sequence of changes, lists, links and redirects allow exactly what the model says.
func TestWhatAdminsDecideIsWhatPartnersAndVisitorsGet(t *testing.T) {
	s := newAdminServer(t)
	partnerapi.RegisterListing(s.API, s.table)
	partnerapi.RegisterLinks(s.API, s.table, "https://go.example.com", s.clock)
	partnerapi.RegisterAds(s.API, s.table, 1000, s.clock, rand.Reader)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &accessModel{t: rt, tb: t, server: s, prefix: fmt.Sprintf("r%d-", run),
			partners: map[string]*modelPartner{}, websites: map[string]*modelWebsite{}}
		for _, program := range programNames {
			s.want(t, 201, post, "programs", fmt.Sprintf(`{"code":%q,"name":"P"}`, m.code(program)))
		}
		for range rapid.IntRange(1, 14).Draw(rt, "changes") {
			m.step()
		}
		m.check()
	})
}
