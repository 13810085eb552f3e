package counting

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

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
		{
			Unique, "", "website2",
			referral.Visitor{Country: "DE", Device: "mobile", Browser: "chrome", Referrer: "google.com"},
			"uDEmCwebsite2|google.com", people,
		},
		{Repeat, "", "", referral.Visitor{Browser: "other"}, "r---X|", referral.Counts{Hits: 3}},
		{Sale, "", "4ad", referral.Visitor{Browser: "netscape"}, "s---4ad|", referral.Counts{Sales: 3}},
		{Repeat, "", "", referral.Visitor{}, "r---|", referral.Counts{Hits: 3}},
		{Bot, "", "a-b", referral.Visitor{Country: "FR", Device: "other"}, "bFRoa-b|", referral.Counts{Bots: 3}},
		{Prefetch, "", "ad", referral.Visitor{Country: "FR"}, "pFR-ad|", referral.Counts{Prefetches: 3}},
		{
			ignoredMeasure(referral.ForeignAd), "", "", referral.Visitor{Browser: "chrome"}, "f---C|",
			referral.Counts{Ignored: referral.IgnoredCounts{referral.ForeignAd: 3}},
		},
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
		if test.visitor.Browser == "netscape" {
			want.Cell.Browser = ""
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

// drawName draws what a number counts, and its name.
func drawName(t *rapid.T) (measured, referral.Code, referral.Visitor, string) {
	all := []Measure{Unique, Repeat, Bot, Prefetch, Lead, Sale, Subscription, Money}
	for why := range len(referral.IgnoredCounts{}) - 1 {
		all = append(all, ignoredMeasure(referral.Ignored(why+1)))
	}
	m := measured{Measure: rapid.SampledFrom(all).Draw(t, "measure")}
	if m.Measure == Money {
		m.currency = rapid.StringMatching(`[A-Z]{3}`).Draw(t, "currency")
	}
	ad := referral.Code(rapid.StringMatching(`([a-z0-9][a-z0-9-]{0,9})?`).Draw(t, "ad"))
	v := referral.Visitor{
		Country:  rapid.StringMatching(`([A-Z]{2})?`).Draw(t, "country"),
		Device:   rapid.SampledFrom(append(referral.Devices, "")).Draw(t, "device"),
		Browser:  rapid.SampledFrom(append(referral.Browsers, "")).Draw(t, "browser"),
		Referrer: rapid.StringMatching(`([a-z0-9-]{1,9}\.[a-z|*]{2,9})?`).Draw(t, "referrer"),
	}
	return m, ad, v, string(AppendCounterName(nil, m.Measure, m.currency, ad, v))
}

func TestANameSaysWhatItCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, ad, v, name := drawName(t)
		got := line(referral.Cell{}, name, 1)
		if got.Cell != (referral.Cell{Ad: ad, Visitor: v}) || measures(got.Counts)[m] != 1 || !isCounter(name) {
			t.Fatalf("%q, which is %+v of ad %q by %+v, is read as %+v", name, m, ad, v, got)
		}
		folded := line(referral.Cell{}, foldVisitor(name), 1)
		v = referral.Visitor{Country: Other, Device: Other, Browser: Other, Referrer: Other}
		if folded.Cell.Browser == "" && got.Cell.Browser == "" {
			v.Browser = "" // there is nothing to give up
		}
		if folded.Cell != (referral.Cell{Ad: ad, Visitor: v}) || measures(folded.Counts)[m] != 1 {
			t.Fatalf("%q is folded to %q: %+v", name, foldVisitor(name), folded)
		}
	})
}

// Rows have names from before browsers were told apart, and each is what the same event without a
// browser is counted as.
func TestNamesBeforeBrowsers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, ad, v, name := drawName(t)
		known := v.Browser != ""
		v.Browser = ""
		before := string(AppendCounterName(nil, m.Measure, m.currency, ad, v))
		if got := line(referral.Cell{}, before, 1); got.Cell != (referral.Cell{Ad: ad, Visitor: v}) {
			t.Fatalf("%q is read as %+v", before, got)
		}
		var want []string
		if known {
			want = []string{before, foldReferrer(before), foldVisitor(before)}
		}
		if got := namesBefore(name); !slices.Equal(got, want) {
			t.Fatalf("before %q: %q, want %q", name, got, want)
		}
	})
}

// A row that is full counts an event that it has counted without a browser under the same name
// again: in its next page, where no mark says that it has been counted, it would count twice.
func TestAnEventFindsTheRowThatCountedItWithoutABrowser(t *testing.T) {
	v := referral.Visitor{Country: "DE", Device: "mobile", Browser: "chrome", Referrer: "google.com"}
	name := string(AppendCounterName(nil, Unique, "", "ad", v))
	for _, before := range append(namesBefore(name), "") {
		full := page{look: look{names: map[string]struct{}{before: {}}, size: sealedSize}, isFirst: true}
		s := full.plan([]Increment{{Name: name, By: 1}})
		if _, counts := s.sums[before]; counts != (before != "") || (len(s.spilled) == 0) != counts {
			t.Errorf("%q in a row that has %q: %v, spilled %v", name, before, s.sums, s.spilled)
		}
	}
}

// Whatever a name gives up, it is of the same ad.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"uDEmwebsite2|google.com", "mUSDUS-Xad|", "r****|*", "size", "mUSD|", "~a|b"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" || !isCounter(name) || strings.IndexByte(name, '|') < adAt(name) {
			return
		}
		ad := line(referral.Cell{}, name, 1).Cell.Ad
		if code, err := referral.ParseCode(string(ad)); ad != "" && (err != nil || code != ad) {
			return
		}
		for _, other := range append(namesBefore(name), foldReferrer(name), foldVisitor(name)) {
			if got := line(referral.Cell{}, other, 1); got.Cell.Ad != ad {
				t.Errorf("%q: ad %q in %q, %q in %q", name, ad, name, got.Cell.Ad, other)
			}
		}
	})
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
		{Log: "2026-02-04", Late: 1795435200}, {Log: "2027-02-04", Rebuild: "01HXTV00000000000000000000", Page: 2},
		{Log: "2026-02-03"}, {Log: "2026-03-01", Recount: "0f", Late: 1795435200},
	} {
		for _, partner := range []referral.Code{"", "abc123"} {
			for _, website := range []referral.Code{"", "hair-care"} {
				want := referral.Cell{Partner: partner, Website: website, Hour: referral.Day("2026-02-03").Hour(4)}
				leadsBack(t, table.Counter{Cell: want, Group: 5, Row: row})
				want.Partner = ""
				leadsBack(t, table.Counter{Total: true, Cell: want, Row: row})
			}
		}
	}
}

func leadsBack(t *testing.T, want table.Counter) {
	t.Helper()
	got, err := table.ParseCounter(want.Key().Row(want.Row))
	if want.Row.Log == "" {
		want.Row.Log = want.Cell.Hour.Day()
	}
	if err != nil || got != want || got.Displaced() != (want.Row.Log > "2026-02-03") {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}
