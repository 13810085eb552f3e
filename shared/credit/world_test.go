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
	"github.com/oklog/ulid/v2"

	"signpost/infra/tests/enginetest"
	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/table"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is a table with partners and clicks, a booker, and a clock that moves by hand.
type world struct {
	*table.Table
	t      *testing.T
	db     *enginetest.DB
	booker *credit.Booker
	now    atomic.Int64
	scope  referral.Scope // of the key with which conversions are reported
	faulty *faulty
}

func newWorld(t *testing.T) *world {
	db := enginetest.Start(t)
	w := &world{t: t, db: db, faulty: &faulty{API: db.Client}}
	w.Table = table.New(w.faulty, db.Table)
	w.now.Store(noon.UnixMilli())
	w.booker = &credit.Booker{Store: w.Table, Now: w.clock, NewID: newULID, Retention: referral.DefaultRetention}
	w.partner("abc123", nil)
	w.partner("kid456", nil)
	return w
}

func newULID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
}

func (w *world) clock() time.Time { return time.UnixMilli(w.now.Load()).UTC() }

func (w *world) after(d time.Duration) { w.now.Add(d.Milliseconds()) }

func (w *world) stamp() referral.Stamp {
	return referral.Stamp{By: "admin", At: w.clock(), ID: newULID(w.clock())}
}

func (w *world) partner(code referral.Code, window *int) {
	w.t.Helper()
	p := referral.Partner{
		Code:            code,
		Name:            string(code),
		Status:          referral.Active,
		Joined:          noon.AddDate(-1, 0, 0),
		AttributionDays: window,
	}
	if _, err := w.CreatePartner(w.t.Context(), p, w.stamp()); err != nil {
		w.t.Fatal(err)
	}
}

// click returns the id of a visit by the partner's link, which is in the table only if written.
func (w *world) click(
	partner referral.Code, at time.Time, kind referral.Kind, written bool,
) referral.ClickID {
	w.t.Helper()
	id := newULID(at)
	c := referral.Click{
		ID:      referral.ClickID(strings.ToLower(id[10:]) + id),
		At:      at,
		Website: "haircare",
		Partner: partner,
		Ad:      "website2",
		Kind:    kind,
		Visitor: referral.Visitor{Country: "NO", Device: "mobile"},
	}
	if written {
		w.write(c)
	}
	return c.ID
}

// lateClick is the click of an id that click returned, and did not write.
func lateClick(id referral.ClickID, at time.Time, partner referral.Code) referral.Click {
	return referral.Click{ID: id, At: at, Website: "haircare", Partner: partner, Kind: referral.Hit}
}

func sale(id string, clickID referral.ClickID, amount int64) referral.Conversion {
	return referral.Conversion{
		ExternalID: id,
		Type:       referral.Sale,
		ClickID:    string(clickID),
		Amount:     &amount,
		Currency:   "USD",
	}
}

// lead is a lead of the customer c-7.
func lead(id string, clickID referral.ClickID) referral.Conversion {
	return referral.Conversion{ExternalID: id, Type: referral.Lead, Customer: "c-7", ClickID: string(clickID)}
}

func refund(id, of string, amount int64) referral.Conversion {
	c := referral.Conversion{ExternalID: id, Type: referral.Refund, Sale: of}
	if amount > 0 {
		c.Amount, c.Currency = &amount, "USD"
	}
	return c
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
	return w.booker.Report(w.t.Context(), c, w.scope)
}

func (w *world) correct(externalID string, to credit.Correction) {
	w.t.Helper()
	if _, err := w.booker.Correct(w.t.Context(), "main", externalID, to, w.stamp()); err != nil {
		w.t.Fatal(err)
	}
}

// ledger adds up all entries, by partner: what the counters will show.
func (w *world) ledger() map[referral.Code]referral.Counts {
	w.t.Helper()
	sums := map[referral.Code]referral.Counts{}
	pages := dynamodb.NewScanPaginator(w.db.Client, &dynamodb.ScanInput{
		TableName:                 &w.db.Table,
		FilterExpression:          new("begins_with(sk, :entry)"),
		ExpressionAttributeValues: table.Item{":entry": table.Str(table.PrefixEntry)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		for _, item := range page.Items {
			e, err := table.ReadEntry(item)
			if err != nil {
				w.t.Fatal(err)
			}
			sum := sums[e.Partner]
			sum.Add(e.Line().Counts)
			sums[e.Partner] = sum
		}
	}
	return sums
}

func (w *world) earned(partner referral.Code) string {
	c := w.ledger()[partner]
	return fmt.Sprintf("%d leads %d sales %d USD", c.Leads, c.Sales, c.Revenue["USD"])
}

// faulty loses the answers of writes, or the writes themselves, as its plan says.
type faulty struct {
	table.API
	plan   func() fault
	writes atomic.Int64 // how many transactions there were
}

type fault int

const (
	none fault = iota
	refused
	answerLost
)

var errInjected = errors.New("injected fault")

func (f *faulty) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	f.writes.Add(1)
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
