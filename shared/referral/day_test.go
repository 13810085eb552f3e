package referral_test

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestParseDay(t *testing.T) {
	for _, s := range []string{"1970-01-01", "2024-02-29", "2999-12-31"} {
		if d, err := referral.ParseDay(s); err != nil || string(d) != s || referral.DayOf(d.Time()) != d {
			t.Errorf("%s: %s, %v", s, d, err)
		}
	}
	for _, s := range []string{
		"", "1969-12-31", "3000-01-01", "2023-02-29", "2026-1-1", "2026-01-01T00:00:00Z", "26-01-01", "yesterday",
	} {
		if _, err := referral.ParseDay(s); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%q: %v, want invalid", s, err)
		}
	}
}

func TestDaysAreUTC(t *testing.T) {
	east := time.FixedZone("east", 14*3600)
	if got := referral.DayOf(time.Date(2026, 3, 1, 5, 0, 0, 0, east)); got != "2026-02-28" {
		t.Error(got)
	}
}

func TestDaysAddUp(t *testing.T) {
	day := referral.Day("2024-02-28")
	if later, earlier := day.Add(2), day.Add(-28); later != "2024-03-01" || earlier != "2024-01-31" {
		t.Errorf("Add: %s and %s", later, earlier)
	}
	if after, before := day.DaysUntil("2024-03-01"), day.DaysUntil("2024-02-27"); after != 2 || before != -1 {
		t.Errorf("DaysUntil: %d and %d", after, before)
	}
	if month, none := day.Month(), referral.Day("").Month(); month != "2024-02" || none != "" {
		t.Errorf("Month: %q and %q", month, none)
	}
}
