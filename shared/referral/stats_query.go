package referral

import (
	"slices"
	"strings"
)

const (
	maxStatsDays = 400
	// defaultStatsDays is how long a period is that names no first day.
	defaultStatsDays = 30
)

// defaultBreakdown is for queries that don't name any dimension.
var defaultBreakdown = []string{"website", "ad"}

// StatsQuery says which stats to show. An empty filter lets everything pass.
type StatsQuery struct {
	From, To Day      // the first and the last day
	By       []string // Dimensions, each at most once
	Website  Code
	Ad       Code
	Partner  Code
}

// ParseStatsQuery reads the parameters of stats: a period, comma-separated dimensions and filters.
// Any of them may be empty. The error is an *Error of kind Invalid that names every bad parameter.
func ParseStatsQuery(from, to, by, website, ad, partner string, today Day) (StatsQuery, error) {
	var bad FieldErrors
	q := StatsQuery{
		By:      parseBreakdown(by, &bad),
		Website: parseFilter(website, "website", &bad),
		Ad:      parseFilter(ad, "ad", &bad),
		Partner: parseFilter(partner, "partner", &bad),
	}
	q.From, q.To = parsePeriod(from, to, today, &bad)
	return q, bad.Err()
}

// Period returns the hours that q asks about, those apart that it tells apart.
func (q StatsQuery) Period() Period {
	return HoursOf(q.From, q.To)
}

// passes reports whether what was counted in c belongs into the stats.
func (q StatsQuery) passes(c Cell) bool {
	return q.Period().Has(c.Hour) &&
		(q.Website == "" || q.Website == c.Website) &&
		(q.Ad == "" || q.Ad == c.Ad) &&
		(q.Partner == "" || q.Partner == c.Partner)
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

func parseFilter(s, field string, bad *FieldErrors) Code {
	if s == "" {
		return ""
	}
	code, err := ParseCode(s)
	bad.AddErr(field, err)
	return code
}
