package credit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/oklog/ulid/v2"

	"signpost/infra/tests/enginetest"
	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/table"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is a table with partners and clicks, a desk, and a clock that moves by hand.
type world struct {
	*table.Table
	t      *testing.T
	db     *enginetest.DB
	desk   *credit.Booker
	now    atomic.Int64
	faulty *faulty
}

func newWorld(t *testing.T) *world {
	db := enginetest.Start(t)
	w := &world{t: t, db: db, faulty: &faulty{API: db.Client}}
	w.Table = table.New(w.faulty, db.Table)
	w.now.Store(noon.UnixMilli())
	w.desk = &credit.Booker{Store: w.Table, Now: w.clock, NewID: func(at time.Time) string {
		return ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
	}}
	w.partner("abc123", nil)
	w.partner("kid456", nil)
	return w
}

func (w *world) clock() time.Time { return time.UnixMilli(w.now.Load()).UTC() }

func (w *world) after(d time.Duration) { w.now.Add(d.Milliseconds()) }

func (w *world) stamp() referral.Stamp {
	return referral.Stamp{By: "admin", At: w.clock(), ID: ulid.MustNew(ulid.Timestamp(w.clock()), ulid.DefaultEntropy()).String()}
}

func (w *world) partner(code referral.Code, window *int) {
	w.t.Helper()
	_, err := w.CreatePartner(w.t.Context(), referral.Partner{Code: code, Name: string(code), Status: referral.Active, Joined: noon.AddDate(-1, 0, 0),
		AttributionDays: window}, w.stamp())
	if err != nil {
		w.t.Fatal(err)
	}
}

// click returns the id of a visit by the partner's link, which is in the table only if written.
func (w *world) click(partner referral.Code, at time.Time, kind referral.Kind, written bool) referral.ClickID {
	w.t.Helper()
	id := ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
	c := referral.Click{ID: referral.ClickID(strings.ToLower(id[10:]) + id), At: at, Website: "haircare", Partner: partner, Ad: "website2", Kind: kind,
		Visitor: referral.Visitor{Country: "NO", Device: "mobile"}}
	if written {
		w.write(c)
	}
	return c.ID
}

func (w *world) write(c referral.Click) {
	w.t.Helper()
	if _, err := w.WriteFirst(w.t.Context(), c); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) report(c referral.Conversion) referral.Booking {
	w.t.Helper()
	b, _, err := w.try(c)
	if err != nil {
		w.t.Fatalf("%s: %v", c.ExternalID, err)
	}
	return b
}

func (w *world) try(c referral.Conversion) (referral.Booking, bool, error) {
	c.Merchant = "main"
	return w.desk.Report(w.t.Context(), c)
}

// ledger adds up all entries, by partner: what the counters will show.
func (w *world) ledger() map[referral.Code]referral.Counts {
	w.t.Helper()
	sums := map[referral.Code]referral.Counts{}
	pages := dynamodb.NewScanPaginator(w.db.Client, &dynamodb.ScanInput{TableName: &w.db.Table, FilterExpression: new("begins_with(sk, :entry)"),
		ExpressionAttributeValues: table.Item{":entry": &types.AttributeValueMemberS{Value: table.PrefixEntry}}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		for _, item := range page.Items {
			partner := referral.Code("")
			if p, ok := item[table.AttrPartner].(*types.AttributeValueMemberS); ok {
				partner = referral.Code(p.Value)
			}
			sum := sums[partner]
			sum.Add(referral.Counts{Leads: numberIn(item, table.AttrLeads), Sales: numberIn(item, table.AttrSales),
				Subscriptions: numberIn(item, table.AttrSubscriptions), Revenue: revenueIn(item)})
			sums[partner] = sum
		}
	}
	return sums
}

func numberIn(item table.Item, name string) int64 {
	var n int64
	if v, ok := item[name].(*types.AttributeValueMemberN); ok {
		fmt.Sscan(v.Value, &n)
	}
	return n
}

func revenueIn(item table.Item) map[string]int64 {
	if u, ok := item[table.AttrCurrency].(*types.AttributeValueMemberS); ok {
		return map[string]int64{u.Value: numberIn(item, table.AttrAmount)}
	}
	return nil
}

func (w *world) earned(partner referral.Code) string {
	c := w.ledger()[partner]
	return fmt.Sprintf("%d leads %d sales %d USD", c.Leads, c.Sales, c.Revenue["USD"])
}

// faulty loses the answers of writes, or the writes themselves, as its plan says.
type faulty struct {
	table.API
	plan func() fault
}

type fault int

const (
	none fault = iota
	refused
	answerLost
)

var errInjected = errors.New("injected fault")

func (f *faulty) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	what := none
	if f.plan != nil {
		what = f.plan()
	}
	if what == refused {
		return nil, errInjected
	}
	out, err := f.API.TransactWriteItems(ctx, in, o...)
	if what == answerLost {
		return nil, errInjected
	}
	return out, err
}
