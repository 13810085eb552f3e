package year

import (
	"math"
	"math/rand/v2"
	"time"
)

// growth is how much more traffic the last day of a year has than the first, seasons aside.
const growth = 1.15

// seasons are how busy the months are. November and December are the peak.
var seasons = [13]float64{
	time.January: 0.82, time.February: 0.80, time.March: 0.92, time.April: 0.96, time.May: 1.0,
	time.June: 0.92, time.July: 0.80, time.August: 0.78, time.September: 1.0, time.October: 1.12,
	time.November: 1.65, time.December: 1.75,
}

var weekdays = [7]float64{
	time.Sunday: 0.86, time.Monday: 1.12, time.Tuesday: 1.14, time.Wednesday: 1.08, time.Thursday: 1.05,
	time.Friday: 0.93, time.Saturday: 0.76,
}

// dayWeight is how much traffic a day has, compared with others. share is how much of the year is
// over by then.
func dayWeight(day time.Time, share float64) float64 {
	_, month, date := day.Date()
	w := math.Pow(growth, share) * seasons[month] * weekdays[day.Weekday()]
	switch {
	case month == time.November && date >= 24: // the week of the sales
		w *= 1.5
	case month == time.December && date >= 24: // the holidays
		w *= 0.45
	}
	return w
}

// daysOf returns the wheel of the plan's days.
func (p Plan) daysOf() wheel {
	n := p.days()
	return newWheel(n, func(i int) float64 {
		return dayWeight(p.From().AddDate(0, 0, i), float64(i)/float64(n))
	})
}

// days is how many days the plan has, the last of which may be a part of one.
func (p Plan) days() int { return int(math.Ceil(p.Until.Sub(p.From()).Hours() / 24)) }

// hourWheels say at which hours of their own day people follow links.
var (
	atWork = hourWheel(2, 1, 1, 1, 1, 3, 9, 16, 22, 24, 22, 20, 19, 20, 20, 19, 17, 15, 12, 12, 12, 11, 8, 4)
	atEase = hourWheel(5, 3, 2, 1, 1, 2, 5, 9, 11, 12, 12, 13, 15, 14, 13, 13, 14, 16, 19, 23, 26, 25, 19, 11)
)

func hourWheel(weights ...float64) wheel {
	return newWheel(len(weights), func(i int) float64 { return weights[i] })
}

// timeOn draws an instant of a calendar day in a zone.
func timeOn(r *rand.Rand, day time.Time, hours wheel, zone *time.Location) time.Time {
	y, m, d := day.Date()
	millis := r.IntN(int(time.Hour / time.Millisecond))
	return time.Date(y, m, d, hours.draw(r), 0, 0, 0, zone).Add(time.Duration(millis) * time.Millisecond)
}
