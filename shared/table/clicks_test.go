package table_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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

// DynamoDB bills writes by the kilobyte: the bytes of all names and values
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
func TestTheLongestClickIsOneWriteUnit(t *testing.T) {
	code, at := referral.Code(strings.Repeat("a", 64)), time.UnixMilli(1773577245792)
	c := referral.Click{
		ID: clickWith(0).ID, At: at, Website: code, Partner: code, Ad: code, Kind: referral.Hit,
		Written: at, Expires: at.Add(referral.DefaultRetention),
		Visitor: referral.Visitor{Country: "NO", Device: "desktop", Referrer: strings.Repeat("r", 253)},
	}
	item, bytes := table.ClickItem(c), 0
	for name, value := range item {
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			bytes += len(name) + len(v.Value)
		case *types.AttributeValueMemberN:
			bytes += len(name) + len(v.Value) // no number takes more than its digits
		}
	}
	if bytes > 1024 {
		t.Errorf("%d bytes", bytes)
	}
	got, err := table.ReadClick(item)
	if err != nil || !got.Expires.Equal(c.Expires.Truncate(time.Second)) {
		t.Errorf("it expires at %v, %v", got.Expires, err)
	}
}

func items(t *testing.T, db *enginetest.DB) int {
	found, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table})
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Items)
}
