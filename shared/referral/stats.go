package referral

import (
	"maps"
	"slices"
)

// Stats adds up what was counted, broken down as its query says. It is not safe for concurrent use.
type Stats struct {
	Query  StatsQuery
	Totals Counts
	period Period
	by     []string // the query's By, then "ad" if only media types need it
	rows   map[rowKey]*Row
}

// rowKey holds a value for each dimension of the breakdown, in the order of the breakdown.
type rowKey [12]string

// Row is one row of stats: a value for each dimension of the query's By, and what was counted.
type Row struct {
	Values []string
	Counts Counts
	// Early is how many of the hits were before the day on which the ad starts. It is zero where
	// rows are not by ad, or the query does not know the ad's start.
	Early int64
}

// NewStats returns stats without any counts.
func NewStats(q StatsQuery) *Stats {
	s := &Stats{Query: q, period: q.Period(), by: slices.Clone(q.By), rows: map[rowKey]*Row{}}
	if q.Cuts("mediaType") && !slices.Contains(q.By, "ad") {
		s.by = append(s.by, "ad")
	}
	return s
}

// Add counts l if it is within the query's period, passes its filters and is in a column of stats.
func (s *Stats) Add(l Line) {
	wall := s.Query.Zone.Wall(l.Cell.Hour)
	if !l.Counts.inStats() || !s.period.Has(l.Cell.Hour) || !s.passes(l.Cell, wall) {
		return
	}
	var key rowKey
	for i, dimension := range s.by {
		key[i] = l.Cell.value(dimension, wall)
	}
	row := Row{Counts: l.Counts}
	if s.isEarly(l.Cell.Ad, wall) {
		row.Early = l.Counts.Hits
	}
	s.add(key, row)
}

// isEarly reports whether hits of an ad are marked as before its start.
func (s *Stats) isEarly(ad Code, wall Hour) bool {
	start, known := s.Query.Starts[ad]
	return known && wall.Day() < start && slices.Contains(s.Query.By, "ad")
}

func (s *Stats) add(key rowKey, r Row) {
	row := s.rows[key]
	if row == nil {
		row = &Row{}
		s.rows[key] = row
	}
	row.Counts.Add(r.Counts)
	row.Early += r.Early
	s.Totals.Add(r.Counts)
}

// passes reports whether a cell passes all filters but that of media types.
func (s *Stats) passes(c Cell, wall Hour) bool {
	for dimension := range s.Query.Filters {
		if dimension != "mediaType" && !s.Query.Filters.lets(dimension, c.value(dimension, wall)) {
			return false
		}
	}
	return true
}

// Ads returns the codes of the ads that there are rows for, in no order; none if neither the rows
// nor their media types need them.
func (s *Stats) Ads() []Code {
	ad := slices.Index(s.by, "ad")
	if ad < 0 {
		return nil
	}
	codes := map[Code]struct{}{}
	for key := range s.rows {
		if key[ad] != "" {
			codes[Code(key[ad])] = struct{}{}
		}
	}
	return slices.Collect(maps.Keys(codes))
}

// SortByMediaType gives rows the media types of their ads and applies the query's filter of them.
// It must be called once, after all lines, if the query cuts by media type. An ad that is not
// among ads has none.
func (s *Stats) SortByMediaType(ads map[Code]Ad) {
	if !s.Query.Cuts("mediaType") {
		return
	}
	rows := s.rows
	s.rows, s.Totals = map[rowKey]*Row{}, Counts{}
	ad, mediaType := slices.Index(s.by, "ad"), slices.Index(s.by, "mediaType")
	for key, row := range rows {
		value := ads[Code(key[ad])].MediaType
		if !s.Query.Filters.lets("mediaType", value) {
			continue
		}
		if mediaType >= 0 {
			key[mediaType] = value
		}
		if ad >= len(s.Query.By) {
			key[ad] = ""
		}
		s.add(key, *row)
	}
}

// listing are the dimensions that an ad without any counts has values for, or may lack one.
var listing = []string{"website", "ad", "partner", "mediaType"}

// ListsAds reports whether the rows of q are by ad and by nothing that takes a visit, so that an ad
// can have one without counts.
func (q StatsQuery) ListsAds() bool {
	return slices.Contains(q.By, "ad") &&
		!slices.ContainsFunc(q.By, func(d string) bool { return !slices.Contains(listing, d) })
}

// List adds rows of zeros for those of ads that have no row and pass the filters, if the query
// ListsAds. They name the ad's own partner, and no website.
func (s *Stats) List(ads []Ad) {
	if !s.Query.ListsAds() {
		return
	}
	listed := map[Code]bool{}
	for _, code := range s.Ads() {
		listed[code] = true
	}
	for _, ad := range ads {
		filters := s.Query.Filters
		passes := filters.lets("ad", string(ad.Code)) && filters.lets("partner", string(ad.Partner)) &&
			filters.lets("mediaType", ad.MediaType)
		if listed[ad.Code] || !passes {
			continue
		}
		var key rowKey
		for i, dimension := range s.by {
			key[i] = Cell{Ad: ad.Code, Partner: ad.Partner}.value(dimension, 0)
			if dimension == "mediaType" {
				key[i] = ad.MediaType
			}
		}
		s.add(key, Row{})
	}
}

// Rows returns the rows, sorted by their values.
func (s *Stats) Rows() []Row {
	rows := make([]Row, 0, len(s.rows))
	for key, row := range s.rows {
		rows = append(rows, Row{slices.Clone(key[:len(s.Query.By)]), row.Counts, row.Early})
	}
	slices.SortFunc(rows, func(a, b Row) int { return slices.Compare(a.Values, b.Values) })
	return rows
}

// Currency returns the currency to show first: the usual one if it has revenue or if none has, or
// else the alphabetically first that has.
func (s *Stats) Currency(usual string) string {
	if _, found := s.Totals.Revenue[usual]; found || len(s.Totals.Revenue) == 0 {
		return usual
	}
	return slices.Min(slices.Collect(maps.Keys(s.Totals.Revenue)))
}
