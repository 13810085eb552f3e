package stats

import (
	"time"

	"signpost/shared/referral"
)

// Parameters choose which stats to show. An operation's input embeds them, and its description
// should include Description.
type Parameters struct {
	From    string `query:"from" format:"date" doc:"The first day, UTC"`
	To      string `query:"to" format:"date" doc:"The last day, UTC; today by default"`
	By      string `query:"by" example:"website,ad" doc:"What to break down by"`
	Website string `query:"website" doc:"Only this website"`
	Ad      string `query:"ad" doc:"Only this ad"`
	Partner string `query:"partner" doc:"Only this partner"`
}

// Description explains the parameters and the CSV to those who use the API.
const Description = "Stats cover at most 400 days; without `from`, they cover 30. `by` is a comma-separated list of " +
	"`website`, `ad`, `partner`, `day`, `hour`, `country`, `device` and `referrer`, `website,ad` by default. " +
	"In CSV, revenue in any further currency has a line of its own."

// Query checks the parameters. The error is of kind Invalid and names those that are not valid.
func (p Parameters) Query(now time.Time) (referral.StatsQuery, error) {
	return referral.ParseStatsQuery(p.From, p.To, p.By, p.Website, p.Ad, p.Partner, referral.DayOf(now))
}
