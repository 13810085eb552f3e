// Package sheet imports sheets: it reads CSV files of partners and websites as spreadsheets and
// other systems write them, says what each row makes of what is there, and in which order rows
// can be written. It also makes the cells of files that Signpost writes safe to open.
//
// It knows no storage: a row is applied to a partner or website that the caller has read.
package sheet

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"signpost/shared/referral"
)

// Limits of a file. They keep the work for a file that only looks like a sheet small: what the
// first row says is looked up in lists of names, once for each separator.
const (
	MaxRows    = 5000 // below the header
	MaxColumns = 200
	maxHeader  = 16 << 10 // bytes
)

// Sheet is a CSV file of partners or websites whose columns have been matched to fields.
type Sheet struct {
	Rows    []Row
	Ignored []string // names of columns that match no field, as they are in the file
}

// Row is one row below the header.
type Row struct {
	Line int // where it begins in the file, from 1
	// Cells has the trimmed text of every column that matched a field, by the field's name in
	// the API.
	Cells map[string]string
	Err   error // an Invalid error if the row does not have as many cells as the header
}

// ReadPartners reads a CSV file of partners: UTF-8 with or without a byte order mark, lines
// that end in LF or CRLF, cells that are separated by commas, semicolons or tabs and may be
// quoted. The first row names the columns, in any order and case; names that other systems use
// are understood. Empty rows are left out.
//
// What is wrong with the file as a whole is an Invalid error: it is not CSV, has no column for
// the code, or more than MaxRows rows or MaxColumns columns. What is wrong with one row is found
// when the row is applied.
func ReadPartners(data []byte) (Sheet, error) { return read(data, partnerColumns) }

// ReadWebsites reads a CSV file of websites, as ReadPartners does one of partners.
func ReadWebsites(data []byte) (Sheet, error) { return read(data, websiteColumns) }

const byteOrderMark = "\uFEFF"

func read(data []byte, columns []column) (Sheet, error) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if !utf8.Valid(data) {
		return Sheet{}, referral.Invalidf(`the file is not UTF-8; save it as "CSV UTF-8"`)
	}
	in, header, err := open(data, columns)
	if err != nil {
		return Sheet{}, err
	}
	fields := matchFields(header, columns)
	if !slices.Contains(fields, "code") {
		return Sheet{}, referral.Invalidf(`the first row has no column "code"`)
	}
	rows, err := readRows(in, fields)
	if err != nil {
		return Sheet{}, err
	}
	return Sheet{Rows: rows, Ignored: ignored(header, fields)}, nil
}

// open reads the header with the separator under which most of its columns match a field.
func open(data []byte, columns []column) (in *csv.Reader, header []string, err error) {
	var best rune
	most, tooWide := -1, false
	for _, separator := range ",;\t" {
		names, readErr := readHeader(data, separator)
		switch {
		case readErr != nil:
			err = cmp.Or(err, readErr)
		case len(names) > MaxColumns:
			tooWide = true
		default:
			if n := matched(matchFields(names, columns)); n > most {
				best, most = separator, n
			}
		}
	}
	if tooWide && most <= 0 {
		return nil, nil, referral.Invalidf("the file has more than %d columns", MaxColumns)
	}
	if most < 0 {
		return nil, nil, invalidCSV(err)
	}
	in = newReader(data, best)
	header, err = in.Read()
	return in, header, err
}

// readHeader reads the first row without looking further than it may reach.
func readHeader(data []byte, separator rune) ([]string, error) {
	in := newReader(data[:min(len(data), maxHeader+1)], separator)
	names, err := in.Read()
	if err == nil && in.InputOffset() > maxHeader {
		err = referral.Invalidf("the first row has more than %d bytes", maxHeader)
	}
	return names, err
}

func newReader(data []byte, separator rune) *csv.Reader {
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = separator, -1, separator != '\t'
	return in
}

// readRows reads what is below the header. fields has the field of each column.
func readRows(in *csv.Reader, fields []string) ([]Row, error) {
	var rows []Row
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, invalidCSV(err)
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if len(rows) == MaxRows {
			return nil, referral.Invalidf("the file has more than %d rows; split it", MaxRows)
		}
		line, _ := in.FieldPos(0)
		rows = append(rows, newRow(line, cells, fields))
	}
}

func newRow(line int, cells, fields []string) Row {
	row := Row{Line: line, Cells: map[string]string{}}
	if len(cells) != len(fields) {
		row.Err = referral.Invalidf("has %d cells, but the first row has %d", len(cells), len(fields))
	}
	for i := range min(len(cells), len(fields)) {
		if fields[i] != "" {
			row.Cells[fields[i]] = withoutGuard(strings.TrimSpace(cells[i]))
		}
	}
	return row
}

func invalidCSV(err error) error {
	var parse *csv.ParseError
	switch {
	case referral.CodeOf(err) == referral.Invalid:
		return err
	case errors.Is(err, io.EOF):
		return referral.Invalidf("the file is empty")
	case errors.As(err, &parse):
		return referral.Invalidf("line %d cannot be read: %v", parse.Line, parse.Err)
	}
	return referral.Invalidf("the file cannot be read as CSV")
}
