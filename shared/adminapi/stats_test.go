package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

// count adds a unique hit to the counters, as the stream would.
func (s *adminServer) count(t *testing.T, sequence string, partner, website, ad referral.Code, day referral.Day) {
	t.Helper()
	record, err := counting.ParseSequence(sequence)
	if err != nil {
		t.Fatal(err)
	}
	add := func(k table.Key, ad referral.Code) counting.RowBatch {
		name := counting.AppendCounterName(nil, counting.Unique, "", ad, referral.Visitor{Country: "NO"})
		return counting.RowBatch{Key: k, Increments: []counting.Increment{{Record: record, Name: string(name), By: 1}}}
	}
	rows := []counting.RowBatch{
		add(table.CountKey(partner, website, 0, day.Hour(9)), ad),
		add(table.TotalKey(website, day.Hour(9)), ""),
	}
	if err := counting.NewCounters(s.table, nil).Count(t.Context(), "shard", rows); err != nil {
		t.Fatal(err)
	}
}

func TestStatsCoverAllPartners(t *testing.T) {
	s := newAdminServer(t)
	for _, code := range []string{"haircare", "skincare"} {
		s.want(t, 201, post, "websites", `{"code":"`+code+`","name":"W","url":"https://example.com/"}`)
	}
	s.count(t, "1", "abc123", "haircare", "website2", "2026-03-01")
	s.count(t, "2", "solo789", "haircare", "", "2026-03-02")
	s.count(t, "3", "", "skincare", "", "2026-03-02")
	for query, want := range map[string]string{
		"":                                     "3: haircare//1 haircare/website2/1 skincare//1",
		"by=website":                           "3: haircare/2 skincare/1",
		"by=partner":                           "3: /1 abc123/1 solo789/1",
		"by=day&website=haircare":              "2: 2026-03-01/1 2026-03-02/1",
		"by=website&partner=solo789":           "1: haircare/1",
		"by=country&ad=website2":               "1: NO/1",
		"by=day&from=2026-03-02&to=2026-03-02": "2: 2026-03-02/2",
	} {
		a := s.want(t, 200, get, "stats?"+query, "")
		r := apitest.JSON[stats.Stats](t, a)
		got := fmt.Sprintf("%d:", r.Totals.Uniques)
		for _, row := range r.Rows {
			got += " "
			for _, key := range []*string{row.Website, row.Ad, row.Partner, row.Day, row.Country} {
				if key != nil {
					got += *key + "/"
				}
			}
			got += fmt.Sprint(row.Uniques)
		}
		if got != want {
			t.Errorf("%s: %s; want %s", query, got, want)
		}
	}
	a := s.want(t, 200, get, "stats?by=website", "", "accept", "text/csv")
	if !strings.HasPrefix(a.Body, "website,websiteName,hits,uniques") {
		t.Errorf("%s", a.Body)
	}
}

func TestReconcile(t *testing.T) {
	s := newAdminServer(t)
	r := apitest.JSON[reconcile.Result](t, s.want(t, 200, get, "reconcile?day=2026-03-04", ""))
	if r.Day != "2026-03-04" || r.Differences == nil || len(r.Differences) != 0 {
		t.Errorf("%+v", r)
	}
	s.want(t, 422, get, "reconcile?day=yesterday", "")
	s.want(t, 422, get, "reconcile", "")
}

// TestPartsOfAllStats reads a report of more rows than one answer has.
func TestPartsOfAllStats(t *testing.T) {
	s := newAdminServer(t)
	const partners, ads = 60, 170
	for i := range partners {
		record, err := counting.ParseSequence(fmt.Sprint(i + 1))
		if err != nil {
			t.Fatal(err)
		}
		partner := referral.Code(fmt.Sprintf("partner%02d", i))
		row := counting.RowBatch{Key: table.CountKey(partner, "haircare", 0, referral.Day("2026-03-01").Hour(9))}
		for n := range ads {
			ad := referral.Code(fmt.Sprintf("ad%03d", n))
			name := counting.AppendCounterName(nil, counting.Lead, "", ad, referral.Visitor{})
			row.Increments = append(row.Increments, counting.Increment{Record: record, Name: string(name), By: 1})
		}
		if err := counting.NewCounters(s.table, nil).Count(t.Context(), "shard", []counting.RowBatch{row}); err != nil {
			t.Fatal(err)
		}
	}
	for _, query := range []string{"by=partner,ad", "by=partner,ad&whatIf=first"} {
		rows, parts := 0, 0
		for cursor := ""; parts == 0 || cursor != ""; parts++ {
			part := apitest.JSON[stats.Stats](t, s.want(t, 200, get, "stats?"+query+"&cursor="+cursor, ""))
			rows, cursor = rows+len(part.Rows), part.Next
			if part.Totals.Leads != partners*ads {
				t.Errorf("%s: totals %d in part %d", query, part.Totals.Leads, parts)
			}
		}
		if rows != partners*ads || parts != 2 {
			t.Errorf("%s: %d rows in %d parts", query, rows, parts)
		}
	}
	first := apitest.JSON[stats.Stats](t, s.want(t, 200, get, "stats?by=partner,ad", ""))
	s.want(t, 422, get, "stats?by=partner,ad&whatIf=first&cursor="+first.Next, "")
}
