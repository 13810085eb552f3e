package folding

import (
	"cmp"
	"slices"

	"signpost/shared/counting"
	"signpost/shared/counting/folded"
)

// An item has at most maxNames names, as far as that can be had by giving up what is known of
// visitors; then it gets shortNames, so that this is seldom. Ads, measures and currencies are
// always told apart.
const (
	maxNames   = 1000
	shortNames = 750
)

// shorten gives up detail of an item that has too many names, of the rarest first: of visits the
// referrer, then all about the visitor, and then the same of what earns.
func shorten(item *folded.Item) {
	if len(item.Numbers) <= maxNames {
		return
	}
	for _, earns := range []bool{false, true} {
		for detail := range 2 {
			for _, name := range rarest(item, earns) {
				if len(item.Numbers) <= shortNames {
					return
				}
				item.Merge(name, counting.Coarser(name)[detail])
			}
		}
	}
}

// rarest returns the names of what earns or of what does not, those with the smallest sums first.
func rarest(item *folded.Item, earns bool) (names []string) {
	sums := map[string]int64{}
	for name, values := range item.Numbers {
		if counting.Earns(name) != earns {
			continue
		}
		names = append(names, name)
		for _, n := range values {
			sums[name] += max(n, -n)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(sums[a], sums[b]), cmp.Compare(a, b))
	})
	return names
}
