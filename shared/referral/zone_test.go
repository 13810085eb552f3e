package referral_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

func zone(t rapid.TB, name string) referral.Zone {
	t.Helper()
	z, err := referral.ParseZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParseZone(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"} {
		if got := zone(t, name).String(); got != name {
			t.Errorf("%s is called %s", name, got)
		}
	}
	for _, name := range []string{
		"", "Local", "local", "utc", "Mars/Olympus", "../UTC", "/etc/passwd", "right/UTC", "posix/UTC", "Europe/",
		"Europe/../UTC", "\x00", "Europe/Berlin\n", strings.Repeat("A", 1<<16),
	} {
		if z, err := referral.ParseZone(name); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%q is %v, %v", name, z, err)
		}
	}
	if got := (referral.Zone{}).String(); got != "UTC" {
		t.Errorf("without a name it is %s", got)
	}
}

// A day of a zone has the hours that its clocks show that day for.
func TestHoursOfDaysInZones(t *testing.T) {
	for _, test := range []struct {
		what, zone, from, to string
		hours                int
		first                string // of UTC
	}{
		{"a day", "UTC", "2026-03-29", "2026-03-29", 24, "2026-03-29T00"},
		{"a day", "Europe/Berlin", "2026-03-28", "2026-03-28", 24, "2026-03-27T23"},
		{"clocks put forward", "Europe/Berlin", "2026-03-29", "2026-03-29", 23, "2026-03-28T23"},
		{"clocks put back", "Europe/Berlin", "2026-10-25", "2026-10-25", 25, "2026-10-24T22"},
		{"west of UTC", "America/New_York", "2026-01-01", "2026-01-02", 48, "2026-01-01T05"},
		{"no midnight: it begins at one", "America/Santiago", "2026-09-06", "2026-09-06", 23, "2026-09-06T04"},
		{"an hour before midnight twice", "America/Santiago", "2026-04-04", "2026-04-04", 25, "2026-04-04T03"},
		{"the earliest", "Pacific/Kiritimati", "2026-01-01", "2026-01-01", 24, "2025-12-31T10"},
		{"the latest", "Etc/GMT+12", "2026-01-01", "2026-01-01", 24, "2026-01-01T12"},
		{"half an hour off in winter only", "Australia/Lord_Howe", "2026-01-01", "2026-01-01", 24, "2025-12-31T13"},
		{"a day that was skipped", "Pacific/Apia", "2011-12-30", "2011-12-30", 0, "2011-12-30T10"},
		{"the days around it", "Pacific/Apia", "2011-12-29", "2011-12-31", 48, "2011-12-29T10"},
	} {
		t.Run(test.zone+", "+test.what, func(t *testing.T) {
			q, err := referral.ParseStatsQuery(referral.StatsParameters{
				From: test.from, To: test.to, By: "day", Zone: test.zone,
			}, referral.Zone{}, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			p := q.Period()
			if got := p.From.Time().Format("2006-01-02T15"); int(p.To-p.From) != test.hours || got != test.first {
				t.Errorf("%d hours from %s, want %d from %s", p.To-p.From, got, test.hours, test.first)
			}
			if p.IsEmpty() != (test.hours == 0) {
				t.Errorf("empty: %v", p.IsEmpty())
			}
		})
	}
}

// Counts are kept by the hour of UTC, so stats have only days that begin on such an hour.
func TestZonesInWhichStatsAreExact(t *testing.T) {
	for _, test := range []struct {
		zone, from, to string
		exact          bool
	}{
		{"Asia/Tokyo", "2026-01-01", "2026-12-31", true},
		{"Europe/Berlin", "2026-01-01", "2026-12-31", true},
		{"Asia/Kathmandu", "2026-01-01", "2026-01-01", false},   // 5:45
		{"Asia/Kolkata", "2026-01-01", "2026-01-01", false},     // 5:30
		{"America/St_Johns", "2026-01-01", "2026-01-01", false}, // 3:30
		{"Australia/Lord_Howe", "2026-01-01", "2026-04-04", true},
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-05", false}, // back by half an hour at 2:00
		{"Australia/Lord_Howe", "2026-04-01", "2026-05-01", false},
		{"Australia/Lord_Howe", "2026-06-01", "2026-06-01", false}, // 10:30
		{"Australia/Lord_Howe", "2026-10-04", "2026-10-04", false},
		{"Australia/Lord_Howe", "2026-10-05", "2026-10-05", true},
		{"America/Caracas", "2016-04-30", "2016-05-02", false}, // 4:30 until 2016-05-01 2:30
		{"America/Caracas", "2016-05-02", "2016-05-03", true},
		{"America/Goose_Bay", "2010-11-07", "2010-11-07", false}, // back at a minute past midnight
		{"America/Goose_Bay", "2010-11-08", "2010-11-08", true},
	} {
		p := referral.StatsParameters{From: test.from, To: test.to, Zone: test.zone}
		_, err := referral.ParseStatsQuery(p, referral.Zone{}, time.Time{})
		if test.exact && err != nil || !test.exact && badFields(err) != "tz" {
			t.Errorf("%s from %s to %s: %v", test.zone, test.from, test.to, err)
		}
		p.Zone = ""
		q, err := referral.ParseStatsQuery(p, zone(t, test.zone), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(q.Zone, q.InsteadOf)
		if test.exact && got != test.zone || !test.exact && got != "UTC"+test.zone {
			t.Errorf("the account's zone is %s from %s to %s: %s", test.zone, test.from, test.to, got)
		}
	}
}

// Without days, stats end today, where the zone is.
func TestTodayIsTheZones(t *testing.T) {
	now := time.Date(2026, 3, 31, 22, 30, 0, 0, time.UTC)
	for _, test := range []struct{ asked, account, want string }{
		{"", "UTC", "2026-03-02..2026-03-31"},
		{"", "Europe/Berlin", "2026-03-03..2026-04-01"},
		{"America/New_York", "Europe/Berlin", "2026-03-02..2026-03-31"},
		{"Europe/Berlin", "UTC", "2026-03-03..2026-04-01"},
		{"", "Asia/Kolkata", "2026-03-02..2026-03-31"}, // in UTC instead
	} {
		q, err := referral.ParseStatsQuery(referral.StatsParameters{Zone: test.asked}, zone(t, test.account), now)
		if got := string(q.From + ".." + q.To); err != nil || got != test.want {
			t.Errorf("%+v: %s, %v", test, got, err)
		}
	}
}

// zones are different in what matters: ahead and behind, with clocks that change at midnight, that
// change in the south, and never.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "America/Havana", "Pacific/Auckland",
	"Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo", "Pacific/Apia",
}

// Every hour is in exactly one day, one after the other.
func TestDaysOfAZoneFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		day := referral.Day("2011-01-01").Add(rapid.IntRange(0, 20*365).Draw(t, "day"))
		ask := func(from, to referral.Day) referral.Period {
			q, err := referral.ParseStatsQuery(
				referral.StatsParameters{From: string(from), To: string(to), Zone: name}, referral.Zone{}, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			return q.Period()
		}
		first, second, both := ask(day, day), ask(day.Add(1), day.Add(1)), ask(day, day.Add(1))
		if first.To != second.From || both.From != first.From || both.To != second.To {
			t.Fatalf("%v, %v, together %v", first, second, both)
		}
		z := zone(t, name)
		for h := first.From; h < first.To; h++ {
			if z.Wall(h).Day() != day || z.Today(h.Time().Add(59*time.Minute)) != day {
				t.Fatalf("%s is not in %s", h.Time(), day)
			}
		}
	})
}
