package table_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// clickWith returns a hit of one visit; n tells clicks apart.
func clickWith(n byte) referral.Click {
	return referral.Click{ID: referral.ClickID("abcdefghijklmnop" + "01ARZ3NDEKTSV4RRFFQ69G5FA" + string('A'+n)),
		At: time.Unix(1, 0), Website: "haircare", Partner: "abc123", Ad: "website2", Kind: referral.Hit}
}

func TestOneClickOfAVisitIsTheFirst(t *testing.T) {
	db := enginetest.Start(t)
	clicks := table.New(db.Client, db.Table)
	for _, step := range []struct {
		n    byte
		want bool
	}{{0, true}, {1, false}, {0, true}, {1, false}} {
		if first, err := clicks.WriteFirst(t.Context(), clickWith(step.n)); err != nil || first != step.want {
			t.Errorf("click %d is the first: %v, %v; want %v", step.n, first, err, step.want)
		}
	}
	for range 2 {
		if err := clicks.WriteRepeat(t.Context(), clickWith(1)); err != nil {
			t.Fatal(err)
		}
	}
	if n := items(t, db); n != 2 {
		t.Errorf("items = %d, want the first and the repeat", n)
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

func TestALinkIsReadInOneRequest(t *testing.T) {
	db := enginetest.Start(t)
	links := table.New(db.Client, db.Table)
	w, p, a, err := links.ReadLink(t.Context(), "haircare", "abc123", "")
	if w != nil || p != nil || a != nil || err != nil {
		t.Errorf("of an empty table: %v %v %v %v", w, p, a, err)
	}
}

func items(t *testing.T, db *enginetest.DB) int {
	found, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table})
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Items)
}
