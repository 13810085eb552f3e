package sheet

import "signpost/shared/referral"

// ParentFirst sorts partners into levels that can be written one after the other: whoever of
// codes is an ancestor of a partner is on an earlier level. Partners on the same level do not
// depend on each other. Those on a cycle of parents, or below one, are on no level and come
// back as cyclic.
//
// parentOf returns the parent that a partner is to have, "" for none. It is also asked about
// ancestors that are not in codes, because the way from one listed partner to another may lead
// through them.
func ParentFirst(
	codes []referral.Code, parentOf func(referral.Code) referral.Code,
) (levels [][]referral.Code, cyclic []referral.Code) {
	g := generations{parentOf: parentOf, listed: map[referral.Code]bool{}, found: map[referral.Code]int{"": 0}}
	for _, code := range codes {
		g.listed[code] = true
	}
	for _, code := range codes {
		generation := g.of(code)
		if generation == endless {
			cyclic = append(cyclic, code)
			continue
		}
		for len(levels) < generation {
			levels = append(levels, nil)
		}
		levels[generation-1] = append(levels[generation-1], code)
	}
	return levels, cyclic
}

// generations counts, for each partner, the listed partners on the way up from it, itself
// included.
type generations struct {
	parentOf func(referral.Code) referral.Code
	listed   map[referral.Code]bool
	found    map[referral.Code]int
}

// endless is the generation of a partner on a cycle, or below one.
const endless = -1

func (g generations) of(code referral.Code) int {
	if generation, ok := g.found[code]; ok {
		return generation
	}
	g.found[code] = endless // until the way up is known: coming back here means that it is a cycle
	generation := g.of(g.parentOf(code))
	if generation != endless && g.listed[code] {
		generation++
	}
	g.found[code] = generation
	return generation
}
