package referral_test

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestHowLongAClickIsKept(t *testing.T) {
	for days, want := range map[int]int{-1: 30, 0: 30, 29: 30, 30: 30, 400: 400, 3650: 3650, 3651: 3650} {
		if got := referral.Retention(days); got != time.Duration(want)*24*time.Hour {
			t.Errorf("%d days: %v", days, got)
		}
	}
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		expires time.Time
		want    bool
	}{
		"for ever": {time.Time{}, false}, "still": {at.Add(time.Second), false},
		"no longer": {at, true}, "long gone": {at.AddDate(-1, 0, 0), true},
	} {
		if got := (referral.Click{Expires: test.expires}).Expired(at); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestADayIsSurelyKeptForTheShortestTimeThereIs(t *testing.T) {
	for day, want := range map[referral.Day]bool{"2026-03-31": true, "2026-03-02": true, "2026-03-01": false} {
		now := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
		if got := referral.SurelyKept(day, now); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
}
