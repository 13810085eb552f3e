package referral

// CheckParent says whether partner may get parent: it must not be the partner itself or below it, however far down. parentOf returns the
// parent of a partner, "" for none; its errors are passed on, and NotFound for parent itself becomes Invalid, as every other rule that is
// broken does. A cycle above parent that does not hold partner ends the walk.
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
