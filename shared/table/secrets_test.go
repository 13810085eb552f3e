package table_test

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
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

func TestFunctionsThatStartTogetherAgreeOnTheSalts(t *testing.T) {
	db := enginetest.Start(t)
	var wait sync.WaitGroup
	pairs := make([]string, 8)
	for i := range pairs {
		wait.Go(func() {
			vault := table.NewVault(db.Client, db.Table)
			salts, err := vault.Salts(t.Context(), rand.Reader, "2026-03-01", "2026-03-02")
			if err != nil || len(salts[0]) != 32 || len(salts[1]) != 32 {
				t.Errorf("salts %x, %v", salts, err)
				return
			}
			pairs[i] = string(salts[0]) + string(salts[1])
		})
	}
	wait.Wait()
	for _, pair := range pairs {
		if pair != pairs[0] {
			t.Error("two functions have different salts")
		}
	}
}

// Whoever has the salt of a day can find out which addresses its visits came from, by trying them.
func TestTheSaltOfADayThatIsOverIsNowhere(t *testing.T) {
	db := enginetest.Start(t)
	vault := table.NewVault(db.Client, db.Table)
	read := func(days ...referral.Day) [][]byte {
		salts, err := vault.Salts(t.Context(), rand.Reader, days...)
		if err != nil {
			t.Fatal(err)
		}
		return salts
	}
	var ended [][]byte
	before := read("2026-02-27", "2026-02-28")
	for _, days := range [][]referral.Day{
		{"2026-02-28", "2026-03-01"}, {"2026-03-01", "2026-03-02"}, {"2026-03-02", "2026-03-03"},
	} {
		now := read(days...)
		if string(now[0]) != string(before[1]) || string(now[0]) == string(now[1]) {
			t.Errorf("%v: salts %x after %x", days, now, before)
		}
		ended = append(ended, before[0])
		kept := saltsIn(t, db)
		for _, salt := range ended {
			if kept[string(salt)] {
				t.Errorf("%v: the salt of a day that is over is still there", days)
			}
		}
		if len(kept) != 2 {
			t.Errorf("%v: %d salts", days, len(kept))
		}
		before = now
	}
	if salts, err := vault.Salts(t.Context(), rand.Reader, "2026-03-01", "2026-03-02"); err == nil {
		t.Errorf("there are salts %x of a day that is over", salts)
	}
	read("2026-05-01", "2026-05-02") // after weeks without a visit
}

// saltsIn returns the salts in the table, each of which must expire.
func saltsIn(t *testing.T, db *enginetest.DB) map[string]bool {
	t.Helper()
	found, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table})
	if err != nil {
		t.Fatal(err)
	}
	salts := map[string]bool{}
	for _, item := range found.Items {
		if item["expires"] == nil {
			t.Errorf("%v does not expire", item["pk"])
		}
		salts[string(item["salt"].(*types.AttributeValueMemberB).Value)] = true
	}
	return salts
}
