package stats

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\uFEFF"

// WriteCSV writes the rows, without totals. Amounts are in major units. A row with revenue in
// several currencies has a line for each, of which only the first has the other numbers. Only the
// first part has a header line: all parts, one after the other, are one file.
func (s Stats) WriteCSV(w io.Writer) error {
	columns := s.columns()
	out := csv.NewWriter(w)
	if !s.isLater {
		if s.bom {
			if _, err := io.WriteString(w, byteOrderMark); err != nil {
				return err
			}
		}
		if err := out.Write(slices.Concat(columns, s.numberColumns())); err != nil {
			return err
		}
	}
	for _, row := range s.Rows {
		for _, numbers := range row.lines(s.isByAd()) {
			if err := out.Write(slices.Concat(row.cells(columns), numbers)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (s Stats) isByAd() bool { return slices.Contains(s.By, "ad") }

// columns returns the dimensions, with what belongs to each beside it.
func (s Stats) columns() (columns []string) {
	for _, dimension := range s.By {
		columns = append(columns, dimension)
		switch dimension {
		case "website", "partner":
			columns = append(columns, dimension+"Name")
		case "ad":
			columns = append(columns, "adName", "description", "startDate", "adStatus")
			if !slices.Contains(s.By, "mediaType") {
				columns = append(columns, "mediaType")
			}
		}
	}
	return columns
}

func (s Stats) numberColumns() []string {
	columns := []string{"hits", "uniques", "bots", "leads", "sales", "subscriptions", "revenue", "currency"}
	if s.isByAd() {
		return slices.Insert(columns, 1, "earlyHits")
	}
	return columns
}

// cells returns the row's text in columns.
func (r *Row) cells(columns []string) []string {
	cells := make([]string, len(columns))
	for i, column := range columns {
		cells[i] = sheet.Guard(r.text(column))
	}
	return cells
}

func (r *Row) text(column string) string {
	switch column {
	case "websiteName":
		return r.WebsiteName
	case "partnerName":
		return r.PartnerName
	case "adName":
		return r.AdName
	case "description":
		return r.Description
	case "startDate":
		return r.StartDate
	case "adStatus":
		return r.AdStatus
	}
	return r.value(column)
}

// lines returns the row's numbers, once for each currency that it has revenue in.
func (r *Row) lines(byAd bool) (lines [][]string) {
	amounts := r.OtherRevenue
	if r.Revenue != 0 || len(amounts) == 0 {
		amounts = slices.Insert(slices.Clone(amounts), 0, Revenue{r.Revenue, r.Currency})
	}
	counts := []int64{r.Hits, r.Uniques, r.Bots, r.Leads, r.Sales, r.Subscriptions}
	if byAd {
		counts = slices.Insert(counts, 1, r.EarlyHits)
	}
	for _, amount := range amounts {
		line := make([]string, len(counts), len(counts)+2)
		for i, n := range counts {
			line[i] = strconv.FormatInt(n, 10)
		}
		lines = append(lines, append(line, referral.Major(amount.Revenue, amount.Currency), amount.Currency))
		clear(counts)
	}
	return lines
}
