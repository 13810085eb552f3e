package stats

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"signpost/shared/sheet"
)

var numberColumns = []string{"hits", "uniques", "bots", "leads", "sales", "subscriptions", "revenue", "currency"}

// WriteCSV writes the rows, without totals. Revenue in a further currency has a line of its own, in
// which all other numbers are zero, so every column can be added up. Only the first part has a
// header line: all parts, one after the other, are one file.
func (s Stats) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if !s.isLater {
		if err := out.Write(slices.Concat(s.By, numberColumns)); err != nil {
			return err
		}
	}
	for _, row := range s.Rows {
		lines := [][]string{row.Numbers.columns()}
		for _, other := range row.OtherRevenue {
			lines = append(lines, Numbers{Revenue: other.Revenue, Currency: other.Currency}.columns())
		}
		for _, line := range lines {
			if err := out.Write(append(row.Keys.columns(s.By), line...)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (k Keys) columns(by []string) []string {
	cells := make([]string, 0, len(by)+len(numberColumns))
	for _, dimension := range by {
		cells = append(cells, sheet.Guard(**k.field(dimension)))
	}
	return cells
}

func (n Numbers) columns() []string {
	cells := make([]string, 0, len(numberColumns))
	for _, number := range []int64{n.Hits, n.Uniques, n.Bots, n.Leads, n.Sales, n.Subscriptions, n.Revenue} {
		cells = append(cells, strconv.FormatInt(number, 10))
	}
	return append(cells, n.Currency)
}
