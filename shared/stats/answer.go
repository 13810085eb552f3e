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
	From         string    `json:"from" format:"date" doc:"The first day"`
	To           string    `json:"to" format:"date" doc:"The last day"`
	TimeZone     string    `json:"timeZone" example:"UTC" doc:"Whose days these are: an IANA name"`
	TimeZoneNote string    `json:"timeZoneNote,omitempty" doc:"Why that is not the account's; absent if it is"`
	By           []string  `json:"by" nullable:"false" doc:"What the rows are broken down by"`
	AsOf         time.Time `json:"asOf" doc:"When they were read; the last seconds before that may be missing"`
	Rows         []Row     `json:"rows" nullable:"false" doc:"Sorted by their keys"`
	Totals       Numbers   `json:"totals" doc:"Of the whole report, even if this is only a part of it"`
	NoIdleAds    bool      `json:"noIdleAds,omitempty" doc:"True if ads without hits are missing"`
	Next         string    `json:"next,omitempty" doc:"The cursor of the next part; absent in the last one"`

	isLater bool // not the first part
	bom     bool // its CSV begins with a byte order mark
}

// Row has a value for each dimension of the breakdown, what these stand for, and the numbers.
type Row struct {
	Keys
	Details
	Numbers
}

// Keys are the values of the dimensions. Those that are not part of the breakdown are absent.
type Keys struct {
	Website   *string `json:"website,omitempty" doc:"Empty for none, as of ads without hits"`
	Ad        *string `json:"ad,omitempty" doc:"Empty for visits without an ad"`
	Partner   *string `json:"partner,omitempty" doc:"Empty for visits that nobody is credited for"`
	MediaType *string `json:"mediaType,omitempty" doc:"The ad's, also in rows by ad; empty for none"`
	Month     *string `json:"month,omitempty" example:"2026-03"`
	Day       *string `json:"day,omitempty" format:"date"`
	Weekday   *string `json:"weekday,omitempty" example:"1" doc:"From 1, Monday, to 7, Sunday"`
	Hour      *string `json:"hour,omitempty" example:"09" doc:"Of the day"`
	Country   *string `json:"country,omitempty" example:"NO" doc:"ISO 3166-1; empty when unknown"`
	Device    *string `json:"device,omitempty" doc:"desktop, mobile, tablet or other"`
	Browser   *string `json:"browser,omitempty" example:"firefox" doc:"The family; empty when unknown"`
	Referrer  *string `json:"referrer,omitempty" doc:"The host of the page with the link; empty for none"`
}

// Details say what the keys stand for. Absent are those that don't exist or are not the caller's to
// see, and those of keys that are not part of the breakdown.
type Details struct {
	WebsiteName string `json:"websiteName,omitempty" example:"Hair care"`
	AdName      string `json:"adName,omitempty" example:"Sidebar"`
	Description string `json:"description,omitempty" doc:"The ad's; of a parent's ad, only the parent sees it"`
	StartDate   string `json:"startDate,omitempty" format:"date" doc:"The ad's"`
	AdStatus    string `json:"adStatus,omitempty" enum:"active,archived"`
	PartnerName string `json:"partnerName,omitempty" example:"Alba Castro"`
	// EarlyHits is absent for none, and where the ad's start was not known before reading.
	EarlyHits int64 `json:"earlyHits,omitempty" doc:"How many of the hits came before the ad's start date"`
}

// Numbers are what was counted.
type Numbers struct {
	Hits          int64     `json:"hits" doc:"Visits by people"`
	Uniques       int64     `json:"uniques" doc:"Hits that were a visitor's first on a tracking link in a day of UTC"`
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

// takeRows adds as many of the rows as one answer holds. It returns how many that are.
func (s *Stats) takeRows(rows []Row) int {
	bytes := 0
	for i, row := range rows {
		bytes += row.size()
		if i > 0 && (i == maxRows || bytes > maxBytes) {
			return i
		}
		s.Rows = append(s.Rows, row)
	}
	return len(rows)
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

// field returns where the value of a dimension is.
func (k *Keys) field(dimension string) **string {
	switch dimension {
	case "website":
		return &k.Website
	case "ad":
		return &k.Ad
	case "partner":
		return &k.Partner
	case "mediaType":
		return &k.MediaType
	case "month":
		return &k.Month
	case "day":
		return &k.Day
	case "weekday":
		return &k.Weekday
	case "hour":
		return &k.Hour
	case "country":
		return &k.Country
	case "device":
		return &k.Device
	case "browser":
		return &k.Browser
	}
	return &k.Referrer
}

// value returns the value of a dimension, "" for none.
func (k *Keys) value(dimension string) string {
	if value := *k.field(dimension); value != nil {
		return *value
	}
	return ""
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
