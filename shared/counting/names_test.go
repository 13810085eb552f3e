package counting

import (
	"reflect"
	"strings"
	"testing"

	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestCounterNames(t *testing.T) {
	long := strings.Repeat("a-host-name-that-nobody-reads.", 4) + "example"
	people := referral.Counts{Hits: 3, Uniques: 3}
	for _, test := range []struct {
		measure  Measure
		currency string
		ad       referral.Code
		visitor  referral.Visitor
		name     string
		counts   referral.Counts
	}{
		{
			Unique, "", "website2", referral.Visitor{Country: "DE", Device: "mobile", Referrer: "google.com"},
			"uDEmwebsite2|google.com", people,
		},
		{Repeat, "", "", referral.Visitor{}, "r---|", referral.Counts{Hits: 3}},
		{Bot, "", "a-b", referral.Visitor{Country: "FR", Device: "other"}, "bFRoa-b|", referral.Counts{Bots: 3}},
		{Lead, "", "", referral.Visitor{Referrer: "odd|host"}, "l---|odd|host", referral.Counts{Leads: 3}},
		{Sale, "", "", referral.Visitor{Device: "tablet"}, "s--t|", referral.Counts{Sales: 3}},
		{Subscription, "", "", referral.Visitor{Device: "desktop"}, "n--d|", referral.Counts{Subscriptions: 3}},
		{
			Money, "USD", "ad", referral.Visitor{Country: "US"},
			"mUSDUS-ad|", referral.Counts{Revenue: map[string]int64{"USD": 3}},
		},
		{
			Unique, "", "", referral.Visitor{Country: "nowhere", Device: "doorbell", Referrer: long},
			"u---|*", people,
		},
	} {
		name := string(AppendCounterName(nil, test.measure, test.currency, test.ad, test.visitor))
		want := referral.Line{Counts: test.counts, Cell: referral.Cell{Ad: test.ad, Visitor: test.visitor}}
		if test.visitor.Referrer == long {
			want.Cell.Visitor = referral.Visitor{Referrer: Other}
		}
		got := line(referral.Cell{}, name, 3)
		if name != test.name || !isCounter(name) || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: %q is %+v", test, name, got)
		}
		for _, folded := range []string{foldReferrer(name), foldVisitor(name)} {
			got := line(referral.Cell{}, folded, 3)
			if got.Cell.Ad != test.ad || got.Cell.Referrer != Other || !reflect.DeepEqual(got.Counts, want.Counts) {
				t.Errorf("%q is folded to %q: %+v", name, folded, got)
			}
		}
	}
}

func TestWhatIsNoCounter(t *testing.T) {
	for _, name := range []string{
		table.AttrPK, table.AttrSK, sizeAttr, markName("shardId-1"), "u", "mUSD", "u--m", "|",
	} {
		if isCounter(name) {
			t.Errorf("%q is taken for a counter", name)
		}
	}
}

func TestCountKeysLeadBackToTheirCells(t *testing.T) {
	for _, row := range []table.CounterRow{
		{}, {Page: 3}, {Late: 1795435200}, {Rebuild: "01HXTV00000000000000000000"},
		{Late: 1795435200, Page: 1}, {Rebuild: "01HXTV00000000000000000000", Page: 12},
	} {
		for _, partner := range []referral.Code{"", "abc123"} {
			for _, website := range []referral.Code{"", "hair-care"} {
				want := referral.Cell{Partner: partner, Website: website, Hour: referral.Day("2026-02-03").Hour(4)}
				k := table.CountKey(partner, website, 5, want.Hour).Row(row)
				if got, gotRow, err := table.ParseCountKey(k); err != nil || got != want || gotRow != row {
					t.Errorf("%+v, %+v, %v; want %+v, %+v", got, gotRow, err, want, row)
				}
				want.Partner = ""
				k = table.TotalKey(website, want.Hour).Row(row)
				if got, gotRow, err := table.ParseTotalKey(k); err != nil || got != want || gotRow != row {
					t.Errorf("%+v, %+v, %v; want %+v, %+v", got, gotRow, err, want, row)
				}
			}
		}
	}
}

func TestRangesCoverEachDayOnce(t *testing.T) {
	for _, days := range []int{1, 6, 7, 8, 31, 56, 57, 365, 400} {
		from := referral.Day("2024-02-01")
		to := from.Add(days - 1)
		next, ranges := from, dayRanges(from, to)
		for _, r := range ranges {
			if r.from != next || r.to < r.from {
				t.Errorf("%d days: %v", days, ranges)
			}
			next = r.to.Add(1)
		}
		if next != to.Add(1) || len(ranges) > readers {
			t.Errorf("%d days: %v", days, ranges)
		}
	}
	if got := dayRanges("2024-02-02", "2024-02-01"); len(got) > 0 {
		t.Errorf("no days: %v", got)
	}
}
