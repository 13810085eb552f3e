package table_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// office is a table with an admin at work: every change has a stamp of its own.
type office struct {
	*table.Table
	t     *testing.T
	notes int
}

func newOffice(t *testing.T) *office {
	db := enginetest.Start(t)
	return &office{Table: table.New(db.Client, db.Table), t: t}
}

func (o *office) stamp() referral.Stamp {
	o.notes++
	return referral.Stamp{By: "admin", At: keyNow.Add(time.Duration(o.notes) * time.Second), ID: fmt.Sprintf("%026d", o.notes)}
}

func (o *office) program(codes ...referral.Code) {
	o.t.Helper()
	for _, code := range codes {
		if _, err := o.CreateProgram(o.t.Context(), referral.Program{Code: code, Name: string(code)}, o.stamp()); err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o *office) partner(p referral.Partner) referral.Partner {
	o.t.Helper()
	p.Status, p.Joined = referral.Active, keyNow
	if p.Name == "" {
		p.Name = "Partner " + string(p.Code)
	}
	p, err := o.CreatePartner(o.t.Context(), p, o.stamp())
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func partnerCodes(partners []referral.Partner) []string {
	codes := []string{}
	for _, p := range partners {
		codes = append(codes, string(p.Code))
	}
	return codes
}

func TestChangingAPartner(t *testing.T) {
	o := newOffice(t)
	o.program("standard", "trade")
	first := o.partner(referral.Partner{Code: "abc123", Programs: []referral.Code{"standard"}})

	t.Run("twice of one code is a conflict and changes nothing", func(t *testing.T) {
		again := first
		again.Name = "Somebody else"
		if _, err := o.CreatePartner(t.Context(), again, o.stamp()); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
	})
	t.Run("moves the memberships with it", func(t *testing.T) {
		after := first
		after.Programs = []referral.Code{"trade"}
		after, err := o.ChangePartner(t.Context(), first, after, o.stamp())
		if err != nil || after.Version != 2 {
			t.Fatalf("%+v, %v", after, err)
		}
		for program, want := range map[referral.Code][]string{"standard": {}, "trade": {"abc123"}} {
			got, _, err := o.PartnersOfProgram(t.Context(), program, table.Search{Limit: 10})
			if err != nil || !slices.Equal(partnerCodes(got), want) {
				t.Errorf("%s: %v, %v; want %v", program, got, err, want)
			}
		}
	})
	t.Run("on an old version is a conflict and changes nothing", func(t *testing.T) {
		after := first
		after.Name = "Late"
		if _, err := o.ChangePartner(t.Context(), first, after, o.stamp()); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
		got, _, err := o.Partners(t.Context(), table.Search{Limit: 10})
		if err != nil || len(got) != 1 || got[0].Name != first.Name {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("needs a parent and programs that exist", func(t *testing.T) {
		for _, p := range []referral.Partner{{Code: "new1", Parent: "nobody"}, {Code: "new1", Programs: []referral.Code{"none"}}} {
			if _, err := o.CreatePartner(t.Context(), p, o.stamp()); referral.CodeOf(err) != referral.Invalid {
				t.Errorf("%+v: %v; want invalid", p, err)
			}
		}
	})
	t.Run("is in the audit, once for each change, with what it touched", func(t *testing.T) {
		got, next, err := o.Changes(t.Context(), "partner", "abc123", 10, "")
		if err != nil || next != "" || len(got) != 2 {
			t.Fatalf("%+v, %q, %v", got, next, err)
		}
		if got[0].Action != "update" || got[0].Version != 2 || len(got[0].Before) != 1 ||
			fmt.Sprint(got[0].Before["programs"]) != "[standard]" || fmt.Sprint(got[0].After["programs"]) != "[trade]" {
			t.Errorf("%+v", got[0])
		}
		if _, next, err := o.Changes(t.Context(), "partner", "abc123", 2, ""); next != "" || err != nil {
			t.Errorf("after the last change: %q, %v", next, err)
		}
	})
}

func TestTheDirectory(t *testing.T) {
	o := newOffice(t)
	for i := range 7 {
		o.partner(referral.Partner{Code: referral.Code(fmt.Sprintf("p%02d", i)), Name: fmt.Sprintf("Zoë %d", i)})
	}
	o.partner(referral.Partner{Code: "zoe", Name: "Somebody"})
	o.partner(referral.Partner{Code: "zoe-two", Name: "Zoe  Two"})
	o.partner(referral.Partner{Code: "other", Name: "ZOE Three"})
	o.partner(referral.Partner{Code: "three", Name: "Other Three"})
	tests := []struct {
		prefix string
		want   []string
	}{
		{"", []string{"other", "p00", "p01", "p02", "p03", "p04", "p05", "p06", "three", "zoe", "zoe-two"}},
		{"p0", []string{"p00", "p01", "p02", "p03", "p04", "p05", "p06"}},
		{"ZOE", []string{"zoe", "zoe-two", "other"}},
		{" zoe   t", []string{"other", "zoe-two"}},
		{"zoë 3", []string{"p03"}},
		{"oth", []string{"other", "three"}},
		{"some", []string{"zoe"}},
		{"p", []string{"p00", "p01", "p02", "p03", "p04", "p05", "p06"}},
		{"nobody", []string{}},
		{"#", []string{}},
	}
	for _, tt := range tests {
		for _, limit := range []int{1, 2, 3, 100} {
			t.Run(fmt.Sprintf("%q by %d", tt.prefix, limit), func(t *testing.T) {
				if got := o.listAll(t, table.Search{Prefix: tt.prefix, Limit: limit}); !slices.Equal(got, tt.want) {
					t.Errorf("got %v; want %v", got, tt.want)
				}
			})
		}
	}
}

// listAll pages to the end.
func (o *office) listAll(t *testing.T, s table.Search) []string {
	got := []string{}
	for range 100 {
		page, next, err := o.Partners(t.Context(), s)
		if err != nil || len(page) > s.Limit {
			t.Fatalf("%d partners, %v", len(page), err)
		}
		got = append(got, partnerCodes(page)...)
		if s.Prefix == "" && next != "" && len(page) < s.Limit {
			t.Errorf("%d partners on a page that is not the last", len(page))
		}
		if next == "" {
			if s.Prefix == "" && len(page) == 0 {
				t.Error("the last page is empty")
			}
			return got
		}
		s.After = next
	}
	t.Fatal("the list does not end")
	return nil
}

func TestTheWebsitesOfAProgram(t *testing.T) {
	o := newOffice(t)
	o.program("standard")
	for _, code := range []referral.Code{"haircare", "skincare", "soap"} {
		w := referral.Website{Code: code, Name: string(code), URL: "https://example.com/", Programs: []referral.Code{"standard"}, Status: referral.Active}
		if _, err := o.CreateWebsite(t.Context(), w, o.stamp()); err != nil {
			t.Fatal(err)
		}
	}
	soap, _, err := o.Websites(t.Context(), table.Search{Prefix: "soap", Limit: 1})
	if err != nil || len(soap) != 1 {
		t.Fatal(soap, err)
	}
	out := soap[0]
	out.Programs = nil
	if _, err := o.ChangeWebsite(t.Context(), soap[0], out, o.stamp()); err != nil {
		t.Fatal(err)
	}
	one, next, err := o.WebsitesOfProgram(t.Context(), "standard", table.Search{Limit: 1})
	if err != nil || len(one) != 1 || one[0].Code != "haircare" {
		t.Fatal(one, err)
	}
	two, end, err := o.WebsitesOfProgram(t.Context(), "standard", table.Search{Limit: 2, After: next})
	if err != nil || len(two) != 1 || two[0].Code != "skincare" || end != "" {
		t.Fatal(two, end, err)
	}
}
