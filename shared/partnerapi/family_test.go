package partnerapi_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/partnerapi"
	"signpost/shared/stats"
	"signpost/shared/table"
)

// watched records whose counters are read.
type watched struct {
	table.API
	mu   sync.Mutex
	read map[string]bool
}

func (w *watched) Query(
	ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	if pk, ok := in.ExpressionAttributeValues[":pk"].(*types.AttributeValueMemberS); ok {
		if partner, ok := strings.CutPrefix(pk.Value, table.PrefixCount); ok {
			w.mu.Lock()
			w.read[partner] = true
			w.mu.Unlock()
		}
	}
	return w.API.Query(ctx, in, options...)
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
	store := &watched{API: w.db.Client, read: map[string]bool{}}
	counters := counting.NewReader(table.New(store, w.db.Table))
	w.API = api.New(w.table, w.table, slog.New(slog.DiscardHandler))
	partnerapi.RegisterStats(w.API, w.table, counters, stats.Account{Store: w.table, Currency: "USD"}, w.clock)

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
