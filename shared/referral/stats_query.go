package referral

import (
	"slices"
	"strings"
	"time"
)

const (
	maxStatsDays = 400
	// defaultStatsDays is how long a period is that names no first day.
	defaultStatsDays = 30
)

// defaultBreakdown is for queries that don't name any dimension.
var defaultBreakdown = []string{"website", "ad"}

// StatsQuery says which stats to show.
type StatsQuery struct {
	From, To Day // the first and the last day, of Zone
	Zone     Zone
	// InsteadOf is the account's zone if the stats, which name none, can't be exact in it and
	// therefore are in UTC; "" otherwise.
	InsteadOf string
	By        []string // Dimensions, each at most once
	Filters   Filters
	// Starts are the days on which ads start, as far as that is known, so that stats by ad can tell
	// the hits before.
	Starts map[Code]Day
}

// StatsParameters are the parameters of stats. Any may be empty.
type StatsParameters struct {
	From, To, By, Zone string
	Filters            map[string][]string // by dimension
}

// ParseStatsQuery reads the parameters of stats, at the instant now. Stats that name no zone are in
// that of the account if they can be exact in it, or else in UTC. The error is an *Error of kind
// Invalid that names every bad parameter; that of the zone is tz.
func ParseStatsQuery(p StatsParameters, account Zone, now time.Time) (StatsQuery, error) {
	var bad FieldErrors
	q := StatsQuery{By: parseBreakdown(p.By, &bad), Filters: parseFilters(p.Filters, &bad), Zone: account}
	if p.Zone != "" {
		zone, err := ParseZone(p.Zone)
		bad.AddErr("tz", err)
		q.Zone = zone
	}
	q.From, q.To = parsePeriod(p.From, p.To, q.Zone.Today(now), &bad)
	if err := bad.Err(); err != nil || q.Zone.wholeHours(q.Zone.hours(q.From, q.To)) {
		return q, err
	}
	if p.Zone != "" {
		return q, InvalidField("tz", "%s is not whole hours from UTC throughout the period, and counts are kept by "+
			"the hour of UTC, so these stats could not be exact", q.Zone)
	}
	q.InsteadOf, q.Zone = account.String(), Zone{}
	q.From, q.To = parsePeriod(p.From, p.To, q.Zone.Today(now), &bad)
	return q, bad.Err()
}

// Cuts reports whether stats are broken down or filtered by any of dimensions.
func (q StatsQuery) Cuts(dimensions ...string) bool {
	return slices.ContainsFunc(dimensions, func(d string) bool {
		return slices.Contains(q.By, d) || len(q.Filters[d]) > 0
	})
}

// CutsVisits reports whether the answer takes what is known of single visits: their ads and
// visitors.
func (q StatsQuery) CutsVisits() bool {
	return q.Cuts("ad", "mediaType", "country", "device", "browser", "referrer")
}

// parsePeriod fills in what is missing: a period ends today and is defaultStatsDays long.
func parsePeriod(from, to string, today Day, bad *FieldErrors) (Day, Day) {
	last, errLast := dayOr(to, today)
	bad.AddErr("to", errLast)
	first, errFirst := dayOr(from, last.Add(1-defaultStatsDays))
	bad.AddErr("from", errFirst)
	switch days := first.DaysUntil(last) + 1; {
	case errLast != nil || errFirst != nil:
	case days < 1:
		bad.Add("from", "must not be after to")
	case days > maxStatsDays:
		bad.Add("from", "stats cover at most %d days", maxStatsDays)
	}
	return first, last
}

func dayOr(s string, otherwise Day) (Day, error) {
	if s == "" {
		return otherwise, nil
	}
	return ParseDay(s)
}

func parseBreakdown(by string, bad *FieldErrors) []string {
	if by == "" {
		return defaultBreakdown
	}
	dimensions := strings.Split(by, ",")
	for i, d := range dimensions {
		if !slices.Contains(Dimensions, d) || slices.Contains(dimensions[:i], d) {
			bad.Add("by", "must be a comma-separated list of %s, each at most once", strings.Join(Dimensions, ", "))
			break
		}
	}
	return dimensions
}
