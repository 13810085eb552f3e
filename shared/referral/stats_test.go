package referral_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

func TestParseStatsQuery(t *testing.T) {
	now := time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, from, to, by string
		want               string // from..to by, or ! and the bad field
	}{
		{"the last 30 days, by website and ad", "", "", "", "2026-02-14..2026-03-15 website,ad"},
		{"30 days up to a day", "", "2026-01-30", "day", "2026-01-01..2026-01-30 day"},
		{"from a day until today", "2026-03-01", "", "ad,partner", "2026-03-01..2026-03-15 ad,partner"},
		{"one day", "2026-03-01", "2026-03-01", "hour", "2026-03-01..2026-03-01 hour"},
		{"400 days", "2025-01-01", "2026-02-04", "day", "2025-01-01..2026-02-04 day"},
		{"401 days", "2025-01-01", "2026-02-05", "day", "!from"},
		{"backwards", "2026-03-02", "2026-03-01", "day", "!from"},
		{"not a day", "yesterday", "", "day", "!from"},
		{"a day that does not exist", "", "2026-02-30", "day", "!to"},
		{"unknown dimension", "", "", "moon", "!by"},
		{"the same dimension twice", "", "", "day,day", "!by"},
		{"an empty dimension", "", "", "day,", "!by"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, err := referral.ParseStatsQuery(
				referral.StatsParameters{From: test.from, To: test.to, By: test.by}, referral.Zone{}, now)
			got := string(q.From) + ".." + string(q.To) + " " + strings.Join(q.By, ",")
			if err != nil {
				got = "!" + badFields(err)
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// Whatever the breakdown and the order of the lines, the rows add up to the totals, and no
// currency is added to another.
func TestRowsAddUpToTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(drawLine), 0, 60).Draw(t, "lines")
		by := rapid.SliceOfNDistinct(rapid.SampledFrom(referral.Dimensions), 1, 12, rapid.ID[string]).Draw(t, "by")
		q := referral.StatsQuery{From: "2026-01-01", To: "2026-01-03", By: by}
		stats, shuffled := referral.NewStats(q), referral.NewStats(q)
		for _, l := range lines {
			stats.Add(l)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		for _, l := range lines {
			shuffled.Add(l)
		}
		stats.SortByMediaType(nil)
		shuffled.SortByMediaType(nil)
		var sum, want referral.Counts
		for i, row := range stats.Rows() {
			sum.Add(row.Counts)
			other := shuffled.Rows()[i]
			if !slices.Equal(row.Values, other.Values) || row.Counts.Hits != other.Counts.Hits {
				t.Fatalf("row %d depends on the order of the lines", i)
			}
		}
		for _, l := range lines {
			if l.Cell.Hour.Day() <= "2026-01-03" {
				want.Add(l.Counts)
			}
		}
		sameRevenue := sum.Revenue["USD"] == want.Revenue["USD"] && sum.Revenue["EUR"] == want.Revenue["EUR"]
		if sum.Hits != want.Hits || sum.Sales != want.Sales || stats.Totals.Hits != want.Hits || !sameRevenue {
			t.Fatalf("rows add up to %+v, totals are %+v, want %+v", sum, stats.Totals, want)
		}
	})
}

func drawLine(t *rapid.T) referral.Line {
	code := rapid.SampledFrom([]referral.Code{"", "aa", "bb"})
	day := rapid.SampledFrom([]referral.Day{"2026-01-01", "2026-01-02", "2026-01-04"})
	currency := rapid.SampledFrom([]string{"USD", "EUR"})
	return referral.Line{
		Cell: referral.Cell{
			Partner: code.Draw(t, "partner"),
			Website: code.Draw(t, "website"),
			Ad:      code.Draw(t, "ad"),
			Hour:    day.Draw(t, "day").Hour(rapid.IntRange(0, 23).Draw(t, "hour")),
			Visitor: referral.Visitor{Country: rapid.SampledFrom([]string{"", "NO"}).Draw(t, "country")},
		},
		Counts: referral.Counts{
			Hits:    rapid.Int64Range(0, 5).Draw(t, "hits"),
			Sales:   1,
			Revenue: map[string]int64{currency.Draw(t, "currency"): rapid.Int64Range(-50, 50).Draw(t, "amount")},
		},
	}
}

func TestTheCurrencyToShowFirst(t *testing.T) {
	for _, test := range []struct {
		name    string
		revenue map[string]int64
		want    string
	}{
		{"the usual one if there is no revenue", nil, "USD"},
		{"the usual one if it has revenue", map[string]int64{"AUD": 5, "USD": 1}, "USD"},
		{"else the first of the others", map[string]int64{"NOK": 5, "EUR": 1}, "EUR"},
	} {
		t.Run(test.name, func(t *testing.T) {
			stats := referral.NewStats(referral.StatsQuery{From: "2026-01-01", To: "2026-01-01"})
			stats.Add(referral.Line{
				Cell:   referral.Cell{Hour: referral.Day("2026-01-01").Hour(0)},
				Counts: referral.Counts{Revenue: test.revenue},
			})
			if got := stats.Currency("USD"); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
