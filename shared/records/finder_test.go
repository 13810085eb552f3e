package records

import (
	"context"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

// numbered is a list of conversions called 0, 1, 2 and so on, which counts how many were read.
type numbered struct{ at, end, read int }

func (l *numbered) next(_ context.Context, n int) (some []placed, _ error) {
	for ; len(some) < n && l.at < l.end; l.at++ {
		number := strconv.Itoa(l.at)
		b := referral.Booking{Conversion: referral.Conversion{ExternalID: number}}
		some = append(some, placed{referral.ListedNow(b), number})
	}
	l.read += len(some)
	return some, nil
}

// However rare what is searched for is, the pages have all of it, each once and in order, none has
// more than its limit, and none costs more than its bound.
func TestPagesHaveEverythingAtABoundedCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.IntRange(0, 5000).Draw(t, "conversions")
		every := rapid.SampledFrom([]int{1, 2, 7, 999, 1000, 1001, 10_000}).Draw(t, "every")
		limit := rapid.IntRange(1, 100).Draw(t, "limit")
		passes := func(l referral.Listed) bool {
			n, _ := strconv.Atoi(l.ExternalID)
			return n%every == every-1
		}
		var got []referral.Listed
		for position := ""; ; {
			list := &numbered{end: end}
			if position != "" {
				last, _ := strconv.Atoi(position)
				list.at = last + 1
			}
			page, next, err := find(context.Background(), list, passes, limit)
			if err != nil || len(page) > limit || list.read > mostRead+batch {
				t.Fatalf("%d found, %d read, %v", len(page), list.read, err)
			}
			if got = append(got, page...); next == "" {
				break
			}
			position = next
		}
		if len(got) != end/every {
			t.Fatalf("%d found; want %d", len(got), end/every)
		}
		for i, l := range got {
			if l.ExternalID != strconv.Itoa((i+1)*every-1) {
				t.Fatalf("%s is number %d", l.ExternalID, i)
			}
		}
	})
}
