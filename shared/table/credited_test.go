package table_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// creditedTo reads a partner's whole list, limit entries at a time.
func (o *office) creditedTo(t *testing.T, partner referral.Code, start, end time.Time, limit int) string {
	t.Helper()
	var ids []string
	for after := ""; ; {
		entries, more, err := o.CreditedTo(t.Context(), partner, start, end, after, limit)
		if err != nil || len(entries) > limit {
			t.Fatal(entries, err)
		}
		for _, e := range entries {
			ids = append(ids, e.ExternalID)
			after = e.Position
		}
		if !more {
			return strings.Join(ids, " ")
		}
	}
}

func TestAPartnersConversionsAreListedByWhenTheyHappened(t *testing.T) {
	o := newOffice(t)
	for i := range 5 { // reported in another order than they happened in
		b := newSale(fmt.Sprint("order-", i), "abc123")
		b.OccurredAt = keyNow.Add(-time.Duration(i) * time.Hour)
		o.post(first(b))
	}
	o.booked("another-partners", "kid456")
	o.booked("nobodys", "")
	start, end := keyNow.Add(-3*time.Hour), keyNow.Add(time.Millisecond)
	for limit := 1; limit <= 5; limit++ {
		if got := o.creditedTo(t, "abc123", start, end, limit); got != "order-0 order-1 order-2 order-3" {
			t.Errorf("by %d: %s", limit, got)
		}
	}
	if got := o.creditedTo(t, "abc123", start, keyNow, 10); got != "order-1 order-2 order-3" {
		t.Errorf("the end belongs to the period: %s", got)
	}
}

// ULIDs of the same millisecond may differ in nothing but their last character.
func TestNoConversionIsLeftOutBetweenPages(t *testing.T) {
	o := newOffice(t)
	var want []string
	for i := range 32 {
		b := newSale(fmt.Sprintf("order-%02d", i), "abc123")
		b.ULID = "01ARZ3NDEKTSV4RRFFQ69G5FA" + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[i:i+1]
		o.post(first(b))
		want = append([]string{b.ExternalID}, want...)
	}
	got := o.creditedTo(t, "abc123", keyNow, keyNow.Add(time.Second), 1)
	if got != strings.Join(want, " ") {
		t.Errorf("%s", got)
	}
}

func TestAMovedConversionIsInBothLists(t *testing.T) {
	o := newOffice(t)
	before := o.booked("order-1", "abc123")
	after := before
	after.Credit = &referral.Credit{Partner: "kid456"}
	left, later := before.Earns(), keyNow.Add(48*time.Hour)
	o.post(table.CreditCorrected(before, after, o.stamp(), nil,
		before.Entry("taken", later, left.Negative()), after.Entry("given", later, left)))
	for _, partner := range []referral.Code{"abc123", "kid456"} {
		if got := o.creditedTo(t, partner, keyNow, keyNow.Add(time.Hour), 10); got != "order-1" {
			t.Errorf("%s: %q; want it once, where it happened", partner, got)
		}
	}
}

func TestNamesAreReadTogether(t *testing.T) {
	o := newOffice(t)
	o.partner(referral.Partner{Code: "abc123", Name: "Ann"})
	partners := []referral.Code{"abc123", "", "abc123", "nobody9"}
	names, err := o.NamesOf(t.Context(), partners, []referral.Code{"none"}, nil)
	if err != nil || len(names.Partners) != 1 || names.Partners["abc123"] != "Ann" || len(names.Websites) != 0 {
		t.Errorf("%+v, %v", names, err)
	}
}
