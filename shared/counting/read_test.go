package counting

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// countDaily counts one unique of partner and one lead on each of the days from first on.
func countDaily(t *testing.T, counters *Counters, partner referral.Code, first referral.Day, days int) {
	t.Helper()
	var rows []RowBatch
	for i := range days {
		record, err := ParseSequence(fmt.Sprint(1000 + i))
		if err != nil {
			t.Fatal(err)
		}
		both := func(ad referral.Code) []Increment {
			visitor := referral.Visitor{Country: "DE"}
			return []Increment{
				{record, string(AppendCounterName(nil, Unique, "", ad, visitor)), 1},
				{record, string(AppendCounterName(nil, Lead, "", ad, visitor)), 1},
			}
		}
		day := first.Add(i)
		rows = append(rows,
			RowBatch{table.CountKey(partner, "haircare", 0, day.Hour(i%24)), both("website2")},
			RowBatch{table.TotalKey("haircare", day.Hour(i%24)), both("")})
	}
	if err := counters.Count(t.Context(), "shard-"+string(partner), rows); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, r *Reader, from, to referral.Day) *View {
	t.Helper()
	v, err := r.View(t.Context(), referral.HoursOf(from, to))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// days is a view of some days of which none was rebuilt.
func days(r *Reader) *View {
	const from, to = "2025-01-01", "2025-12-31"
	v := &View{reader: r, period: referral.HoursOf(from, to), from: from, to: to}
	v.displacedOnce.Do(func() {})
	return v
}

func TestCountsOfARangeOfDays(t *testing.T) {
	db := enginetest.Start(t)
	signpost := table.New(db.Client, db.Table)
	counters, reader := NewCounters(signpost, nil), NewReader(signpost)
	const first = referral.Day("2025-01-01")
	countDaily(t, counters, "abc123", first, 400)
	countDaily(t, counters, "kid456", first, 10)
	for _, test := range []struct {
		from, to referral.Day
		want     int64
	}{
		{first, first.Add(399), 400}, {first, first, 1}, {first.Add(-30), first, 1},
		{first.Add(100), first.Add(130), 31}, {first.Add(399), first.Add(500), 1},
		{first.Add(400), first.Add(800), 0}, {first.Add(5), first.Add(4), 0},
	} {
		days := map[referral.Day]bool{}
		var sum referral.Counts
		for l, err := range view(t, reader, test.from, test.to).Counts(t.Context(), "abc123") {
			want := referral.Cell{
				Partner: "abc123", Website: "haircare", Ad: "website2", Hour: l.Cell.Hour,
				Visitor: referral.Visitor{Country: "DE"},
			}
			if err != nil || l.Cell != want {
				t.Fatalf("%+v, %v", l, err)
			}
			days[l.Cell.Hour.Day()] = true
			sum.Add(l.Counts)
		}
		if sum.Uniques != test.want || sum.Hits != test.want || sum.Leads != test.want || len(days) != int(test.want) {
			t.Errorf("%s to %s: %+v on %d days; want %d", test.from, test.to, sum, len(days), test.want)
		}
	}
	var total referral.Counts
	for l, err := range view(t, reader, first, first.Add(399)).Totals(t.Context(), "haircare") {
		if err != nil || l.Cell.Partner != "" || l.Cell.Ad != "" {
			t.Fatalf("%+v, %v", l, err)
		}
		total.Add(l.Counts)
	}
	if total.Hits != 410 {
		t.Errorf("totals: %+v", total)
	}
}

func TestActivePartnersOfMonths(t *testing.T) {
	db := enginetest.Start(t)
	signpost := table.New(db.Client, db.Table)
	counters, reader := NewCounters(signpost, nil), NewReader(signpost)
	countDaily(t, counters, "abc123", "2025-01-31", 2) // in two months
	countDaily(t, counters, "kid456", "2025-03-01", 1)
	for _, test := range []struct {
		from, to referral.Day
		want     string
	}{
		{"2025-01-01", "2025-01-02", "[abc123]"}, {"2025-02-28", "2025-03-01", "[abc123 kid456]"},
		{"2025-03-31", "2025-12-31", "[kid456]"}, {"2024-12-01", "2024-12-31", "[]"},
	} {
		got, err := reader.ActivePartners(t.Context(), test.from, test.to)
		if err != nil || fmt.Sprint(got) != test.want {
			t.Errorf("%s to %s: %v, %v; want %s", test.from, test.to, got, err, test.want)
		}
	}
}

// queries answers queries with what it is, and never ends.
type queries func() (*dynamodb.QueryOutput, error)

type queryTable struct {
	table.API
	queries
}

func (q queryTable) Query(
	context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	return q.queries()
}

func TestAReaderMayStopEarly(t *testing.T) {
	endless := NewReader(table.New(queryTable{queries: func() (*dynamodb.QueryOutput, error) {
		row := table.CountKey("abc123", "haircare", 0, referral.Day("2025-01-01").Hour(1)).Attributes()
		row["u--m|"] = table.Num(1)
		return &dynamodb.QueryOutput{Items: []table.Item{row}, LastEvaluatedKey: table.Item{"pk": table.Str("x")}}, nil
	}}, "signpost"))
	before := runtime.NumGoroutine()
	n := 0
	for range days(endless).Counts(t.Context(), "abc123") {
		if n++; n == 100 {
			break
		}
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are left", runtime.NumGoroutine()-before)
		}
		runtime.Gosched()
	}
}

func TestAnErrorEndsReading(t *testing.T) {
	broken := NewReader(table.New(queryTable{queries: func() (*dynamodb.QueryOutput, error) {
		return nil, errors.New("no table")
	}}, "signpost"))
	n := 0
	for _, err := range days(broken).Counts(t.Context(), "abc123") {
		if n++; err == nil || n > 1 {
			t.Errorf("%d: %v; want one error", n, err)
		}
	}
	if n != 1 {
		t.Errorf("%d errors; want one", n)
	}
}
