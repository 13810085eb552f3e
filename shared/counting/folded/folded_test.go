package folded

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/referral"
	"signpost/shared/table"
)

var someKey = table.Key{PK: "FOLD#abc123", SK: "M#2026-02#haircare#3"}

func drawSpan(t *rapid.T) Span {
	return rapid.SampledFrom([]Span{"2026-02", "2024-12", "2026-02-28", "2026-03-01"}).Draw(t, "span")
}

// drawItem adds anything to an item, in any order, and returns what must be in it: by name and
// column, of the last rebuild of each day.
func drawItem(t *rapid.T, span Span) (*Item, map[string][]int64) {
	item, want := New(span), map[string][]int64{}
	days := map[referral.Day]string{}
	for range rapid.IntRange(0, 60).Draw(t, "numbers") {
		name := rapid.StringMatching(
			`[ur]DE[dm](ada|website2)?\|(google\.com|a-host-with-a-long-name\.example\.co[a-d])?`).Draw(t, "name")
		column := rapid.IntRange(0, 27).Draw(t, "column") % span.Columns()
		n := rapid.OneOf(rapid.Int64Range(-9, 20_000), rapid.Int64Range(-1<<50, 1<<50)).Draw(t, "n")
		hour := span.Hour(column)
		rebuild := rapid.SampledFrom([]string{days[hour.Day()], days[hour.Day()], "R1", "R2"}).Draw(t, "rebuild")
		if rebuild != days[hour.Day()] {
			days[hour.Day()] = rebuild
			for _, values := range want {
				for c := range values {
					if span.Hour(c).Day() == hour.Day() {
						values[c] = 0
					}
				}
			}
		}
		item.Add(name, hour, rebuild, n)
		if want[name] == nil {
			want[name] = make([]int64, span.Columns())
		}
		want[name][column] += n
	}
	for day, id := range days {
		if got := item.rebuilds[span.stamp(day)]; got != id {
			t.Fatalf("%s is of rebuild %q; want %q", day, got, id)
		}
	}
	maps.DeleteFunc(want, isZero)
	return item, want
}

func isZero(_ string, values []int64) bool { return slices.Max(values) == 0 && slices.Min(values) == 0 }

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := drawSpan(t)
		item, want := drawItem(t, span)
		item.Through = "2026-03-05"
		stored := item.Attributes(someKey)
		got, err := Read(span, stored)
		if err != nil || got.Through != item.Through || !reflect.DeepEqual(got.Numbers, want) {
			t.Fatalf("got %v, %v; want %v", got, err, want)
		}
		stamps := NewStamps(span)
		if err := Each(span, stored, stamps.Set, func(string, []int64) bool { return false }); err != nil {
			t.Fatal(err)
		}
		for column := range span.Columns() {
			day := span.Hour(column).Day()
			if stamps.Of(day) != item.rebuilds[span.stamp(day)] {
				t.Fatalf("%s: %q", day, stamps.Of(day))
			}
		}
	})
}

func TestAnAbsentItemIsEmpty(t *testing.T) {
	if item, err := Read("2026-02", nil); err != nil || item.Through != "" || len(item.Numbers) > 0 {
		t.Errorf("%v, %v", item, err)
	}
	if _, err := Read("2026-02", someKey.Attributes()); err == nil {
		t.Error("an item without numbers was read")
	}
}

// TestTenTimesTheNumbersTakeHardlyMore holds what reports rely on: how much is read does not go
// with how much was clicked. Up to 16,383 a day, a number takes two bytes.
func TestTenTimesTheNumbersTakeHardlyMore(t *testing.T) {
	size := func(times int64) int {
		item := New("2026-01")
		for i := range 60 {
			for day := range 31 {
				hour := item.Span.Hour(day)
				item.Add(strings.Repeat("u", 20)+string(rune('a'+i)), hour, "", times*int64(1+i*27))
			}
		}
		return len(encode(item.rebuilds, item.Numbers))
	}
	if once, tenfold := size(1), size(10); float64(tenfold) > 1.1*float64(once) {
		t.Errorf("%d bytes, then %d", once, tenfold)
	}
}

func TestMergedNumbersAddUp(t *testing.T) {
	item := New("2026-01-05")
	item.Add("a", item.Span.Hour(3), "", 5)
	item.Add("b", item.Span.Hour(3), "", 7)
	item.Add("b", item.Span.Hour(4), "", 1)
	item.Merge("a", "a")
	item.Merge("a", "c")
	item.Merge("b", "c")
	if got := item.Numbers; len(got) != 1 || got["c"][3] != 12 || got["c"][4] != 1 {
		t.Errorf("%v", got)
	}
}

func TestSpans(t *testing.T) {
	for _, span := range []Span{"2024-02", "2024-02-29"} {
		if got, err := ParseSpan(string(span)); got != span || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		for column := range span.Columns() {
			if h := span.Hour(column); span.IsMonth() && column > 28 {
				continue // no such day
			} else if span.Column(h) != column {
				t.Errorf("%s: column %d has hour %d, which has column %d", span, column, h, span.Column(h))
			}
		}
	}
	if Month("2024-02-29") != "2024-02" || Day("2024-02-29") != "2024-02-29" {
		t.Error("not the span of the day")
	}
	for _, s := range []string{"", "2024", "2024-13", "2024-02-30", "2024-02#"} {
		if _, err := ParseSpan(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}

// FuzzDecode reads anything: it must not fail otherwise than by an error, and what it reads must
// come back.
func FuzzDecode(f *testing.F) {
	item := New("2026-01")
	item.Add("uDEd|", item.Span.Hour(0), "R1", 3)
	item.Add("uDEdada|google.com", item.Span.Hour(30), "", -1<<40)
	f.Add(encode(item.rebuilds, item.Numbers))
	f.Add([]byte{})
	f.Add([]byte{version, 0, 1, 0, 1, 'u', 1, 0, 0, 0, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		read := New("2026-01")
		keep := func(name string, values []int64) bool {
			read.Numbers[name] = slices.Clone(values)
			return true
		}
		if decode(b, monthColumns, read.rebuild, keep) != nil {
			return
		}
		again := New("2026-01")
		err := decode(encode(read.rebuilds, read.Numbers), monthColumns, again.rebuild, func(n string, v []int64) bool {
			again.Numbers[n] = slices.Clone(v)
			return true
		})
		maps.DeleteFunc(read.Numbers, isZero)
		maps.DeleteFunc(read.rebuilds, func(_ int, id string) bool { return id == "" })
		if err != nil || !reflect.DeepEqual(again, read) {
			t.Fatalf("%v, %v; want %v", again, err, read)
		}
	})
}
