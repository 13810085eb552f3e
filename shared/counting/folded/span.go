package folded

import (
	"fmt"

	"signpost/shared/referral"
)

// Span is what an item covers: a month, written YYYY-MM, by day, or a day, written YYYY-MM-DD, by
// hour. Each day of a month and each hour of a day is a column.
type Span string

// Columns of the two kinds of spans.
const (
	monthColumns = 31
	dayColumns   = 24
)

// Month returns the month that day is in.
func Month(day referral.Day) Span { return Span(day.Month()) }

// Day returns day as a span.
func Day(day referral.Day) Span { return Span(day) }

// ParseSpan reads a span of a day from 1970 to 2999.
func ParseSpan(s string) (Span, error) {
	day := s
	if len(s) == len("2006-01") {
		day += "-01"
	}
	if _, err := referral.ParseDay(day); err != nil {
		return "", fmt.Errorf("neither a month nor a day: %.20q", s)
	}
	return Span(s), nil
}

// IsMonth tells a month from a day.
func (s Span) IsMonth() bool { return len(s) == len("2006-01") }

// Columns returns how many columns s has at most: a month always has 31.
func (s Span) Columns() int {
	if s.IsMonth() {
		return monthColumns
	}
	return dayColumns
}

// First returns the first day of s.
func (s Span) First() referral.Day {
	if s.IsMonth() {
		return referral.Day(s + "-01")
	}
	return referral.Day(s)
}

// Column returns the column of an hour of s.
func (s Span) Column(h referral.Hour) int {
	if s.IsMonth() {
		return h.Time().Day() - 1
	}
	return h.OfDay()
}

// Hour returns the first hour of a column.
func (s Span) Hour(column int) referral.Hour {
	first := s.First().Hour(0)
	if s.IsMonth() {
		return first + referral.Hour(24*column)
	}
	return first + referral.Hour(column)
}

// stamp returns under which number an item of s keeps the rebuild of a day: in a month by its
// column, in a day under 0.
func (s Span) stamp(day referral.Day) int {
	if s.IsMonth() {
		return s.Column(day.Hour(0))
	}
	return 0
}
