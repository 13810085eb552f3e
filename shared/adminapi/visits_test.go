package adminapi_test

import (
	"fmt"
	"testing"

	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

func TestAdminsSeeWhatIsCountedForNobody(t *testing.T) {
	s := newAdminServer(t)
	day := referral.Day("2026-03-02")
	s.count(t, "1", "abc123", "haircare", "website2", day)
	record, _ := counting.ParseSequence("2")
	row := counting.RowBatch{Key: table.CountKey("", "haircare", 0, day.Hour(9))}
	for name, by := range map[string]int64{"r---|": 5, "x---|": 3, "i---|": 1, "c---|": 1, "p---|": 2} {
		row.Increments = append(row.Increments, counting.Increment{Record: record, Name: name, By: by})
	}
	if err := counting.NewCounters(s.table, nil).Count(t.Context(), "shard", []counting.RowBatch{row}); err != nil {
		t.Fatal(err)
	}
	const nobody = "unknownPartner/website=3 inactivePartner/website=1 closedWebsite/website=1 "
	for query, want := range map[string]string{
		"&partner=abc123&ad=website2": "hits/link=1 uniques/link=1 " + nobody,
		"":                            "hits/link=5 prefetches/link=2 " + nobody,
	} {
		a := s.want(t, 200, get, "links/visits?website=haircare&day=2026-03-02"+query, "")
		got := ""
		for _, c := range apitest.JSON[stats.Visits](t, a).Counted {
			if c.Visits != 0 {
				got += fmt.Sprintf("%s/%s=%d ", c.What, c.Of, c.Visits)
			}
		}
		if got != want {
			t.Errorf("%s: %s; want %s", query, got, want)
		}
	}
	s.want(t, 422, get, "links/visits?partner=abc123", "")
}
