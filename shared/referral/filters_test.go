package referral_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestFilters(t *testing.T) {
	many := make([]string, 101)
	for _, test := range []struct {
		dimension string
		values    []string
		want      string // the values, or ! if they are not valid
	}{
		{"website", []string{"HairCare", "skincare", ""}, "haircare,skincare,"},
		{"website", []string{"a#b"}, "!"},
		{"ad", []string{"-"}, "!"},
		{"partner", []string{"ABC123"}, "abc123"},
		{"mediaType", []string{"blog", ""}, "blog,"},
		{"mediaType", []string{"Blog"}, "!"},
		{"country", []string{"no", "SE"}, "NO,SE"},
		{"country", []string{"NOR"}, "!"},
		{"country", []string{"N#"}, "!"},
		{"device", []string{"mobile"}, "mobile"},
		{"device", []string{"toaster"}, "!"},
		{"browser", []string{"firefox"}, "firefox"},
		{"browser", []string{"mosaic"}, "!"},
		{"referrer", []string{"example.com", "="}, "example.com,="},
		{"referrer", []string{strings.Repeat("x", 256)}, "!"},
		{"referrer", many[:100], strings.Repeat(",", 99)},
		{"referrer", many, "!"},
	} {
		q, err := referral.ParseStatsQuery(referral.StatsParameters{
			Filters: map[string][]string{test.dimension: test.values, "day": {"2026-01-01"}},
		}, referral.Zone{}, time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC))
		got := strings.Join(q.Filters[test.dimension], ",")
		if err != nil {
			got = "!"
			if badFields(err) != test.dimension {
				t.Errorf("%s %q: bad fields %s", test.dimension, test.values, badFields(err))
			}
		}
		if got != test.want || len(q.Filters["day"]) > 0 {
			t.Errorf("%s %q: %s, want %s", test.dimension, test.values, got, test.want)
		}
	}
}

func FuzzParseStatsQuery(f *testing.F) {
	f.Add("2026-03-01", "2026-03-31", "website,ad", "Europe/Berlin", "haircare")
	f.Add("2011-12-30", "2011-12-30", "day", "Pacific/Apia", "")
	f.Add("1970-01-01", "", "hour", "Africa/Monrovia", "\x00")
	f.Add("", "2999-12-31", ",", "Local", "-")
	f.Fuzz(func(t *testing.T, from, to, by, zone, value string) {
		filters := map[string][]string{}
		for _, dimension := range referral.FilterDimensions {
			filters[dimension] = []string{value}
		}
		q, err := referral.ParseStatsQuery(
			referral.StatsParameters{From: from, To: to, By: by, Zone: zone, Filters: filters},
			referral.Zone{}, time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC))
		if err != nil {
			if referral.CodeOf(err) != referral.Invalid {
				t.Fatal(err)
			}
			return
		}
		if p := q.Period(); p.To < p.From || p.To-p.From > 402*24 {
			t.Fatalf("%d hours", p.To-p.From)
		}
		if fmt.Sprint(q.Zone) != zone && zone != "" {
			t.Fatalf("asked for %q, got %s", zone, q.Zone)
		}
	})
}
