package stats

import (
	"time"

	"signpost/shared/referral"
)

// Parameters are those of a report; an operation's input embeds them.
type Parameters struct {
	From    string `query:"from" format:"date" doc:"The first day, UTC; without it, the 30 days up to the last"`
	To      string `query:"to" format:"date" doc:"The last day, UTC; without it, today. A report covers at most 400 days"`
	By      string `query:"by" example:"website,ad" doc:"What to break down by: any of website, ad, partner, day, hour, country, device, referrer, with commas between them; website,ad without it"`
	Website string `query:"website" doc:"Only this website"`
	Ad      string `query:"ad" doc:"Only this ad"`
	Partner string `query:"partner" doc:"Only this partner"`
}

// Query checks the parameters. The error is of kind Invalid and names those that are not valid.
func (p Parameters) Query(now time.Time) (referral.StatsQuery, error) {
	return referral.ParseStatsQuery(p.From, p.To, p.By, p.Website, p.Ad, p.Partner, referral.DayOf(now))
}
