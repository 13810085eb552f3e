package credit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// longID returns an external id that ends in name and is as long as it may be: 200 characters of
// four bytes.
func longID(name string) string { return strings.Repeat("𐐷", 200-len(name)) + name }

// However many refunds come before their sale, and however long their ids are: the sale is booked
// and takes them all. Those that were refused, because too many waited, are taken afterwards.
func TestASaleSettlesWhateverWaitedForIt(t *testing.T) {
	w := newWorld(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		merchant := referral.Code(fmt.Sprintf("shop-%d", run))
		report := func(c referral.Conversion) error {
			c.Merchant = merchant
			_, _, err := w.booker.Report(context.Background(), c, referral.Scope{})
			return err
		}
		id := func(name string) string {
			letter := rapid.SampledFrom([]string{"x", "é", "注", "𐐷", "#"}).Draw(t, "letter")
			return strings.Repeat(letter, rapid.IntRange(0, 190).Draw(t, "length")) + name
		}
		order := sale(id("order"), "", 1000)
		var refused []referral.Conversion
		early := rapid.SampledFrom([]int{0, 1, 2, 2, 3, 3, 4, 5, 6, 7, 53}).Draw(t, "refunds")
		for i := range early {
			c := refund(id(fmt.Sprint("r", i)), order.ExternalID, 1)
			switch err := report(c); {
			case err == nil && i < referral.MaxWaitingRefunds:
			case i >= referral.MaxWaitingRefunds && isInvalid(err, "sale"):
				refused = append(refused, c)
			default:
				t.Fatalf("refund %d of %d: %v", i, early, err)
			}
		}
		for _, c := range append([]referral.Conversion{order}, refused...) {
			if err := report(c); err != nil {
				t.Fatal(err)
			}
		}
		b, waiting, err := w.Booking(context.Background(), merchant, order.ExternalID)
		if err != nil || b.Balance.Refunded != int64(early) || len(waiting) > 0 {
			t.Fatalf("%d of %d refunded, %d wait, %v", b.Balance.Refunded, early, len(waiting), err)
		}
	})
}

func isInvalid(err error, field string) bool {
	var invalid *referral.Error
	return errors.As(err, &invalid) && invalid.Code == referral.Invalid &&
		len(invalid.Fields) == 1 && invalid.Fields[0].Field == field
}

// A refund that waits can be reported again when no other may wait any more.
func TestARefundThatWaitsIsTheSameWhenReportedAgain(t *testing.T) {
	w := newWorld(t)
	for i := range referral.MaxWaitingRefunds {
		w.report(refund(longID(fmt.Sprint(i)), "order-1", 1))
	}
	if _, isNew, err := w.try(refund(longID("0"), "order-1", 1)); err != nil || isNew {
		t.Errorf("new %v, %v", isNew, err)
	}
	if _, _, err := w.try(refund("one more", "order-1", 1)); !isInvalid(err, "sale") {
		t.Errorf("one more: %v", err)
	}
}

// What the table refuses for its content it would refuse for ever.
func TestWhatCannotSucceedIsNotTriedAgain(t *testing.T) {
	w := newWorld(t)
	var ids []string
	for i := range 517 { // more than may wait: some 409,000 bytes of the 409,600 that an item may have
		ids = append(ids, longID(fmt.Sprintf("%03d", i)))
	}
	item := table.Key{PK: "CONVERSION#main#order-1", SK: "CONVERSION"}.Attributes()
	item["refunds"] = &types.AttributeValueMemberSS{Value: ids}
	_, err := w.db.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &w.db.Table, Item: item})
	if err != nil {
		t.Fatal(err)
	}
	c := sale("order-1", w.click("abc123", noon.Add(-time.Hour), referral.Hit, true), 500)
	c.Customer = longID("c")
	before := w.faulty.writes.Load()
	_, _, err = w.try(c)
	if err == nil || referral.CodeOf(err) != "" {
		t.Errorf("%v; want an error that is not the merchant's", err)
	}
	// The first write finds that refunds wait; the second, with them, is too large.
	if got := w.faulty.writes.Load() - before; got != 2 {
		t.Errorf("%d writes; want 2", got)
	}
}
