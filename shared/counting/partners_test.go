package counting

import (
	"testing"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestManyPartnersAreReadTogether(t *testing.T) {
	db := enginetest.Start(t)
	signpost := table.New(db.Client, db.Table)
	counters, reader := NewCounters(signpost, nil), NewReader(signpost)
	const first = referral.Day("2025-01-01")
	countDaily(t, counters, "abc123", first, 40)
	countDaily(t, counters, "kid456", first, 10)
	countDaily(t, counters, "", first, 3)
	for _, test := range []struct {
		name string
		only []referral.Code
		want map[referral.Code]int64
	}{
		{"everybody and nobody", nil, map[referral.Code]int64{"abc123": 31, "kid456": 10, "": 3}},
		{"some", []referral.Code{"kid456", "unknown"}, map[referral.Code]int64{"kid456": 10}},
		{"none", []referral.Code{}, map[referral.Code]int64{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := map[referral.Code]int64{}
			for l, err := range view(t, reader, first, first.Add(30)).Partners(t.Context(), test.only) {
				want := referral.Cell{Partner: l.Cell.Partner, Website: "haircare", Hour: l.Cell.Hour}
				if err != nil || l.Cell != want {
					t.Fatalf("%+v, %v", l, err)
				}
				got[l.Cell.Partner] += l.Counts.Uniques
			}
			if len(got) != len(test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			for partner, n := range test.want {
				if got[partner] != n {
					t.Errorf("%q: got %d, want %d", partner, got[partner], n)
				}
			}
		})
	}
}
