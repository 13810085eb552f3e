package table_test

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

func newDelivery(webhook, event string) referral.Delivery {
	return referral.Delivery{
		Webhook: webhook,
		Event:   event,
		Type:    referral.Sale,
		Body:    `{"id":"main.b3JkZXI"}`,
		Status:  referral.Pending,
		Created: keyNow,
		Next:    keyNow,
	}
}

func TestADelivery(t *testing.T) {
	o := newOffice(t)
	wantDelivery := func(t *testing.T, want referral.Delivery) {
		t.Helper()
		got, err := o.Delivery(t.Context(), want.Webhook, want.Event)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
	first := newDelivery("hook", "event-1")
	tried := first.Tried(false, "no answer", keyNow.Add(time.Second))

	t.Run("is added once, and stays as it is when it is added again", func(t *testing.T) {
		again := first
		again.Body = "other"
		for _, d := range []referral.Delivery{first, again} {
			if err := o.AddDelivery(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		wantDelivery(t, first)
		if _, err := o.Delivery(t.Context(), "hook", "event-2"); referral.CodeOf(err) != referral.NotFound {
			t.Errorf("another: %v; want not found", err)
		}
	})
	t.Run("is changed by whichever try is quicker", func(t *testing.T) {
		if err := o.ChangeDelivery(t.Context(), first, tried); err != nil {
			t.Fatal(err)
		}
		late := first.Tried(true, "200", keyNow.Add(2*time.Second))
		if err := o.ChangeDelivery(t.Context(), first, late); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("a second answer to the first try: %v; want a conflict", err)
		}
		wantDelivery(t, tried)
	})
	t.Run("is not changed once it has ended", func(t *testing.T) {
		dropped := tried.Drop()
		if err := o.ChangeDelivery(t.Context(), tried, dropped); err != nil {
			t.Fatal(err)
		}
		// As many tries as it has had, but it is not pending any more.
		err := o.ChangeDelivery(t.Context(), tried, tried.Tried(true, "200", keyNow.Add(time.Minute)))
		if referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
		wantDelivery(t, dropped)
	})
	t.Run("that was never added is not changed", func(t *testing.T) {
		none := newDelivery("hook", "event-3")
		if err := o.ChangeDelivery(t.Context(), none, none.Drop()); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
	})
	t.Run("expires", func(t *testing.T) {
		found, err := o.db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &o.db.Table})
		if err != nil || len(found.Items) != 1 {
			t.Fatal(len(found.Items), err)
		}
		want := strconv.FormatInt(keyNow.Add(referral.DeliveriesFor).Unix(), 10)
		if n, ok := found.Items[0]["expires"].(*types.AttributeValueMemberN); !ok || n.Value != want {
			t.Errorf("expires %v; want %s", found.Items[0]["expires"], want)
		}
	})
}

func TestDeliveriesOfAWebhookAreListedTheNewestFirst(t *testing.T) {
	o := newOffice(t)
	if _, err := o.PutWebhook(t.Context(), nil, newWebhook("hook"), nil); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if err := o.AddDelivery(t.Context(), newDelivery("hook", fmt.Sprint("event-", i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.AddDelivery(t.Context(), newDelivery("other", "event-9")); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{1, 2, 3, 4, 5} {
		var got []string
		for after := ""; ; {
			page, next, err := o.Deliveries(t.Context(), "hook", after, limit)
			if err != nil || len(page) == 0 || len(page) > limit {
				t.Fatalf("a page of %d, %v", len(page), err)
			}
			for _, d := range page {
				got = append(got, d.Event)
			}
			if after = next; after == "" {
				break
			}
		}
		if want := []string{"event-3", "event-2", "event-1", "event-0"}; !slices.Equal(got, want) {
			t.Errorf("%d on a page: %q; want %q", limit, got, want)
		}
	}
}
