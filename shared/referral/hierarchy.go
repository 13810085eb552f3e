package referral

// Moves tells whether a change of a partner, from before to after, puts an existing partner below
// another parent. Only such a change can make a cycle: nobody is below a new partner yet, and a
// partner without a parent is below nobody.
func Moves(before, after Partner) bool {
	return before.Version > 0 && after.Parent != "" && after.Parent != before.Parent
}

// CheckParent says whether partner may have parent, which must be neither the partner itself nor
// below it, however far down.
//
// parentOf returns the parent of a partner, "" for none. Its errors are returned, except that
// NotFound for parent itself becomes Invalid, like every other broken rule. A cycle above parent
// that partner is not part of ends the search.
func CheckParent(partner, parent Code, parentOf func(Code) (Code, error)) error {
	seen := map[Code]bool{}
	for above := parent; above != "" && !seen[above]; {
		if above == partner {
			return InvalidField("parent", "a partner cannot be below itself")
		}
		seen[above] = true
		next, err := parentOf(above)
		if CodeOf(err) == NotFound && above == parent {
			return InvalidField("parent", "no such partner")
		}
		if err != nil {
			return err
		}
		above = next
	}
	return nil
}
