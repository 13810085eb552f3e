package table_test

import (
	"testing"

	"signpost/shared/referral"
)

func TestTheRuleOfAttribution(t *testing.T) {
	o := newOffice(t)
	wantRule := func(t *testing.T, want referral.Rule) {
		t.Helper()
		if got, err := o.Rule(t.Context()); err != nil || got != want {
			t.Errorf("the rule is %+v, %v; want %+v", got, err, want)
		}
	}
	second := referral.Rule{Model: referral.FirstClick, Version: 2}
	third := referral.Rule{Model: referral.LatestClick, Version: 3}

	t.Run("is the default until one is chosen", func(t *testing.T) {
		wantRule(t, referral.DefaultRule)
	})
	t.Run("gets a new version with every change", func(t *testing.T) {
		for _, step := range []struct{ before, after referral.Rule }{{referral.DefaultRule, second}, {second, third}} {
			got, err := o.ChangeRule(t.Context(), step.before, step.after.Model, o.stamp())
			if err != nil || got != step.after {
				t.Errorf("changed to %+v, %v; want %+v", got, err, step.after)
			}
			wantRule(t, step.after)
		}
	})
	t.Run("is not changed by whoever saw an earlier one", func(t *testing.T) {
		for _, seen := range []referral.Rule{referral.DefaultRule, second} {
			_, err := o.ChangeRule(t.Context(), seen, referral.FirstClick, o.stamp())
			if referral.CodeOf(err) != referral.Conflict {
				t.Errorf("having seen version %d: %v; want a conflict", seen.Version, err)
			}
		}
		wantRule(t, third)
	})
	t.Run("has its history", func(t *testing.T) {
		got, _, err := o.Changes(t.Context(), "rule", referral.RuleCode, 10, "")
		if err != nil || len(got) != 2 || got[1].Before["model"] != "latest" || got[1].After["model"] != "first" ||
			got[0].Version != 3 || got[0].By != "admin" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
