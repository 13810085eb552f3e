package table_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func newWebhook(id string) referral.Webhook {
	return referral.Webhook{
		ID:       id,
		Merchant: "main",
		URL:      "https://shop.example.com/hook",
		Events:   []referral.ConversionType{referral.Sale, referral.Refund},
		Secret:   "whsec_c2VjcmV0",
		Status:   referral.Active,
		Created:  keyNow,
	}
}

func TestAWebhook(t *testing.T) {
	o := newOffice(t)
	put := func(before *referral.Webhook, after referral.Webhook) (referral.Webhook, error) {
		return o.PutWebhook(t.Context(), before, after, new(o.stamp()))
	}
	first, err := put(nil, newWebhook("hook"))
	if err != nil || first.Version != 1 {
		t.Fatalf("version %d, %v", first.Version, err)
	}
	t.Run("is read as it was written", func(t *testing.T) {
		got, err := o.Webhook(t.Context(), "hook")
		if err != nil || !reflect.DeepEqual(got, first) {
			t.Errorf("%+v, %v; want %+v", got, err, first)
		}
		if _, err := o.Webhook(t.Context(), "other"); referral.CodeOf(err) != referral.NotFound {
			t.Errorf("another: %v; want not found", err)
		}
	})
	t.Run("is not created twice", func(t *testing.T) {
		if _, err := put(nil, newWebhook("hook")); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
	})
	t.Run("is changed by whoever has seen it as it is", func(t *testing.T) {
		mine, theirs := first, first
		mine.Status, theirs.URL = referral.Inactive, "https://shop.example.com/other"
		if got, err := put(&first, mine); err != nil || got.Version != 2 {
			t.Errorf("version %d, %v", got.Version, err)
		}
		if _, err := put(&first, theirs); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("on the first version: %v; want a conflict", err)
		}
		got, err := o.Webhook(t.Context(), "hook")
		if err != nil || got.Status != referral.Inactive || got.URL != first.URL || got.Secret != first.Secret {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("has its history, without the secret", func(t *testing.T) {
		got, _, err := o.Changes(t.Context(), "webhook", "hook", 10, "")
		if err != nil || len(got) != 2 || got[0].After["status"] != "inactive" || got[1].After["merchant"] != "main" {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, ok := got[1].After["secret"]; ok {
			t.Error("the audit holds the secret")
		}
	})
}

func TestAPartnersOwnPostbackIsNotInTheAudit(t *testing.T) {
	o := newOffice(t)
	if _, err := o.PutWebhook(t.Context(), nil, newWebhook("partner-abc123"), nil); err != nil {
		t.Fatal(err)
	}
	if got, _, err := o.Changes(t.Context(), "webhook", "partner-abc123", 10, ""); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAllWebhooksAreListed(t *testing.T) {
	o := newOffice(t)
	off := newWebhook("b")
	off.Status = referral.Inactive
	for _, w := range []referral.Webhook{newWebhook("a"), off} {
		if _, err := o.PutWebhook(t.Context(), nil, w, new(o.stamp())); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.AddDelivery(t.Context(), newDelivery("a", "event")); err != nil {
		t.Fatal(err)
	}
	all, err := o.Webhooks(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != "a" || all[1].Status != referral.Inactive {
		t.Errorf("%+v, %v", all, err)
	}
}

// Many functions may read the index; the secret is for those that sign with it.
func TestAWebhooksSecretIsNotInTheIndex(t *testing.T) {
	db := enginetest.Start(t)
	tbl := table.New(db.Client, db.Table)
	if _, err := tbl.PutWebhook(t.Context(), nil, newWebhook("hook"), nil); err != nil {
		t.Fatal(err)
	}
	index, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table, IndexName: new("gsi1")})
	if err != nil || len(index.Items) != 1 {
		t.Fatalf("%d items in the index, %v", len(index.Items), err)
	}
	for name, value := range index.Items[0] {
		if text, ok := value.(*types.AttributeValueMemberS); ok && text.Value == newWebhook("hook").Secret {
			t.Errorf("the index has the secret as %s", name)
		}
	}
	listed, err := tbl.Webhooks(t.Context())
	if err != nil || len(listed) != 1 || listed[0].Secret != "" {
		t.Errorf("listed: %+v, %v", listed, err)
	}
	if one, err := tbl.Webhook(t.Context(), "hook"); err != nil || one.Secret != newWebhook("hook").Secret {
		t.Errorf("read: %+v, %v", one, err)
	}
}
