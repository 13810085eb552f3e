package table_test

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/table"
)

// Functions that start at the same moment must agree on a secret, or the cursors of one are
// worthless to the other.
func TestASecretIsMadeOnce(t *testing.T) {
	db := enginetest.Start(t)
	var wait sync.WaitGroup
	secrets := make([]string, 8)
	for i := range secrets {
		wait.Go(func() {
			secret, err := table.New(db.Client, db.Table).Secret(t.Context(), "cursor")
			if err != nil || len(secret) != 32 {
				t.Errorf("secret of %d bytes, %v", len(secret), err)
			}
			secrets[i] = string(secret)
		})
	}
	wait.Wait()
	for _, secret := range secrets {
		if secret != secrets[0] {
			t.Error("two secrets of one name")
		}
	}
	other, err := table.New(db.Client, db.Table).Secret(t.Context(), "other")
	if err != nil || string(other) == secrets[0] {
		t.Errorf("a secret of another name is the same, %v", err)
	}
}

func TestSaltsAreMadeOnceAndExpireWithTheirDay(t *testing.T) {
	db := enginetest.Start(t)
	salts := table.New(db.Client, db.Table)
	one, err := salts.Salts(t.Context(), rand.Reader, "2026-03-01", "2026-03-02")
	if err != nil {
		t.Fatal(err)
	}
	two, err := salts.Salts(t.Context(), rand.Reader, "2026-03-02", "2026-03-03")
	if err != nil {
		t.Fatal(err)
	}
	if string(one[1]) != string(two[0]) || string(one[0]) == string(one[1]) || len(one[0]) != 32 {
		t.Errorf("salts %x, then %x", one, two)
	}
	found, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range found.Items {
		if item["expires"] == nil {
			t.Errorf("%v does not expire", item["pk"])
		}
	}
}
