package table_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestTheDirectory(t *testing.T) {
	o := newOffice(t)
	for i := range 7 {
		o.partner(referral.Partner{Code: referral.Code(fmt.Sprintf("p%02d", i)), Name: fmt.Sprintf("Zoë %d", i)})
	}
	o.partner(referral.Partner{Code: "zoe", Name: "Somebody"})
	o.partner(referral.Partner{Code: "zoe-two", Name: "Zoe  Two"})
	o.partner(referral.Partner{Code: "other", Name: "ZOE Three"})
	o.partner(referral.Partner{Code: "three", Name: "Other Three"})
	tests := []struct {
		prefix string
		want   []string
	}{
		{"", []string{"other", "p00", "p01", "p02", "p03", "p04", "p05", "p06", "three", "zoe", "zoe-two"}},
		{"p0", []string{"p00", "p01", "p02", "p03", "p04", "p05", "p06"}},
		{"ZOE", []string{"zoe", "zoe-two", "other"}},
		{" zoe   t", []string{"other", "zoe-two"}},
		{"zoë 3", []string{"p03"}},
		{"oth", []string{"other", "three"}},
		{"some", []string{"zoe"}},
		{"p", []string{"p00", "p01", "p02", "p03", "p04", "p05", "p06"}},
		{"nobody", []string{}},
		{"#", []string{}},
	}
	for _, tt := range tests {
		for _, limit := range []int{1, 2, 3, 100} {
			t.Run(fmt.Sprintf("%q by %d", tt.prefix, limit), func(t *testing.T) {
				if got := o.listAll(t, table.Search{Prefix: tt.prefix, Limit: limit}); !slices.Equal(got, tt.want) {
					t.Errorf("got %v; want %v", got, tt.want)
				}
			})
		}
	}
}

// listAll pages to the end.
func (o *office) listAll(t *testing.T, s table.Search) []string {
	got := []string{}
	for range 100 {
		page, next, err := o.Partners(t.Context(), s)
		if err != nil || len(page) > s.Limit {
			t.Fatalf("%d partners, %v", len(page), err)
		}
		got = append(got, partnerCodes(page)...)
		if s.Prefix == "" && next != "" && len(page) < s.Limit {
			t.Errorf("%d partners on a page that is not the last", len(page))
		}
		if next == "" {
			if s.Prefix == "" && len(page) == 0 {
				t.Error("the last page is empty")
			}
			return got
		}
		s.After = next
	}
	t.Fatal("the list does not end")
	return nil
}

func TestAPageOfAListCostsWhatItReturnsHoweverManyThereAre(t *testing.T) {
	db := enginetest.Start(t)
	m := &meter{Client: db.Client, t: t}
	tbl := table.New(m, db.Table)
	var edits []table.PartnerEdit
	for i := range 600 {
		edits = append(edits, table.PartnerEdit{After: referral.Partner{
			Code:   referral.Code(fmt.Sprintf("p%05d", i)),
			Name:   fmt.Sprintf("Somebody %d", i),
			Email:  fmt.Sprintf("somebody%d@example.com", i),
			Status: referral.Active,
			Joined: keyNow,
		}})
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
			t.Errorf("%+v: %d partners for %v units in %d requests, %v; want %+v",
				tt.search, len(got), m.units, m.requests, err, tt)
		}
	}
}

// meter adds up what queries cost, and fails the test if anybody scans.
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

func (m *meter) Query(
	ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	out, err := m.Client.Query(ctx, in, options...)
	if err == nil {
		m.requests++
		m.units += aws.ToFloat64(out.ConsumedCapacity.CapacityUnits)
	}
	return out, err
}
