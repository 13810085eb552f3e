package referral

import "time"

// Day is a calendar day in UTC, written YYYY-MM-DD. Days compare as strings.
type Day string

// DayOf returns the UTC day of t.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// ParseDay accepts a day that exists, from 1970 to 2999. The error is an *Error of kind Invalid.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", Invalidf("a day is written YYYY-MM-DD")
	}
	if t.Year() < 1970 || t.Year() > 2999 {
		return "", Invalidf("a day is from 1970 to 2999")
	}
	return Day(s), nil
}

// Time returns the first instant of d.
func (d Day) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Add returns the day n days after d.
func (d Day) Add(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// DaysUntil returns how many days after d the day to is; negative if it is before.
func (d Day) DaysUntil(to Day) int { return int(to.Time().Sub(d.Time()) / (24 * time.Hour)) }

// Month returns the month of d, written YYYY-MM, or "" if d is empty.
func (d Day) Month() string {
	if len(d) < len("2006-01") {
		return ""
	}
	return string(d[:len("2006-01")])
}
