package referral

import (
	"fmt"
	"time"
)

// Dimensions are what stats can be broken down by. A weekday is from 1, Monday, to 7, Sunday.
var Dimensions = []string{
	"website", "ad", "partner", "mediaType", "month", "day", "weekday", "hour",
	"country", "device", "browser", "referrer",
}

// Cell is where a count belongs: it has a value for each dimension. The media type is that of the
// ad, which only the ad itself knows.
type Cell struct {
	Partner Code // "" when nobody is credited
	Website Code // "" when unknown
	Ad      Code // "" for none
	Hour    Hour
	Visitor
}

// value returns the cell's value for a dimension: "" for none or unknown. wall is the cell's hour
// on the clocks of the zone.
func (c Cell) value(dimension string, wall Hour) string {
	switch dimension {
	case "website":
		return string(c.Website)
	case "ad":
		return string(c.Ad)
	case "partner":
		return string(c.Partner)
	case "country":
		return c.Country
	case "device":
		return c.Device
	case "browser":
		return c.Browser
	case "referrer":
		return c.Referrer
	}
	return wall.value(dimension)
}

// value returns the hour's value for a dimension of time, and "" for any other. Months are written
// YYYY-MM, hours in two digits.
func (h Hour) value(dimension string) string {
	switch dimension {
	case "month":
		return h.Day().Month()
	case "day":
		return string(h.Day())
	case "weekday":
		return string(rune('0' + h.weekday()))
	case "hour":
		return fmt.Sprintf("%02d", h.OfDay())
	}
	return ""
}

// weekday returns 1 for Monday to 7 for Sunday, as ISO 8601 numbers them.
func (h Hour) weekday() int {
	if day := h.Time().Weekday(); day != time.Sunday {
		return int(day)
	}
	return 7
}
