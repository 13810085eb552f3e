package referral

import "time"

// Hour is a whole hour of UTC, counted from 1970. It is the unit of time in which counters count.
type Hour int64

const secondsPerHour = int64(time.Hour / time.Second)

// HourOf returns the hour that t is in.
func HourOf(t time.Time) Hour { return Hour(t.Unix() / secondsPerHour) }

// Time returns the first instant of h, in UTC.
func (h Hour) Time() time.Time { return time.Unix(int64(h)*secondsPerHour, 0).UTC() }

// Day returns the UTC day that h is in.
func (h Hour) Day() Day { return DayOf(h.Time()) }

// OfDay returns which hour of its UTC day h is, from 0 to 23.
func (h Hour) OfDay() int { return h.Time().Hour() }

// Hour returns the hour of d that n others come before.
func (d Day) Hour(n int) Hour { return HourOf(d.Time()) + Hour(n) }

// Period is a run of hours that counters are read for.
type Period struct {
	From, To Hour // From ≤ h < To
	// Slot tells hours apart: what was counted in hours of one slot may be read as one line. With
	// nil, no hours are told apart.
	Slot func(Hour) int64
}

// Has reports whether h is in p.
func (p Period) Has(h Hour) bool { return p.From <= h && h < p.To }

// IsEmpty reports whether no hour is in p.
func (p Period) IsEmpty() bool { return p.To <= p.From }

// SlotOf returns what tells h apart from hours of other slots.
func (p Period) SlotOf(h Hour) int64 {
	if p.Slot == nil {
		return 0
	}
	return p.Slot(h)
}

// HoursOf returns the period of the UTC days from from to to, both included, in which every hour is
// told apart.
func HoursOf(from, to Day) Period {
	return Period{From: from.Hour(0), To: to.Add(1).Hour(0), Slot: func(h Hour) int64 { return int64(h) }}
}
