package referral_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

func TestAnHourKnowsItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 32503680000-1).Draw(t, "second"), 0).UTC()
		h := referral.HourOf(at)
		if !h.Time().Equal(at.Truncate(time.Hour)) {
			t.Fatalf("%s is in the hour that begins at %s", at, h.Time())
		}
		if h.Day() != referral.DayOf(at) || h.OfDay() != at.Hour() || h.Day().Hour(h.OfDay()) != h {
			t.Fatalf("%s: hour %d of %s", at, h.OfDay(), h.Day())
		}
	})
}

func TestHoursOfDays(t *testing.T) {
	p := referral.HoursOf("2024-02-28", "2024-03-01")
	first, last := referral.Day("2024-02-28").Hour(0), referral.Day("2024-03-01").Hour(23)
	if p.Has(first-1) || !p.Has(first) || !p.Has(last) || p.Has(last+1) {
		t.Errorf("got %s to %s", p.From.Time(), p.To.Time())
	}
	if p.To-p.From != 3*24 || p.SlotOf(first) == p.SlotOf(first+1) || (referral.Period{}).SlotOf(first) != 0 {
		t.Errorf("%d hours", p.To-p.From)
	}
}
