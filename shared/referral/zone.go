package referral

import "time"

// Zone is the time zone that the days of stats are of. The zero value is UTC.
type Zone struct{ location *time.Location }

// ParseZone accepts a name of the IANA time zone database, https://www.iana.org/time-zones. The
// database is that of the machine, or else of a program that imports time/tzdata; without either,
// only UTC exists. The error is an *Error of kind Invalid.
func ParseZone(name string) (Zone, error) {
	const local = "Local" // the machine's own zone, for package time
	// The names begin with a capital; beside them, machines have files of other kinds.
	if name != "" && 'A' <= name[0] && name[0] <= 'Z' && name != local {
		if location, err := time.LoadLocation(name); err == nil {
			return Zone{location}, nil
		}
	}
	return Zone{}, Invalidf("must be the IANA name of a time zone, such as UTC or Europe/Berlin")
}

// String returns the zone's IANA name.
func (z Zone) String() string {
	return z.Location().String()
}

// Location returns what package time knows the zone as.
func (z Zone) Location() *time.Location {
	if z.location == nil {
		return time.UTC
	}
	return z.location
}

// Today returns the zone's day at the instant now.
func (z Zone) Today(now time.Time) Day { return z.Wall(HourOf(now)).Day() }

// Wall returns what clocks of the zone show when h begins, as if it were UTC, without minutes. When
// clocks are put back, two hours have the same.
func (z Zone) Wall(h Hour) Hour {
	if z.location == nil {
		return h
	}
	at := h.Time().In(z.location)
	_, offset := at.Zone()
	return HourOf(at.Add(time.Duration(offset) * time.Second))
}

// farthest is how many hours a zone is at most ahead of UTC, and one more.
const farthest = 15

// hours returns the first hour of the day from, and the first after the day to. The two are the
// same if the zone skipped the days, as Samoa did on 2011-12-30.
func (z Zone) hours(from, to Day) (first, end Hour) {
	return z.firstHour(from), z.firstHour(to.Add(1))
}

func (z Zone) firstHour(d Day) Hour {
	h := d.Hour(-farthest)
	for z.Wall(h).Day() < d {
		h++
	}
	return h
}

// wholeHours reports whether the zone is whole hours away from UTC, and changes that on the hour
// only, from the hour first to the one before end. Otherwise an hour of UTC lies in two of the
// zone.
func (z Zone) wholeHours(first, end Hour) bool {
	if z.location == nil {
		return true
	}
	for at := first.Time().In(z.location); ; {
		if _, offset := at.Zone(); int64(offset)%secondsPerHour != 0 {
			return false
		}
		_, at = at.ZoneBounds()
		if at.IsZero() || !at.Before(end.Time()) {
			return true
		}
		if at.Unix()%secondsPerHour != 0 {
			return false
		}
	}
}
