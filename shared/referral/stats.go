package referral

import (
	"maps"
	"slices"
)

// Stats adds up what was counted, broken down as its query says. It is not safe for concurrent use.
type Stats struct {
	Query  StatsQuery
	Totals Counts
	rows   map[rowKey]*Counts
}

// rowKey holds a value for each dimension of the breakdown, in the order of the breakdown.
type rowKey [8]string

// Row is one row of stats: a value for each dimension of the query's By, and what was counted.
type Row struct {
	Values []string
	Counts Counts
}

// NewStats returns stats without any counts.
func NewStats(q StatsQuery) *Stats {
	return &Stats{Query: q, rows: map[rowKey]*Counts{}}
}

// Add counts l if it is within the query's period, passes its filters and is in a column of stats.
func (s *Stats) Add(l Line) {
	if !l.Counts.inStats() || !s.Query.passes(l.Cell) {
		return
	}
	var key rowKey
	for i, dimension := range s.Query.By {
		key[i] = l.Cell.value(dimension)
	}
	row := s.rows[key]
	if row == nil {
		row = &Counts{}
		s.rows[key] = row
	}
	row.Add(l.Counts)
	s.Totals.Add(l.Counts)
}

// Rows returns the rows, sorted by their values.
func (s *Stats) Rows() []Row {
	rows := make([]Row, 0, len(s.rows))
	for key, counts := range s.rows {
		rows = append(rows, Row{Values: slices.Clone(key[:len(s.Query.By)]), Counts: *counts})
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
