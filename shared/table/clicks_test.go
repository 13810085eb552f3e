package table_test

import (
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

func items(t *testing.T, db *enginetest.DB) int {
	found, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table})
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Items)
}
