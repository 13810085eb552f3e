package referral

import (
	"fmt"
	"slices"
)

// Stats adds up what was counted, broken down as its query says. It is not safe for use by several goroutines.
type Stats struct {
	Query  StatsQuery
	Totals Counts
	rows   map[rowKey]*Counts
}

// rowKey holds a value for each of the dimensions of the breakdown, in its order.
type rowKey [8]string

// Row is one line of a report: the values of the dimensions, in the order of the query's By, and what was counted.
type Row struct {
	Values []string
	Counts Counts
}

// NewStats returns an empty report.
func NewStats(q StatsQuery) *Stats {
	return &Stats{Query: q, rows: map[rowKey]*Counts{}}
}

// Add counts l if the query's filters and period let it pass.
func (r *Stats) Add(l Line) {
	if !r.Query.passes(l.Cell) {
		return
	}
	var key rowKey
	for i, dimension := range r.Query.By {
		key[i] = l.Cell.value(dimension)
	}
	row := r.rows[key]
	if row == nil {
		row = &Counts{}
		r.rows[key] = row
	}
	row.Add(l.Counts)
	r.Totals.Add(l.Counts)
}

func (q StatsQuery) passes(c Cell) bool {
	return q.From <= c.Day && c.Day <= q.To &&
		(q.Website == "" || q.Website == c.Website) &&
		(q.Ad == "" || q.Ad == c.Ad) &&
		(q.Partner == "" || q.Partner == c.Partner)
}

// value returns what c has for a dimension: "" for none or unknown, the hour with two digits.
func (c Cell) value(dimension string) string {
	switch dimension {
	case "website":
		return string(c.Website)
	case "ad":
		return string(c.Ad)
	case "partner":
		return string(c.Partner)
	case "day":
		return string(c.Day)
	case "hour":
		return fmt.Sprintf("%02d", c.Hour)
	case "country":
		return c.Country
	case "device":
		return c.Device
	case "referrer":
		return c.Referrer
	}
	return ""
}

// Rows returns the lines in the order of their values.
func (r *Stats) Rows() []Row {
	rows := make([]Row, 0, len(r.rows))
	for key, counts := range r.rows {
		rows = append(rows, Row{Values: slices.Clone(key[:len(r.Query.By)]), Counts: *counts})
	}
	slices.SortFunc(rows, func(a, b Row) int { return slices.Compare(a.Values, b.Values) })
	return rows
}

// Currency returns the currency that the report shows first: usual, if there is revenue in it or no revenue at all, else the first of
// those that there are, in the order of the alphabet.
func (r *Stats) Currency(usual string) string {
	first := usual
	for currency := range r.Totals.Revenue {
		if currency == usual {
			return usual
		}
		if first == usual || currency < first {
			first = currency
		}
	}
	return first
}
