package stats

import (
	"net/url"
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
	Cursor  string `query:"cursor" maxLength:"4096" doc:"The next of the previous part; none for the first"`
}

// Description explains the parameters and the CSV to those who use the API.
const Description = "Stats cover at most 400 days; without `from`, they cover 30. `by` is a comma-separated list of " +
	"`website`, `ad`, `partner`, `day`, `hour`, `country`, `device` and `referrer`, `website,ad` by default. " +
	"In CSV, revenue in any further currency has a line of its own. " +
	"A report of more than 10,000 rows or some 4 MB comes in parts: `next` is the cursor of the next one, " +
	"and the header `Link` its address, with `rel=\"next\"`. Rows are sorted by their keys, so no row is in two " +
	"parts, and the rows of all parts add up; `totals` are those of the whole report in every part. " +
	"Counting goes on between the parts: each has the numbers of its own `asOf`, and a row that is new since then " +
	"and sorts before the cursor is in none. All parts cover the days of the first. " +
	"In CSV, only the first part has a header line: all parts, one after the other, are one file."

// query checks the parameters. The error is of kind Invalid and names those that are not valid.
func (p Parameters) query(now time.Time) (referral.StatsQuery, error) {
	return referral.ParseStatsQuery(p.From, p.To, p.By, p.Website, p.Ad, p.Partner, referral.DayOf(now))
}

// Address returns the address of the report's first part: path with the parameters, and with more,
// that choose what is in the report. Reports with the same address have the same cursors.
func (p Parameters) Address(path string, more url.Values) string {
	query := url.Values{}
	for name, value := range map[string]string{
		"from": p.From, "to": p.To, "by": p.By, "website": p.Website, "ad": p.Ad, "partner": p.Partner,
	} {
		query[name] = []string{value}
	}
	for name, values := range more {
		query[name] = values
	}
	for name := range query {
		if query.Get(name) == "" {
			delete(query, name)
		}
	}
	return path + "?" + query.Encode()
}
