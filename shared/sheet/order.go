package sheet

import "signpost/shared/referral"

// ParentFirst puts partners into levels: those of a level have their parents in the levels before, or not among codes at all, and can be
// written at once. parentOf returns the parent that a partner is to have, "" for none, and whether it is one of codes; it is asked about
// partners above them too. What is on a cycle of parents, or below one, is left over as cyclic.
func ParentFirst(codes []referral.Code, parentOf func(referral.Code) (parent referral.Code, listed bool)) (levels [][]referral.Code, cyclic []referral.Code) {
	c := climb{parentOf: parentOf, depths: map[referral.Code]int{"": 0}}
	for _, code := range codes {
		depth := c.depth(code)
		if depth == endless {
			cyclic = append(cyclic, code)
			continue
		}
		for len(levels) < depth {
			levels = append(levels, nil)
		}
		levels[depth-1] = append(levels[depth-1], code)
	}
	return levels, cyclic
}

type climb struct {
	parentOf func(referral.Code) (referral.Code, bool)
	depths   map[referral.Code]int
}

// endless is the depth of what is on a cycle or below one.
const endless = -1

// depth is how many listed partners are on the way from code to the top, itself included.
func (c climb) depth(code referral.Code) int {
	var path []referral.Code
	for {
		depth, known := c.depths[code]
		if known {
			return c.descend(path, depth)
		}
		c.depths[code] = endless // until the way down: who comes here again before that is on a cycle
		path = append(path, code)
		code, _ = c.parentOf(code)
	}
}

// descend notes the depths of a path that was climbed, from its top, above which is depth.
func (c climb) descend(path []referral.Code, depth int) int {
	for i := len(path) - 1; i >= 0; i-- {
		if _, listed := c.parentOf(path[i]); listed && depth != endless {
			depth++
		}
		c.depths[path[i]] = depth
	}
	return depth
}
