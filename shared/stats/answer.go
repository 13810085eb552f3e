package stats

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"signpost/shared/referral"
)

// Stats are Link Tracking Stats.
type Stats struct {
	From   string    `json:"from" format:"date" doc:"The first day, UTC"`
	To     string    `json:"to" format:"date" doc:"The last day, UTC"`
	By     []string  `json:"by" nullable:"false" doc:"What the rows are broken down by"`
	AsOf   time.Time `json:"asOf" doc:"When they were read; the last seconds before that may be missing"`
	Rows   []Row     `json:"rows" nullable:"false" doc:"Sorted by their keys"`
	Totals Numbers   `json:"totals" doc:"Of the whole report, even if this is only a part of it"`
	Next   string    `json:"next,omitempty" doc:"The cursor of the next part; absent in the last one"`

	isLater bool // not the first part
}

// Row has a value for each dimension of the breakdown, and the numbers.
type Row struct {
	Keys
	Numbers
}

// Keys are the values of the dimensions. Those that are not part of the breakdown are absent.
type Keys struct {
	Website  *string `json:"website,omitempty"`
	Ad       *string `json:"ad,omitempty" doc:"Empty for visits without an ad"`
	Partner  *string `json:"partner,omitempty" doc:"Empty for visits that nobody is credited for"`
	Day      *string `json:"day,omitempty" format:"date"`
	Hour     *string `json:"hour,omitempty" example:"09" doc:"Of the day, UTC"`
	Country  *string `json:"country,omitempty" example:"NO" doc:"ISO 3166-1; empty when unknown"`
	Device   *string `json:"device,omitempty" doc:"desktop, mobile, tablet or other"`
	Referrer *string `json:"referrer,omitempty" doc:"The host of the page with the link; empty for none"`
}

// Numbers are what was counted.
type Numbers struct {
	Hits          int64     `json:"hits" doc:"Visits by people"`
	Uniques       int64     `json:"uniques" doc:"Hits that were a visitor's first on a tracking link that day"`
	Bots          int64     `json:"bots" doc:"Visits by crawlers, link previews and monitors, which are not hits"`
	Leads         int64     `json:"leads" doc:"Opt-ins"`
	Sales         int64     `json:"sales" doc:"Orders"`
	Subscriptions int64     `json:"subscriptions"`
	Revenue       int64     `json:"revenue" doc:"In minor units of currency"`
	Currency      string    `json:"currency" example:"USD" doc:"ISO 4217; the same in all rows"`
	OtherRevenue  []Revenue `json:"otherRevenue,omitempty" doc:"In other currencies; never added to revenue"`
}

// Revenue is an amount in one currency.
type Revenue struct {
	Revenue  int64  `json:"revenue" doc:"In minor units of currency"`
	Currency string `json:"currency" example:"EUR" doc:"ISO 4217"`
}

// present shows sums that were read at asOf, with as many of the rows as one answer holds. last are
// the keys of the last of them, nil if that is the last of all. The usual currency is shown first
// unless all revenue is in others.
func present(sums *referral.Stats, rows []referral.Row, asOf time.Time, usual string) (s Stats, last []string) {
	query, currency := sums.Query, sums.Currency(usual)
	s = Stats{
		From: string(query.From), To: string(query.To), By: query.By, AsOf: asOf.UTC().Truncate(time.Millisecond),
		Rows: []Row{}, Totals: numbers(sums.Totals, currency),
	}
	bytes := 0
	for i, r := range rows {
		row := Row{keys(query.By, r.Values), numbers(r.Counts, currency)}
		bytes += row.size()
		if i > 0 && (i == maxRows || bytes > maxBytes) {
			return s, rows[i-1].Values
		}
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

// size returns how many bytes the row has at most, as JSON and as CSV. Only further currencies can
// make the CSV longer, because each repeats the keys.
func (r Row) size() int {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // a row has nothing but strings and numbers
	}
	return (len(text) + 1) * (1 + len(r.OtherRevenue))
}

func keys(by, values []string) Keys {
	var k Keys
	for i, dimension := range by {
		*k.field(dimension) = &values[i]
	}
	return k
}

func (k *Keys) field(dimension string) **string {
	switch dimension {
	case "website":
		return &k.Website
	case "ad":
		return &k.Ad
	case "partner":
		return &k.Partner
	case "day":
		return &k.Day
	case "hour":
		return &k.Hour
	case "country":
		return &k.Country
	case "device":
		return &k.Device
	}
	return &k.Referrer
}

func numbers(c referral.Counts, currency string) Numbers {
	n := Numbers{
		Hits: c.Hits, Uniques: c.Uniques, Bots: c.Bots, Leads: c.Leads, Sales: c.Sales, Subscriptions: c.Subscriptions,
		Revenue: c.Revenue[currency], Currency: currency,
	}
	for other, revenue := range c.Revenue {
		if other != currency && revenue != 0 {
			n.OtherRevenue = append(n.OtherRevenue, Revenue{Revenue: revenue, Currency: other})
		}
	}
	slices.SortFunc(n.OtherRevenue, func(a, b Revenue) int { return cmp.Compare(a.Currency, b.Currency) })
	return n
}
