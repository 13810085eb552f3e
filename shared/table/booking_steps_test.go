package table_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
	"signpost/shared/table"
)

const awaited = referral.ClickID("abcdefghijklmnop" + "01ARZ3NDEKTSV4RRFFQ69G5FAV")

// newSale is a sale of 49.90 USD that has not been booked, credited to partner unless that is "".
func newSale(id string, partner referral.Code) referral.Booking {
	b := referral.Booking{
		Conversion: referral.Conversion{
			Merchant:   "main",
			ExternalID: id,
			Type:       referral.Sale,
			Customer:   "c-7",
			ClickID:    string(awaited),
			Amount:     new(int64(4990)),
			Currency:   "USD",
		},
		Received: keyNow,
		ULID:     "ULID-of-" + id,
		Decision: referral.Decision{Rule: referral.DefaultRule, Verdicts: []referral.Verdict{}},
	}
	if partner != "" {
		b.Credit = &referral.Credit{Partner: partner, Website: "haircare"}
	}
	return b
}

// newRefund is a refund that has not been booked.
func newRefund(id, sale string) referral.Booking {
	b := newSale(id, "")
	b.Type, b.Sale, b.Customer, b.Amount, b.Currency = referral.Refund, sale, "", nil, ""
	return b
}

// first is the step that books a new sale, with an entry that is called after it.
func first(b referral.Booking) table.Step {
	return table.FirstBooking(b, entryOf(b, b.ExternalID), nil, "")
}

func entryOf(b referral.Booking, id string) referral.Entry { return b.Entry(id, b.Received, b.Earns()) }

// booked books a sale.
func (o *office) booked(id string, partner referral.Code) referral.Booking {
	o.t.Helper()
	return o.post(first(newSale(id, partner)))
}

func (o *office) post(s table.Step) referral.Booking {
	o.t.Helper()
	b, err := o.Post(o.t.Context(), s)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// wantMoved fails the test unless the step comes too late, and leaves the ledger as it is.
func (o *office) wantMoved(t *testing.T, s table.Step) {
	t.Helper()
	before := o.entries(t)
	if _, err := o.Post(t.Context(), s); !errors.Is(err, table.ErrMoved) {
		t.Errorf("%v; want %v", err, table.ErrMoved)
	}
	if after := o.entries(t); !slices.Equal(before, after) {
		t.Errorf("the ledger went from %v to %v", before, after)
	}
}

// entries returns the ledger: which entries there are, and for whom.
func (o *office) entries(t *testing.T) (all []string) {
	t.Helper()
	found, err := o.db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &o.db.Table})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range found.Items {
		sk := table.Text(item, table.AttrSK)
		if len(sk) < len(table.PrefixEntry) || sk[:len(table.PrefixEntry)] != table.PrefixEntry {
			continue
		}
		e, err := table.ReadEntry(item)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %s %d", sk[len(table.PrefixEntry):], e.Partner, e.Amount))
	}
	slices.Sort(all)
	return all
}

func (o *office) wantEntries(t *testing.T, want ...string) {
	t.Helper()
	if got := o.entries(t); !slices.Equal(got, want) {
		t.Errorf("the ledger has %q; want %q", got, want)
	}
}

func (o *office) wantVersion(t *testing.T, id string, want int) referral.Booking {
	t.Helper()
	b, _, err := o.Booking(t.Context(), "main", id)
	if err != nil || b.Version != want {
		t.Errorf("%s has version %d, %v; want %d", id, b.Version, err, want)
	}
	return b
}

func TestAConversionIsBookedOnce(t *testing.T) {
	o := newOffice(t)
	if _, _, err := o.Booking(t.Context(), "main", "order-1"); referral.CodeOf(err) != referral.NotFound {
		t.Fatalf("before: %v; want not found", err)
	}
	if b := o.booked("order-1", "abc123"); b.Version != 1 {
		t.Errorf("booked as version %d", b.Version)
	}
	got := o.wantVersion(t, "order-1", 1)
	if got.Credit.Partner != "abc123" || *got.Amount != 4990 ||
		!got.Received.Equal(keyNow) || got.ULID != "ULID-of-order-1" {
		t.Errorf("%+v", got)
	}
	o.wantMoved(t, first(newSale("order-1", "kid456")))
	o.wantEntries(t, "order-1 abc123 4990")
	if b, _, err := o.Booking(t.Context(), "other", "order-1"); referral.CodeOf(err) != referral.NotFound {
		t.Errorf("of another merchant: %+v, %v", b, err)
	}
}

func TestAConversionThatAwaitsItsClick(t *testing.T) {
	waits := func(id string) table.Step {
		b := newSale(id, "")
		return table.FirstBooking(b, entryOf(b, id), nil, awaited)
	}
	click := referral.Click{ID: awaited, At: keyNow, Website: "haircare", Partner: "abc123", Kind: referral.Hit}
	other := click
	other.ID = referral.ClickID(awaited.Visit() + "01ARZ3NDEKTSV4RRFFQ69G5FAW")

	for name, arrive := range map[string]func(*office) error{
		"as the first of its visit": func(o *office) error {
			_, err := o.WriteFirst(t.Context(), click)
			return err
		},
		"under its own id": func(o *office) error { return o.WriteRepeat(t.Context(), click) },
	} {
		t.Run("is not booked as such if the click has arrived "+name, func(t *testing.T) {
			o := newOffice(t)
			if err := arrive(o); err != nil {
				t.Fatal(err)
			}
			o.wantMoved(t, waits("order-1"))
		})
	}
	t.Run("is found by the click until that is there", func(t *testing.T) {
		o := newOffice(t)
		if _, err := o.WriteFirst(t.Context(), other); err != nil { // of the same visit, but another
			t.Fatal(err)
		}
		waiting := []referral.Booking{o.post(waits("order#1")), o.post(waits("order#2"))}
		o.wantAwaiting(t, "main order#1", "main order#2")
		for i, b := range waiting {
			b.Credit = &referral.Credit{Partner: "abc123"}
			arrived := table.ClickArrived(b, awaited, nil, entryOf(b, fmt.Sprint("given-", i)))
			o.post(arrived)
			o.wantMoved(t, arrived)
		}
		o.wantAwaiting(t)
		o.wantEntries(t, "given-0 abc123 4990", "given-1 abc123 4990", "order#1  4990", "order#2  4990")
		if b := o.wantVersion(t, "order#1", 2); b.Credit.Partner != "abc123" {
			t.Errorf("%+v", b.Credit)
		}
	})
}

func (o *office) wantAwaiting(t *testing.T, want ...string) {
	t.Helper()
	found, err := o.Awaiting(t.Context(), awaited)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range found {
		got = append(got, string(c.Merchant)+" "+c.ExternalID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q wait for the click; want %q", got, want)
	}
}

func TestARefund(t *testing.T) {
	// taken is sale after refund, and the entry that takes everything back.
	taken := func(sale, refund referral.Booking) table.Step {
		earned, balance, err := sale.Balance.TakeBack(sale.Conversion, refund.Conversion)
		if err != nil {
			t.Fatal(err)
		}
		sale.Balance, sale.Refunds = balance, nil
		refund.Settled, refund.Taken, refund.Credit = true, earned, sale.Credit
		return table.RefundTaken(refund, sale, new(sale.Entry(refund.ExternalID, keyNow, earned.Negative())))
	}
	t.Run("is taken from its sale, both or neither", func(t *testing.T) {
		o := newOffice(t)
		sale := o.booked("order-1", "abc123")
		o.post(taken(sale, newRefund("refund-1", "order-1")))
		if b := o.wantVersion(t, "order-1", 2); b.Balance.Refunded != 4990 || !b.Balance.Whole {
			t.Errorf("%+v", b.Balance)
		}
		if b := o.wantVersion(t, "refund-1", 1); !b.Settled || b.Taken.Amount != 4990 || b.Credit.Partner != "abc123" {
			t.Errorf("%+v", b)
		}
		o.wantMoved(t, taken(sale, newRefund("refund-2", "order-1"))) // the sale as it was
		if _, _, err := o.Booking(t.Context(), "main", "refund-2"); referral.CodeOf(err) != referral.NotFound {
			t.Errorf("a refund without its sale: %v", err)
		}
		o.wantEntries(t, "order-1 abc123 4990", "refund-1 abc123 -4990")
	})
	t.Run("that takes nothing leaves no entry", func(t *testing.T) {
		o := newOffice(t)
		o.post(table.RefundTaken(newRefund("refund-1", "order-1"), o.booked("order-1", "abc123"), nil))
		o.wantEntries(t, "order-1 abc123 4990")
	})
	t.Run("waits for its sale, which must have seen it", func(t *testing.T) {
		o := newOffice(t)
		for _, id := range []string{"refund-1", "refund-2"} {
			o.post(table.RefundWaiting(newRefund(id, "order-1")))
		}
		_, waiting, err := o.Booking(t.Context(), "main", "order-1")
		slices.Sort(waiting)
		if referral.CodeOf(err) != referral.NotFound || !slices.Equal(waiting, []string{"refund-1", "refund-2"}) {
			t.Fatalf("%q wait, %v", waiting, err)
		}
		sale := newSale("order-1", "abc123")
		for _, seen := range [][]string{nil, {"refund-1"}, {"refund-1", "refund-2", "refund-3"}} {
			sale.Refunds = seen
			o.wantMoved(t, first(sale))
		}
		sale.Refunds = waiting
		sale = o.post(first(sale))
		o.wantMoved(t, table.RefundWaiting(newRefund("refund-3", "order-1"))) // the sale is there

		refund := o.wantVersion(t, "refund-1", 1)
		o.post(taken(sale, refund))
		o.wantVersion(t, "refund-1", 2)
		o.wantMoved(t, taken(o.wantVersion(t, "order-1", 2), refund)) // it does not wait any more
		o.wantEntries(t, "order-1 abc123 4990", "refund-1 abc123 -4990")
	})
}

func TestOnlySoManyRefundsWaitForASale(t *testing.T) {
	o := newOffice(t)
	for i := range referral.MaxWaitingRefunds {
		o.post(table.RefundWaiting(newRefund(fmt.Sprint("refund-", i), "order-1")))
	}
	o.wantMoved(t, table.RefundWaiting(newRefund("one more", "order-1")))
	_, waiting, _ := o.Booking(t.Context(), "main", "order-1")
	if len(waiting) != referral.MaxWaitingRefunds {
		t.Errorf("%d wait", len(waiting))
	}
	if _, _, err := o.Booking(t.Context(), "main", "one more"); referral.CodeOf(err) != referral.NotFound {
		t.Errorf("the one more: %v", err)
	}
}

// canceling refuses every transaction, for these reasons.
type canceling struct {
	table.API
	reasons []string
}

func (c canceling) TransactWriteItems(
	context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	canceled := &types.TransactionCanceledException{}
	for _, reason := range c.reasons {
		canceled.CancellationReasons = append(canceled.CancellationReasons, types.CancellationReason{Code: &reason})
	}
	return nil, canceled
}

func TestWhatIsRefusedForItsContentIsNotAMove(t *testing.T) {
	for reasons, moved := range map[string]bool{
		"ConditionalCheckFailed None":            true,
		"None TransactionConflict":               true,
		"ThrottlingError None":                   true,
		"ProvisionedThroughputExceeded":          true,
		"None ValidationError":                   false,
		"ConditionalCheckFailed ValidationError": false,
		"ItemCollectionSizeLimitExceeded None":   false,
	} {
		t.Run(reasons, func(t *testing.T) {
			tbl := table.New(canceling{reasons: strings.Fields(reasons)}, "table")
			_, err := tbl.Post(t.Context(), first(newSale("order-1", "abc123")))
			if err == nil || errors.Is(err, table.ErrMoved) != moved {
				t.Errorf("%v; moved should be %v", err, moved)
			}
			program := referral.Program{Code: "standard", Name: "Standard"}
			_, err = tbl.CreateProgram(t.Context(), program, referral.Stamp{By: "admin", At: keyNow, ID: "01"})
			if again := referral.CodeOf(err) == referral.Unavailable; again && !moved {
				t.Errorf("a change that cannot succeed says: %v", err)
			}
		})
	}
}

func TestACorrectionOfCredit(t *testing.T) {
	o := newOffice(t)
	before := o.booked("order-1", "abc123")
	after := before
	after.Credit, after.Corrected = &referral.Credit{Partner: "kid456", Website: "haircare"}, true
	entries := []referral.Entry{
		before.Entry("take", keyNow, before.Earns().Negative()),
		after.Entry("give", keyNow, before.Earns()),
	}
	now := o.post(table.CreditCorrected(before, after, o.stamp(), nil, entries...))
	if got := o.wantVersion(t, "order-1", 2); !got.Corrected || got.Credit.Partner != "kid456" || now.Version != 2 {
		t.Errorf("%+v", got)
	}
	o.wantEntries(t, "give kid456 4990", "order-1 abc123 4990", "take abc123 -4990")
	o.wantMoved(t, table.CreditCorrected(before, after, o.stamp(), nil, entries...))

	changes, _, err := o.Changes(t.Context(), "conversion", referral.ConversionID("main", "order-1"), 10, "")
	if err != nil || len(changes) != 1 || changes[0].Action != referral.ActionCredit || changes[0].Version != 2 {
		t.Errorf("the audit has %+v, %v", changes, err)
	}
}

func TestACustomersHistory(t *testing.T) {
	o := newOffice(t)
	noted := func(partner referral.Code) *referral.Candidate {
		return &referral.Candidate{
			Source:  referral.FromClick,
			ClickID: "click of " + string(partner),
			At:      keyNow,
			Partner: partner,
		}
	}
	var last referral.Booking
	for i := range 60 {
		b := newSale(fmt.Sprintf("order-%02d", i), "abc123")
		last = o.post(table.FirstBooking(b, entryOf(b, b.ExternalID), noted("abc123"), ""))
	}
	anothers := newSale("order-of-another", "solo789")
	anothers.Customer = "c-8"
	o.post(table.FirstBooking(anothers, entryOf(anothers, "another"), noted("solo789"), ""))

	o.post(table.CreditCorrected(last, last, o.stamp(), noted("kid456")))
	got, err := o.CustomerHistory(t.Context(), "main", "c-7")
	if err != nil || len(got) != 50 {
		t.Fatalf("%d candidates, %v; want the latest 50", len(got), err)
	}
	want := *noted("kid456")
	want.Source = referral.FromCustomer
	if got[0] != want || got[1].Partner != "abc123" || got[49].Partner != "abc123" {
		t.Errorf("%+v, %+v, … %+v; want the latest first, and that as it was corrected", got[0], got[1], got[49])
	}
}

func TestConversionsOfADayAreListedTheNewestFirst(t *testing.T) {
	o := newOffice(t)
	for i := range 5 {
		o.booked(fmt.Sprint("order-", i), "abc123")
	}
	next := newSale("order-of-the-next-day", "abc123")
	next.Received = keyNow.Add(24 * time.Hour)
	o.post(first(next))
	o.post(table.RefundWaiting(newRefund("refund-1", "not reported")))

	var got []string
	for after := ""; ; {
		page, next, err := o.BookingsOf(t.Context(), referral.DayOf(keyNow), after, 2)
		if err != nil || len(page) > 2 {
			t.Fatal(page, err)
		}
		for _, b := range page {
			got = append(got, b.ExternalID)
		}
		if after = next; after == "" {
			break
		}
	}
	want := []string{"refund-1", "order-4", "order-3", "order-2", "order-1", "order-0"}
	if !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
}
