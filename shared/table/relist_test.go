package table_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// bookedBefore books a sale that happened two days before it was reported, as releases did that had
// no lists of periods.
func (o *office) bookedBefore(t *testing.T, id string, partner referral.Code) {
	t.Helper()
	b := newSale(id, partner)
	b.OccurredAt = keyNow.AddDate(0, 0, -2)
	o.post(first(b))
	set := func(sk, expression string, values table.Item) {
		t.Helper()
		key := table.Item{"pk": table.Str("CONVERSION#main#" + id), "sk": table.Str(sk)}
		if _, err := o.db.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: &o.db.Table, Key: key, UpdateExpression: &expression, ExpressionAttributeValues: values,
		}); err != nil {
			t.Fatal(err)
		}
	}
	set("CONVERSION", "SET gsi1pk = :pk, gsi1sk = :sk",
		table.Item{":pk": table.Str("CONVERSIONS#2026-03-04"), ":sk": table.Str(b.ULID)})
	set("ENTRY#"+id, "REMOVE gsi1pk, gsi1sk", nil)
}

func TestConversionsOfEarlierReleasesAreListed(t *testing.T) {
	o := newOffice(t)
	o.bookedBefore(t, "order-1", "abc123")
	o.bookedBefore(t, "order-2", "")
	o.post(table.RefundWaiting(newRefund("refund-1", "not reported")))
	happened, received := referral.DayOf(keyNow).Add(-2), referral.DayOf(keyNow)
	if got := o.ofDay(t, received); got != "order-2 order-1 refund-1" {
		t.Errorf("before: %s", got)
	}
	relisted := 0
	for range 2 { // the second time there is nothing to do
		if err := o.Relist(t.Context(), func(int) { relisted++ }); err != nil {
			t.Fatal(err)
		}
	}
	if got := o.ofDay(t, happened); got != "order-2 order-1" || o.ofDay(t, received) != "refund-1" || relisted != 2 {
		t.Errorf("%s on the day they happened, %s on the next, %d relisted", got, o.ofDay(t, received), relisted)
	}
	if got := o.creditedTo(t, "abc123", happened.Time(), keyNow, 10); got != "order-1" {
		t.Errorf("the partner has %q", got)
	}
	b, _, err := o.Booking(t.Context(), "main", "order-1")
	if err != nil || b.ULID != "ULID-of-order-1" || b.Version != 1 || !b.OccurredAt.Equal(keyNow.Add(-48*time.Hour)) {
		t.Errorf("%+v, %v", b, err)
	}
}

// ofDay returns the conversions that are listed on a day.
func (o *office) ofDay(t *testing.T, day referral.Day) string {
	t.Helper()
	all, _, err := o.BookingsOf(t.Context(), day, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, b := range all {
		ids = append(ids, b.ExternalID)
	}
	return strings.Join(ids, " ")
}
