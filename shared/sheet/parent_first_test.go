package sheet_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// Whatever the parents are, every partner is either on a level after all its ancestors, or on
// or below a cycle.
func TestParentFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "partners")
		parents := map[referral.Code]referral.Code{}
		var codes []referral.Code
		for i := range n {
			code := referral.Code(fmt.Sprintf("p%02d", i))
			if above := rapid.IntRange(-3, n+2).Draw(t, "parent"); above >= 0 {
				parents[code] = referral.Code(fmt.Sprintf("p%02d", above))
			}
			if rapid.Bool().Draw(t, "listed") {
				codes = append(codes, code)
			}
		}
		levels, cyclic := sheet.ParentFirst(codes, func(c referral.Code) referral.Code { return parents[c] })
		done := map[referral.Code]bool{}
		for _, level := range levels {
			for _, code := range level {
				for up := parents[code]; up != ""; up = parents[up] {
					if slices.Contains(codes, up) && !done[up] {
						t.Fatalf("%s is not after %s: %v", code, up, levels)
					}
				}
			}
			for _, code := range level {
				done[code] = true
			}
		}
		for _, code := range codes {
			up, steps := code, 0
			for up != "" && steps <= 2*n {
				up, steps = parents[up], steps+1
			}
			if endless := up != ""; endless != slices.Contains(cyclic, code) || endless == done[code] {
				t.Fatalf("%s: endless %v, levels %v, cyclic %v", code, endless, levels, cyclic)
			}
		}
	})
}

func TestALongLineOfAncestors(t *testing.T) {
	var codes []referral.Code
	parents := map[referral.Code]referral.Code{}
	for i := range 100_000 {
		code := referral.Code(fmt.Sprintf("p%d", i))
		parents[code] = referral.Code(fmt.Sprintf("p%d", i+1))
		codes = append(codes, code)
	}
	parents["p99999"] = ""
	levels, cyclic := sheet.ParentFirst(codes, func(c referral.Code) referral.Code { return parents[c] })
	if len(levels) != len(codes) || len(cyclic) != 0 || levels[0][0] != "p99999" {
		t.Errorf("%d levels, %d on a cycle", len(levels), len(cyclic))
	}
}
