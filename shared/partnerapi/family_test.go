package partnerapi_test

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"testing"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
)

// watched records whose counters are read.
type watched struct {
	*counting.Reader
	mu   sync.Mutex
	read []referral.Code
}

func (w *watched) Counts(
	ctx context.Context, partner referral.Code, from, to referral.Day,
) iter.Seq2[referral.Line, error] {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read = append(w.read, partner)
	return w.Reader.Counts(ctx, partner, from, to)
}

// The stats of a large family read only its active members, and miss none of them.
func TestStatsOfALargeFamilyReadItsActiveMembers(t *testing.T) {
	w := empty(t)
	w.programs("standard")
	w.partner("abc123", "", "standard")
	for i := range 70 {
		w.partner(fmt.Sprintf("kid%02d", i), "abc123", "standard")
	}
	w.partner("solo789", "", "standard")
	w.hits(4, "kid07 haircare - 2026-02-27 10")
	w.hits(2, "kid69 haircare - 2026-03-01 10")
	w.hits(8, "solo789 haircare - 2026-03-01 10")
	store := &watched{Reader: counting.NewReader(w.table)}
	w.API = api.New(w.table, slog.New(slog.DiscardHandler))
	partnerapi.RegisterStats(w.API, w.table, store, "USD", w.clock)

	if got := rows(w.stats("abc123", "by=partner")); got != "kid07=4 kid69=2" {
		t.Errorf("rows: %s", got)
	}
	if len(store.read) != 2 {
		t.Errorf("read the counters of %v", store.read)
	}
	if got := rows(w.stats("abc123", "by=partner&from=2026-03-01")); got != "kid69=2" {
		t.Errorf("rows of March: %s", got)
	}
}
