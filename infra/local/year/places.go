package year

import (
	"math/rand/v2"
	"time"

	_ "time/tzdata" // the machine may have no time zones
)

// place is where visitors are: a country, and the time zone that most of its people live in.
type place struct {
	country string // ISO 3166-1 alpha-2
	zone    *time.Location
	weight  float64 // share of the visitors that no partner's home explains
}

var places = func() []place {
	var all []place
	for _, p := range []struct {
		country, zone string
		weight        float64
	}{
		{"US", "America/New_York", 15}, {"US", "America/Chicago", 7}, {"US", "America/Los_Angeles", 8},
		{"GB", "Europe/London", 13}, {"DE", "Europe/Berlin", 11}, {"FR", "Europe/Paris", 5.5},
		{"NL", "Europe/Amsterdam", 3.5}, {"AT", "Europe/Vienna", 3}, {"CH", "Europe/Zurich", 2.6},
		{"CA", "America/Toronto", 3.8}, {"AU", "Australia/Sydney", 3}, {"IE", "Europe/Dublin", 2},
		{"IT", "Europe/Rome", 2.4}, {"ES", "Europe/Madrid", 2.4}, {"SE", "Europe/Stockholm", 1.8},
		{"NO", "Europe/Oslo", 1.2}, {"DK", "Europe/Copenhagen", 1.3}, {"FI", "Europe/Helsinki", 0.9},
		{"BE", "Europe/Brussels", 1.4}, {"PL", "Europe/Warsaw", 1.5}, {"CZ", "Europe/Prague", 0.8},
		{"PT", "Europe/Lisbon", 0.8}, {"GR", "Europe/Athens", 0.4}, {"HU", "Europe/Budapest", 0.4},
		{"RO", "Europe/Bucharest", 0.5}, {"BG", "Europe/Sofia", 0.2}, {"HR", "Europe/Zagreb", 0.3},
		{"SK", "Europe/Bratislava", 0.2}, {"LU", "Europe/Luxembourg", 0.2}, {"EE", "Europe/Tallinn", 0.2},
		{"TR", "Europe/Istanbul", 0.6}, {"IL", "Asia/Jerusalem", 0.4}, {"AE", "Asia/Dubai", 0.5},
		{"IN", "Asia/Kolkata", 2.6}, {"SG", "Asia/Singapore", 0.6}, {"JP", "Asia/Tokyo", 0.9},
		{"KR", "Asia/Seoul", 0.4}, {"NZ", "Pacific/Auckland", 0.7}, {"ZA", "Africa/Johannesburg", 0.6},
		{"BR", "America/Sao_Paulo", 1.4}, {"MX", "America/Mexico_City", 0.9},
		{"AR", "America/Argentina/Buenos_Aires", 0.4},
	} {
		zone, err := time.LoadLocation(p.zone)
		if err != nil {
			panic("year: " + err.Error())
		}
		all = append(all, place{p.country, zone, p.weight})
	}
	return all
}()

// anywhere draws a place of visitors whom no partner's home explains, and the home of a partner.
var anywhere = newWheel(len(places), func(i int) float64 { return places[i].weight })

// atHome is the share of a partner's visitors who live where the partner does.
const atHome = 0.58

// unknownCountry is the share of visitors whose country nobody can tell.
const unknownCountry = 0.015

func visitorPlace(r *rand.Rand, home int) int {
	if r.Float64() < atHome {
		return home
	}
	return anywhere.draw(r)
}
