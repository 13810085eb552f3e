package table_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestAMerchantKey(t *testing.T) {
	db := enginetest.Start(t)
	tbl := table.New(db.Client, db.Table)
	const secret = "demo-merchant-key"
	key := referral.NewMerchantKey(secret, "shop", "web server", keyNow)
	key.Scope = referral.Scope{Websites: []referral.Code{"haircare", "skincare"}, NamesNoPartner: true}
	if err := tbl.CreateMerchantKey(t.Context(), key, referral.Stamp{By: "admin", At: keyNow, ID: "01"}); err != nil {
		t.Fatal(err)
	}

	t.Run("is found by its secret alone", func(t *testing.T) {
		got, err := tbl.MerchantByKey(t.Context(), secret)
		if err != nil || !reflect.DeepEqual(got, key) {
			t.Errorf("got %+v, %v; want %+v", got, err, key)
		}
		for _, wrong := range []string{"", "demo-merchant-kez", key.ID, key.Hash} {
			if _, err := tbl.MerchantByKey(t.Context(), wrong); referral.CodeOf(err) != referral.Unauthorized {
				t.Errorf("%q: %v; want unauthorized", wrong, err)
			}
		}
	})
	t.Run("cannot be made twice", func(t *testing.T) {
		err := tbl.CreateMerchantKey(t.Context(), key, referral.Stamp{By: "admin", At: keyNow, ID: "02"})
		if referral.CodeOf(err) != referral.Conflict {
			t.Errorf("%v; want a conflict", err)
		}
	})
	t.Run("remembers its last use, to the hour", func(t *testing.T) {
		for _, at := range []time.Time{keyNow.Add(time.Hour), keyNow, keyNow.Add(time.Hour + time.Minute)} {
			if err := tbl.NoteKeyUse(t.Context(), key, at); err != nil {
				t.Fatal(err)
			}
		}
		got, err := tbl.MerchantKeys(t.Context())
		want := time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)
		if err != nil || len(got) != 1 || !got[0].LastUsed.Equal(want) {
			t.Errorf("got %+v, %v; want last use %v", got, err, want)
		}
	})
	t.Run("opens nothing once revoked", func(t *testing.T) {
		for _, id := range []string{"03", "04"} {
			by := referral.Stamp{By: "boss", At: keyNow.Add(2 * time.Hour), ID: id}
			if err := tbl.RevokeMerchantKey(t.Context(), key.ID, by); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tbl.MerchantByKey(t.Context(), secret); referral.CodeOf(err) != referral.Unauthorized {
			t.Errorf("%v; want unauthorized", err)
		}
		err := tbl.RevokeMerchantKey(t.Context(), "0000000000000000", referral.Stamp{})
		if referral.CodeOf(err) != referral.NotFound {
			t.Errorf("%v; want not found", err)
		}
	})
	t.Run("has its history, without the hash", func(t *testing.T) {
		got, _, err := tbl.Changes(t.Context(), "key", key.ID, 10, "")
		if err != nil || len(got) != 2 || got[0].Action != "revoke" || got[0].By != "boss" ||
			got[1].After["name"] != "web server" || got[1].After["mayNamePartner"] != false {
			t.Fatalf("got %+v, %v", got, err)
		}
		if _, ok := got[1].After["hash"]; ok {
			t.Error("the audit holds the hash")
		}
	})
}

func TestAKeyOfAnEarlierReleaseHasNoLimit(t *testing.T) {
	db := enginetest.Start(t)
	tbl := table.New(db.Client, db.Table)
	key := referral.NewMerchantKey("secret", "shop", "web server", keyNow)
	if err := tbl.CreateMerchantKey(t.Context(), key, referral.Stamp{By: "admin", At: keyNow, ID: "01"}); err != nil {
		t.Fatal(err)
	}
	_, err := db.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName:        &db.Table,
		Key:              table.Key{PK: "KEY#" + key.ID, SK: "KEY"}.Attributes(),
		UpdateExpression: new("REMOVE mayNamePartner"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tbl.MerchantByKey(t.Context(), "secret"); err != nil || !reflect.DeepEqual(got, key) {
		t.Errorf("got %+v, %v; want %+v", got, err, key)
	}
}
