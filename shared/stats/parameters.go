package stats

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/referral"
)

// Parameters choose which stats to show. An operation's input embeds them, and its description
// should include Description.
type Parameters struct {
	From      string   `query:"from" format:"date" doc:"The first day"`
	To        string   `query:"to" format:"date" doc:"The last day; today by default"`
	By        string   `query:"by" example:"website,ad" doc:"What to break down by"`
	TimeZone  string   `query:"tz" maxLength:"64" doc:"Whose days these are: an IANA name; the account's by default"`
	Website   []string `query:"website,explode" nullable:"false" doc:"Only these websites"`
	Ad        []string `query:"ad,explode" nullable:"false" doc:"Only these ads"`
	Partner   []string `query:"partner,explode" nullable:"false" doc:"Only these partners"`
	MediaType []string `query:"mediaType,explode" nullable:"false" doc:"Only ads of these media types"`
	Country   []string `query:"country,explode" nullable:"false" doc:"Only these countries, ISO 3166-1"`
	Device    []string `query:"device,explode" nullable:"false" doc:"Only these kinds of device"`
	Browser   []string `query:"browser,explode" nullable:"false" doc:"Only these families of browsers"`
	Referrer  []string `query:"referrer,explode" nullable:"false" doc:"Only these hosts of pages with the link"`
	BOM       bool     `query:"bom" doc:"Begin CSV with a byte order mark, which some spreadsheets need"`
	Cursor    string   `query:"cursor" maxLength:"4096" doc:"The next of the previous part; none for the first"`
}

// Description explains the parameters and the CSV to those who use the API.
const Description = "Stats cover at most 400 days; without `from`, they cover 30. `by` is a comma-separated list " +
	"of `website`, `ad`, `partner`, `mediaType`, `month`, `day`, `weekday` (1 is Monday, 7 is Sunday), `hour`, " +
	"`country`, `device`, `browser` and `referrer`, `website,ad` by default.\n\n" +
	"There is a filter for each of these but those of time. It can be given up to 100 times, and lets through what " +
	"has any of the values. Present but empty, as in `country=`, it lets through what has none or is unknown.\n\n" +
	"`tz` is an IANA name. Months, days, weekdays and hours, `from`, `to` and today are those of the time zone. " +
	"Where clocks are put back, the hour that comes twice is one. Counts are kept by the hour of UTC, so stats are " +
	"exact only in zones that are whole hours from UTC throughout the period: others are refused. If that is so of " +
	"the account's own zone, stats that name none are in UTC, and `timeZoneNote` says so.\n\n" +
	"Rows have names beside codes, as they are now; a name is absent if it was erased or there is no such thing. " +
	"Where `by` has `ad`, rows also say what the ad is, and how many of the hits came before its start date. Where " +
	"it has nothing besides `ad`, `website`, `partner` and `mediaType`, ads without hits are rows too, archived ones " +
	"among them: all ads of the partners that the stats are about. An ad of the last second may be missing.\n\n" +
	"As CSV, amounts are in major units of the currency beside them. A row with revenue in several currencies has a " +
	"line for each; only the first has the other numbers, so that every column but the revenue can be added up.\n\n" +
	"A report of more than 10,000 rows or some 4 MB comes in parts: `next` is the cursor of the next one, " +
	"and the header `Link` its address, with `rel=\"next\"`. Rows are sorted by their keys, so no row is in two " +
	"parts, and the rows of all parts add up; `totals` are those of the whole report in every part. " +
	"Counting goes on between the parts: each has the numbers of its own `asOf`, and a row that is new since then " +
	"and sorts before the cursor is in none. All parts cover the days of the first. " +
	"In CSV, only the first part has a header line: all parts, one after the other, are one file."

// Resolve reads the filters again, from the query itself: a filter that is empty is not absent.
func (p *Parameters) Resolve(ctx huma.Context) []error {
	at := ctx.URL()
	query := at.Query()
	for dimension, filter := range p.filters() {
		*filter = query[dimension]
	}
	return nil
}

// filters returns the fields of the filters by dimension.
func (p *Parameters) filters() map[string]*[]string {
	return map[string]*[]string{
		"website": &p.Website, "ad": &p.Ad, "partner": &p.Partner, "mediaType": &p.MediaType,
		"country": &p.Country, "device": &p.Device, "browser": &p.Browser, "referrer": &p.Referrer,
	}
}

// query checks the parameters. The error is of kind Invalid and names those that are not valid.
func (p *Parameters) query(account referral.Zone, now time.Time) (referral.StatsQuery, error) {
	parameters := referral.StatsParameters{
		From: p.From, To: p.To, By: p.By, Zone: p.TimeZone, Filters: map[string][]string{},
	}
	for dimension, filter := range p.filters() {
		parameters.Filters[dimension] = *filter
	}
	return referral.ParseStatsQuery(parameters, account, now)
}

// Address returns the address of the report's first part: path with the parameters, and with more,
// that choose what is in the report. Reports with the same address have the same cursors.
func (p *Parameters) Address(path string, more url.Values) string {
	query := url.Values{"from": {p.From}, "to": {p.To}, "by": {p.By}, "tz": {p.TimeZone}}
	if p.BOM {
		query.Set("bom", strconv.FormatBool(p.BOM))
	}
	maps.Copy(query, more)
	maps.DeleteFunc(query, func(_ string, values []string) bool { return slices.Equal(values, []string{""}) })
	for dimension, filter := range p.filters() {
		if len(*filter) > 0 {
			query[dimension] = *filter
		}
	}
	return path + "?" + query.Encode()
}
