package table_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// meter adds up what queries cost, and lets nobody scan.
type meter struct {
	*dynamodb.Client
	t        *testing.T
	requests int
	units    float64
}

func (m *meter) Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	m.t.Fatal("a list scans")
	return nil, nil
}

func (m *meter) Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	out, err := m.Client.Query(ctx, in, options...)
	if err == nil {
		m.requests++
		m.units += aws.ToFloat64(out.ConsumedCapacity.CapacityUnits)
	}
	return out, err
}

func TestAPageOfAListCostsWhatItReturnsHoweverManyThereAre(t *testing.T) {
	db := enginetest.Start(t)
	m := &meter{Client: db.Client, t: t}
	tbl := table.New(m, db.Table)
	var edits []table.PartnerEdit
	for i := range 600 {
		edits = append(edits, table.PartnerEdit{After: referral.Partner{Code: referral.Code(fmt.Sprintf("p%05d", i)), Name: fmt.Sprintf("Somebody %d", i),
			Email: fmt.Sprintf("somebody%d@example.com", i), Status: referral.Active, Joined: keyNow}})
	}
	for i, err := range tbl.WritePartners(t.Context(), edits, referral.Stamp{By: "admin", At: keyNow, ID: "01"}) {
		if err != nil {
			t.Fatal(i, err)
		}
	}
	for _, tt := range []struct {
		search   table.Search
		want     int
		requests int
		units    float64 // 50 partners of some 260 bytes are 13 KB: 3.5 units, and 1.75 from the index
	}{
		{table.Search{Limit: 50}, 50, 1, 5},
		{table.Search{Limit: 50, Prefix: "p000"}, 50, 1, 5},
		{table.Search{Limit: 50, Prefix: "somebody 3"}, 50, 2, 5},
		{table.Search{Limit: 50, Prefix: "p00123"}, 1, 2, 2},
		{table.Search{Limit: 50, Prefix: "nobody"}, 0, 2, 2},
	} {
		m.requests, m.units = 0, 0
		got, _, err := tbl.Partners(t.Context(), tt.search)
		if err != nil || len(got) != tt.want || m.requests > tt.requests || m.units > tt.units {
			t.Errorf("%+v: %d partners for %v units in %d requests, %v; want %+v", tt.search, len(got), m.units, m.requests, err, tt)
		}
	}
}
