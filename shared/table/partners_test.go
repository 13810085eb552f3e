package table_test

import (
	"fmt"
	"slices"
	"testing"

	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestChangingAPartner(t *testing.T) {
	o := newOffice(t)
	o.program("standard", "trade")
	first := o.partner(referral.Partner{Code: "abc123", Programs: []referral.Code{"standard"}})

	t.Run("creating it twice is a conflict and changes nothing", func(t *testing.T) {
		again := first
		again.Name = "Somebody else"
		if _, err := o.CreatePartner(t.Context(), again, o.stamp()); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
	})
	t.Run("its memberships move with it", func(t *testing.T) {
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
	t.Run("changing an old version is a conflict and changes nothing", func(t *testing.T) {
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
	t.Run("its parent and programs must exist", func(t *testing.T) {
		for _, p := range []referral.Partner{
			{Code: "new1", Parent: "nobody"},
			{Code: "new1", Programs: []referral.Code{"none"}},
		} {
			if _, err := o.CreatePartner(t.Context(), p, o.stamp()); referral.CodeOf(err) != referral.Invalid {
				t.Errorf("%+v: %v; want invalid", p, err)
			}
		}
	})
	t.Run("the audit has each change once, with what it touched", func(t *testing.T) {
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
