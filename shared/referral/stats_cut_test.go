package referral_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

// drawQuery makes up what may be asked about the first days of 2026.
func drawQuery(t *rapid.T) referral.StatsQuery {
	filters := map[string][]string{}
	for _, dimension := range []string{"partner", "ad", "mediaType", "country"} {
		values := map[string][]string{"mediaType": {"", "blog", "email"}, "country": {"", "NO"}}[dimension]
		if values == nil {
			values = []string{"", "aa", "bb"}
		}
		if rapid.IntRange(0, 3).Draw(t, "filter") == 0 {
			some := rapid.SliceOfNDistinct(rapid.SampledFrom(values), 1, 2, rapid.ID[string])
			filters[dimension] = some.Draw(t, dimension)
		}
	}
	by := rapid.SliceOfNDistinct(rapid.SampledFrom(referral.Dimensions), 1, 12, rapid.ID[string]).Draw(t, "by")
	q, err := referral.ParseStatsQuery(referral.StatsParameters{
		From: "2026-01-01", To: "2026-01-03", By: strings.Join(by, ","),
		Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Filters: filters,
	}, referral.Zone{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	q.Starts = map[referral.Code]referral.Day{
		"aa": referral.Day("2025-12-31").Add(rapid.IntRange(0, 5).Draw(t, "start")),
	}
	return q
}

var knownAds = map[referral.Code]referral.Ad{
	"aa": {Code: "aa", Partner: "aa", MediaType: "blog"}, "bb": {Code: "bb", Partner: "bb", MediaType: "email"},
}

func statsOf(q referral.StatsQuery, lines []referral.Line) *referral.Stats {
	s := referral.NewStats(q)
	for _, l := range lines {
		s.Add(l)
	}
	s.SortByMediaType(knownAds)
	return s
}

// However stats are cut, and in whatever zone, the rows add up to what passes the filters.
func TestEveryCutAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t)
		lines := rapid.SliceOfN(rapid.Custom(drawLine), 0, 60).Draw(t, "lines")
		var sum, want referral.Counts
		stats := statsOf(q, lines)
		for _, row := range stats.Rows() {
			sum.Add(row.Counts)
		}
		for _, l := range lines {
			day := referral.Day(l.Cell.Hour.Time().In(q.Zone.Location()).Format(time.DateOnly))
			passes := "2026-01-01" <= day && day <= "2026-01-03"
			for dimension, value := range map[string]string{
				"partner": string(l.Cell.Partner), "ad": string(l.Cell.Ad), "country": l.Cell.Country,
				"mediaType": knownAds[l.Cell.Ad].MediaType,
			} {
				passes = passes && (len(q.Filters[dimension]) == 0 || slices.Contains(q.Filters[dimension], value))
			}
			if passes {
				want.Add(l.Counts)
			}
		}
		if sum.Hits != want.Hits || sum.Sales != want.Sales || sum.Revenue["EUR"] != want.Revenue["EUR"] ||
			stats.Totals.Hits != want.Hits || stats.Totals.Revenue["USD"] != want.Revenue["USD"] {
			t.Fatalf("rows add up to %+v, totals are %+v, want %+v", sum, stats.Totals, want)
		}
	})
}

// Hours of one slot may be read as any one of them: nobody can tell from the rows.
func TestSlotsAreFineEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t)
		lines := rapid.SliceOfN(rapid.Custom(drawLine), 0, 60).Draw(t, "lines")
		period, first := q.Period(), map[int64]referral.Hour{}
		coarse := slices.Clone(lines)
		for i, l := range lines {
			if !period.Has(l.Cell.Hour) {
				continue
			}
			slot := period.SlotOf(l.Cell.Hour)
			if _, known := first[slot]; !known {
				first[slot] = l.Cell.Hour
			}
			coarse[i].Cell.Hour = first[slot]
		}
		if got, want := statsOf(q, coarse).Rows(), statsOf(q, lines).Rows(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

// Slots are no finer than they need to be, so that months need not be read day by day.
func TestSlotsAreCoarse(t *testing.T) {
	starts := map[referral.Code]referral.Day{
		"aa": "2026-02-10", "bb": "2026-02-10", "cc": "2025-01-01", "dd": "2026-04-01",
	}
	for _, test := range []struct {
		by    string
		slots int
	}{
		{"website,country", 1}, {"partner", 1}, {"month", 2}, {"weekday", 7}, {"month,weekday", 14}, {"day", 59},
		{"hour", 24}, {"month,hour", 48}, {"weekday,hour", 168}, {"day,hour", 59 * 24}, {"day,month,weekday", 59},
		{"ad", 2}, {"ad,month", 3}, {"ad,day", 59}, {"mediaType", 1},
	} {
		q, err := referral.ParseStatsQuery(
			referral.StatsParameters{From: "2026-01-01", To: "2026-02-28", By: test.by, Zone: "Europe/Berlin"},
			referral.Zone{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		q.Starts = starts
		period, slots := q.Period(), map[int64]bool{}
		for h := period.From; h < period.To; h++ {
			slots[period.SlotOf(h)] = true
		}
		if len(slots) != test.slots {
			t.Errorf("by %s: %d slots, want %d", test.by, len(slots), test.slots)
		}
	}
}

func TestValuesOfTime(t *testing.T) {
	for _, test := range []struct{ zone, hour, want string }{
		{"UTC", "2026-03-01T23", "2026-03 2026-03-01 7 23"},
		{"Europe/Berlin", "2026-03-01T23", "2026-03 2026-03-02 1 00"},
		{"America/New_York", "2026-03-01T02", "2026-02 2026-02-28 6 21"},
		{"Europe/Berlin", "2026-10-25T00", "2026-10 2026-10-25 7 02"},
		{"Europe/Berlin", "2026-10-25T01", "2026-10 2026-10-25 7 02"},
		{"Europe/Berlin", "2026-10-25T02", "2026-10 2026-10-25 7 03"},
	} {
		at, err := time.Parse("2006-01-02T15", test.hour)
		if err != nil {
			t.Fatal(err)
		}
		q := referral.StatsQuery{
			From: "2026-01-01", To: "2026-12-31", Zone: zone(t, test.zone),
			By: []string{"month", "day", "weekday", "hour"},
		}
		line := referral.Line{Cell: referral.Cell{Hour: referral.HourOf(at)}, Counts: referral.Counts{Hits: 1}}
		if got := strings.Join(statsOf(q, []referral.Line{line}).Rows()[0].Values, " "); got != test.want {
			t.Errorf("%s in %s: %s, want %s", test.hour, test.zone, got, test.want)
		}
	}
}

func TestHitsBeforeAnAdStarts(t *testing.T) {
	hit := func(ad referral.Code, hour referral.Hour) referral.Line {
		return referral.Line{Cell: referral.Cell{Ad: ad, Hour: hour}, Counts: referral.Counts{Hits: 1, Bots: 1}}
	}
	q := referral.StatsQuery{
		From: "2026-01-01", To: "2026-12-31", By: []string{"ad"}, Zone: zone(t, "America/New_York"),
		Starts: map[referral.Code]referral.Day{"aa": "2026-03-02"},
	}
	start := referral.Day("2026-03-02").Hour(5) // midnight in New York
	stats := statsOf(q, []referral.Line{
		hit("aa", start-24), hit("aa", start-1), hit("aa", start), hit("bb", start-1), hit("", start-1),
	})
	for _, row := range stats.Rows() {
		if want := map[string]int64{"aa": 2}[row.Values[0]]; row.Early != want {
			t.Errorf("%q: %d, want %d", row.Values[0], row.Early, want)
		}
	}
}

func TestAdsWithoutHitsAreListed(t *testing.T) {
	ads := []referral.Ad{
		{Code: "aa", Partner: "p1", MediaType: "blog"}, {Code: "bb", Partner: "p1", MediaType: "email"},
		{Code: "cc", Partner: "p2", MediaType: "email"},
	}
	for _, test := range []struct {
		by      string
		filters referral.Filters
		want    string
	}{
		{"ad", nil, "aa=1 bb=0 cc=0"},
		{"website,ad", nil, ",bb=0 ,cc=0 w,aa=1"},
		{"partner,ad", nil, "kid,aa=1 p1,bb=0 p2,cc=0"},
		{"mediaType,ad", nil, "blog,aa=1 email,bb=0 email,cc=0"},
		{"ad,day", nil, "aa,2026-03-02=1"},
		{"ad,country", nil, "aa,=1"},
		{"mediaType", nil, "blog=1"},
		{"ad", referral.Filters{"ad": {"bb"}}, "bb=0"},
		{"ad", referral.Filters{"mediaType": {"email"}}, "bb=0 cc=0"},
		{"ad", referral.Filters{"partner": {"p2"}}, "cc=0"},
		{"ad", referral.Filters{"country": {"NO"}}, "aa=0 bb=0 cc=0"},
	} {
		q := referral.StatsQuery{
			From: "2026-01-01", To: "2026-12-31", By: strings.Split(test.by, ","), Filters: test.filters,
		}
		stats := statsOf(q, []referral.Line{{
			Cell:   referral.Cell{Ad: "aa", Partner: "kid", Website: "w", Hour: referral.Day("2026-03-02").Hour(5)},
			Counts: referral.Counts{Hits: 1},
		}})
		stats.List(ads)
		var got []string
		for _, row := range stats.Rows() {
			got = append(got, fmt.Sprintf("%s=%d", strings.Join(row.Values, ","), row.Counts.Hits))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("by %s, %v: %s, want %s", test.by, test.filters, got, test.want)
		}
	}
}
