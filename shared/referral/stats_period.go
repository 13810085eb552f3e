package referral

import (
	"slices"
)

const hoursPerDay = 24

// Period returns the hours that q asks about, those apart that it tells apart. It has no hours if
// the zone skipped the days.
func (q StatsQuery) Period() Period {
	p := Period{Slot: q.slots()}
	p.From, p.To = q.Zone.hours(q.From, q.To)
	return p
}

// slots returns the slots of hours, no finer than the rows, and the days on which ads start, need
// them.
func (q StatsQuery) slots() func(Hour) int64 {
	days, starts := q.daySlots(), q.startsWithin()
	if slices.Contains(q.By, "day") || len(starts) == 0 {
		starts = nil
	}
	byHour := slices.Contains(q.By, "hour")
	if days == nil && starts == nil && !byHour {
		return nil
	}
	return func(h Hour) int64 {
		wall, slot := q.Zone.Wall(h), int64(0)
		if days != nil {
			slot = days(wall)
		}
		if starts != nil {
			before, started := slices.BinarySearch(starts, wall.Day())
			if started {
				before++
			}
			slot = slot*int64(len(starts)+1) + int64(before)
		}
		if byHour {
			slot = slot*hoursPerDay + int64(wall.OfDay())
		}
		return slot
	}
}

// daySlots tells days apart by what the rows need of months, days and weekdays; nil if they need
// nothing.
func (q StatsQuery) daySlots() func(wall Hour) int64 {
	month, weekday := slices.Contains(q.By, "month"), slices.Contains(q.By, "weekday")
	switch {
	case slices.Contains(q.By, "day"):
		return func(wall Hour) int64 { return int64(wall) / hoursPerDay }
	case month && weekday:
		return func(wall Hour) int64 { return monthNumber(wall)*8 + int64(wall.weekday()) }
	case month:
		return monthNumber
	case weekday:
		return func(wall Hour) int64 { return int64(wall.weekday()) }
	}
	return nil
}

func monthNumber(wall Hour) int64 {
	year, month, _ := wall.Time().Date()
	return int64(year)*12 + int64(month)
}

// startsWithin returns, sorted, the days after the first on which ads start that rows are for.
func (q StatsQuery) startsWithin() []Day {
	if !slices.Contains(q.By, "ad") {
		return nil
	}
	var days []Day
	for _, day := range q.Starts {
		if q.From < day && day <= q.To {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
