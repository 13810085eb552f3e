package referral

import (
	"slices"
	"strings"
)

// maxStatsDays is how many days a report may cover.
const maxStatsDays = 400

// defaultStatsDays is how many days a report covers that says no period: the last ones, today included.
const defaultStatsDays = 30

// defaultBreakdown is what a report is broken down by unless it says so.
var defaultBreakdown = []string{"website", "ad"}

// StatsQuery says what a report is about. Empty filters let everything pass.
type StatsQuery struct {
	From, To Day
	By       []string // of Dimensions, each once
	Website  Code
	Ad       Code
	Partner  Code
}

// ParseStatsQuery reads the parameters of a report: a period, a comma-separated breakdown and filters, each of which may be empty. The error
// names every parameter that is not valid.
func ParseStatsQuery(from, to, by, website, ad, partner string, today Day) (StatsQuery, error) {
	var bad FieldErrors
	q := StatsQuery{By: parseBreakdown(by, &bad)}
	q.Website, q.Ad, q.Partner = filter(website, "website", &bad), filter(ad, "ad", &bad), filter(partner, "partner", &bad)
	q.From, q.To = parsePeriod(from, to, today, &bad)
	return q, bad.Err()
}

// parsePeriod fills in what is missing: a period ends today and is defaultStatsDays long.
func parsePeriod(from, to string, today Day, bad *FieldErrors) (Day, Day) {
	last, err := dayOr(to, today)
	bad.AddErr("to", err)
	first, errFirst := dayOr(from, last.Add(1-defaultStatsDays))
	bad.AddErr("from", errFirst)
	switch days := first.DaysUntil(last) + 1; {
	case err != nil || errFirst != nil:
	case days < 1:
		bad.Add("from", "must not be after to")
	case days > maxStatsDays:
		bad.Add("from", "a report covers at most %d days", maxStatsDays)
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
			bad.Add("by", "is made of %s, each at most once, with commas between them", strings.Join(Dimensions, ", "))
			break
		}
	}
	return dimensions
}

func filter(s, field string, bad *FieldErrors) Code {
	if s == "" {
		return ""
	}
	code, err := ParseCode(s)
	bad.AddErr(field, err)
	return code
}
