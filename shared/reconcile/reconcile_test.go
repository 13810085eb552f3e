package reconcile

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"testing"
	"time"

	"signpost/shared/counting"
	"signpost/shared/referral"
)

// readings is a source whose content changes with each reading. The last one stays.
type readings [][]counting.DayLine

func (r *readings) Day(_ context.Context, _ referral.Day, progress func(int)) iter.Seq2[counting.DayLine, error] {
	return func(yield func(counting.DayLine, error) bool) {
		lines := (*r)[0]
		if len(*r) > 1 {
			*r = (*r)[1:]
		}
		progress(len(lines))
		for _, l := range lines {
			if !yield(l, nil) {
				return
			}
		}
	}
}

var at = referral.Cell{
	Partner: "abc123", Website: "haircare", Ad: "website2", Hour: referral.Day("2026-11-23").Hour(9),
	Visitor: referral.Visitor{Country: "DE"},
}

// found is a line with n hits from that origin.
func found(origin counting.Origin, n int64) counting.DayLine {
	l := counting.DayLine{Origin: origin, Line: referral.Line{Cell: at, Counts: referral.Counts{Hits: n}}}
	switch origin {
	case counting.FromTotal, counting.FromTotalOfDay:
		l.Cell.Partner, l.Cell.Ad = "", ""
	case counting.FromSum, counting.FromSumOfDay:
		l.Cell.Ad, l.Cell.Visitor = "", referral.Visitor{}
	}
	return l
}

// day returns the lines of a day with that many hits in its events, counters and totals.
func day(events, counters, totals int64) []counting.DayLine {
	return []counting.DayLine{
		found(counting.FromEvent, events), found(counting.FromCounter, counters), found(counting.FromTotal, totals),
		found(counting.FromSum, counters), found(counting.FromCounterOfDay, counters),
		found(counting.FromTotalOfDay, totals), found(counting.FromSumOfDay, counters),
	}
}

func in(change func(*counting.DayLine), lines ...counting.DayLine) []counting.DayLine {
	for i := range lines {
		change(&lines[i])
	}
	return lines
}

func TestDay(t *testing.T) {
	folded := func(l *counting.DayLine) {
		if l.Origin != counting.FromEvent {
			l.Cell.Referrer, l.Cell.Country = counting.Other, counting.Other
		}
	}
	elsewhere := func(l *counting.DayLine) {
		if l.Origin != counting.FromEvent {
			l.Cell.Country = "FR"
		}
	}
	prefetched := func(l *counting.DayLine) {
		if l.Origin != counting.FromEvent {
			l.Counts = referral.Counts{Prefetches: l.Counts.Hits}
		}
	}
	ignored := func(l *counting.DayLine) {
		if l.Origin == counting.FromEvent {
			l.Counts.Ignored[referral.UnknownAd] = 1
		}
	}
	unreadable := counting.DayLine{Origin: counting.Unreadable}
	for _, test := range []struct {
		name        string
		readings    readings
		differences string // counter and what is wrong
		pending     int
		unreadable  int
	}{
		{"nothing at all", readings{nil}, "[]", 0, 0},
		{"all counted", readings{day(3, 3, 3)}, "[]", 0, 0},
		{"counted between the readings", readings{day(3, 2, 2), day(3, 3, 3)}, "[]", 0, 0},
		{"being counted", readings{day(3, 1, 1), day(3, 2, 2)}, "[]", 2, 0},
		{"clicks coming in", readings{day(3, 2, 2), day(4, 2, 2)}, "[]", 2, 0},
		{"one too few", readings{day(3, 2, 3)}, "[link [hits]]", 0, 0},
		{"one too many in the total", readings{day(3, 3, 4)}, "[website [hits]]", 0, 0},
		{"no counter", readings{{found(counting.FromEvent, 1)}}, "[link [hits] website [hits]]", 0, 0},
		{"a counter of nothing", readings{{
			found(counting.FromCounter, 1), found(counting.FromCounterOfDay, 1),
			found(counting.FromSum, 1), found(counting.FromSumOfDay, 1),
		}}, "[link [hits]]", 0, 0},
		{"a wrong sum", readings{append(day(3, 3, 3), found(counting.FromSum, 1))}, "[partner [hits]]", 0, 0},
		{"a wrong month", readings{append(day(3, 3, 3), found(counting.FromCounterOfDay, 2),
			found(counting.FromTotalOfDay, -1), found(counting.FromSumOfDay, 1))},
			"[link of the day [hits] partner of the day [hits] website of the day [hits]]", 0, 0},
		{"taken back", readings{{found(counting.FromEvent, 1), found(counting.FromEvent, -1)}}, "[]", 0, 0},
		{"folded", readings{in(folded, day(3, 3, 3)...)}, "[]", 0, 0},
		{"folded and wrong", readings{in(folded, day(3, 2, 3)...)}, "[link [hits]]", 0, 0},
		{"another country", readings{in(elsewhere, day(3, 3, 3)...)}, "[link [visitors] website [visitors]]", 0, 0},
		{
			"counted as prefetches", readings{in(prefetched, day(3, 3, 3)...)},
			"[link [hits prefetches] website [hits prefetches]]", 0, 0,
		},
		{
			"not counted that an ad was ignored", readings{in(ignored, day(3, 3, 3)...)},
			"[link [ignored unknownAd] website [ignored unknownAd]]", 0, 0,
		},
		{"an unreadable event", readings{append(day(3, 3, 3), unreadable)}, "[]", 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := reconciler(&test.readings).Day(t.Context(), at.Hour.Day())
			if err != nil {
				t.Fatal(err)
			}
			differences := []any{}
			for _, d := range got.Differences {
				if d.WholeDay {
					d.Counter += " of the day"
				}
				differences = append(differences, d.Counter, d.Wrong)
			}
			counts := [2]int{got.Pending, got.Unreadable}
			if fmt.Sprint(differences) != test.differences || counts != [2]int{test.pending, test.unreadable} {
				t.Errorf("%+v", got)
			}
		})
	}
}

func reconciler(source Source) Reconciler {
	return Reconciler{
		Source: source,
		Now:    func() time.Time { return time.Unix(0, 0) },
		Pause:  func(context.Context, time.Duration) error { return nil },
	}
}

func TestSumsOfADay(t *testing.T) {
	sale := found(counting.FromEvent, 0)
	sale.Counts = referral.Counts{Sales: 1, Revenue: map[string]int64{"USD": 500}}
	refund := sale
	refund.Counts = referral.Counts{Sales: -1, Revenue: map[string]int64{"USD": -200, "EUR": 0}}
	got, err := reconciler(&readings{{found(counting.FromEvent, 2), sale, refund}}).Day(t.Context(), at.Hour.Day())
	want := Numbers{Hits: 2, Revenue: map[string]int64{"USD": 300}}
	if err != nil || !reflect.DeepEqual(got.Events, want) {
		t.Errorf("%+v, %v; want %+v", got.Events, err, want)
	}
	if wrong := got.Differences[0].Wrong; fmt.Sprint(wrong) != "[hits revenue USD]" {
		t.Errorf("wrong: %q", wrong)
	}
}

func TestManyDifferencesAreCutOff(t *testing.T) {
	var lines []counting.DayLine
	for i := range maxDifferences + 7 {
		l := found(counting.FromTotal, 1)
		l.Cell.Website = referral.Code(fmt.Sprintf("website%d", i))
		ofDay := l
		ofDay.Origin = counting.FromTotalOfDay
		lines = append(lines, l, ofDay)
	}
	got, err := reconciler(&readings{lines}).Day(t.Context(), at.Hour.Day())
	if err != nil || len(got.Differences) != maxDifferences || got.More != 7 {
		t.Errorf("%d differences and %d more, %v", len(got.Differences), got.More, err)
	}
}

func TestProgressAddsUp(t *testing.T) {
	r := reconciler(&readings{day(1, 1, 1)})
	seen := 0
	r.Progress = func(items int) { seen = items }
	if _, err := r.Day(t.Context(), at.Hour.Day()); err != nil || seen != 7 {
		t.Errorf("%d items, %v", seen, err)
	}
}

func TestThePauseCanBeCancelled(t *testing.T) {
	off := errors.New("off")
	r := reconciler(&readings{day(1, 0, 0)})
	r.Pause = func(context.Context, time.Duration) error { return off }
	if _, err := r.Day(t.Context(), at.Hour.Day()); !errors.Is(err, off) {
		t.Errorf("%v", err)
	}
}
