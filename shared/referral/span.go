package referral

import "time"

// Span is a run of whole days in a time zone.
type Span struct {
	From, To   Day       // the first and the last day
	Start, End time.Time // the first instant, and the first one after
}

// ParseSpan reads the parameters from and to, days of zone. Without to, the span ends today;
// without from, it has 30 days. The error is an *Error of kind Invalid that names the parameters
// which are not valid, or which make more than 400 days.
func ParseSpan(from, to string, now time.Time, zone *time.Location) (Span, error) {
	var bad FieldErrors
	s := Span{}
	s.From, s.To = parsePeriod(from, to, Day(now.In(zone).Format(time.DateOnly)), &bad)
	s.Start, s.End = s.From.startIn(zone), s.To.Add(1).startIn(zone)
	return s, bad.Err()
}

// startIn returns the first instant of d in zone, which some zones do not have at midnight.
func (d Day) startIn(zone *time.Location) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}
