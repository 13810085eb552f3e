package stats_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
	"signpost/shared/stats"
)

// open is for cursors that show the position.
type open struct{}

func (open) Open(_ context.Context, cursor string) (string, error)   { return cursor, nil }
func (open) Seal(_ context.Context, position string) (string, error) { return position, nil }

// nothing is a store without anything.
type nothing struct{ stats.Store }

func (nothing) AdsByCode(context.Context, []referral.Code) (map[referral.Code]referral.Ad, error) {
	return nil, nil
}

var asOf = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// report has a row for each of n referrers, with one lead and revenue in some currencies.
func report(t *testing.T, n int, name string, currencies ...string) *referral.Stats {
	t.Helper()
	query, err := referral.ParseStatsQuery(referral.StatsParameters{By: "referrer"}, referral.Zone{}, asOf)
	if err != nil {
		t.Fatal(err)
	}
	sums := referral.NewStats(query)
	for i := range n {
		line := referral.Line{
			Cell: referral.Cell{
				Hour: referral.Day("2026-03-10").Hour(0), Visitor: referral.Visitor{Referrer: fmt.Sprint(i, name)},
			},
			Counts: referral.Counts{Leads: 1, Revenue: map[string]int64{}},
		}
		for _, currency := range currencies {
			line.Counts.Revenue[currency] = 1
		}
		sums.Add(line)
	}
	return sums
}

// Whatever the rows are like, a part is small enough for Lambda as JSON and as CSV, and each row is
// in exactly one.
func TestPartsAreBoundedAndComplete(t *testing.T) {
	long := strings.Repeat("a", 250)
	for _, test := range []struct {
		name string
		sums *referral.Stats
	}{
		{"nothing", report(t, 0, "")},
		{"small rows", report(t, 10_001, "")},
		{"long rows", report(t, 20_000, long)},
		{"what JSON escapes", report(t, 6_000, strings.Repeat(`"<&`, 80))},
		{"many currencies", report(t, 6_000, long, "USD", "EUR", "NOK", "SEK", "DKK", "GBP", "JPY", "CHF")},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := map[string]bool{}
			for cursor := ""; ; {
				out := partOf(t, test.sums, cursor)
				for _, row := range out.Body.Rows {
					seen[*row.Referrer] = true
				}
				checkSize(t, out.Body)
				if cursor = out.Body.Next; cursor == "" {
					break
				}
			}
			if len(seen) != len(test.sums.Rows()) {
				t.Errorf("%d rows in all parts, want %d", len(seen), len(test.sums.Rows()))
			}
		})
	}
}

func partOf(t *testing.T, sums *referral.Stats, cursor string) *stats.Output {
	t.Helper()
	p := stats.Parameters{By: "referrer", Cursor: cursor}
	account := stats.Account{Store: nothing{}, Currency: "USD"}
	part, err := p.Part(t.Context(), account, asOf, p.Address("/api/stats", nil), open{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := part.Of(t.Context(), sums, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func checkSize(t *testing.T, s stats.Stats) {
	t.Helper()
	const most = 4<<20 + 5000 // the rows, and what is around them
	var table bytes.Buffer
	if err := s.WriteCSV(&table); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > most || table.Len() > most || len(s.Rows) > 10_000 {
		t.Errorf("%d rows, %d bytes as JSON, %d as CSV", len(s.Rows), len(text), table.Len())
	}
}
