// Package sheet reads CSV files of partners and websites as spreadsheets and other systems write
// them, and makes the cells of files that we write safe to open.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"signpost/shared/referral"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxRows is how many rows one file may have, without its header.
const MaxRows = 5000

// Sheet is a CSV file of partners or websites with its columns matched to fields.
type Sheet struct {
	Rows    []Row
	Ignored []string // names of columns that match no field, as they are in the file
}

// Row is one row. Cells has the text of every column that matched a field, by the field's name in the API; text is trimmed.
type Row struct {
	Line  int // in the file, from 1
	Cells map[string]string
	Err   error // the row has another number of cells than the header
}

// column is a field and the names under which other systems export it, best first, in letters and digits only.
type column struct {
	field string
	names []string
}

// partnerColumns are the columns of partners. The names are those of Signpost's own export, Keap, Tapfiliate, Post Affiliate Pro, AffiliateWP
// and of hand-made lists.
var partnerColumns = []column{
	{"code", []string{"code", "partnercode", "affiliatecode", "affcode", "referralcode", "referralid", "refid", "username", "login", "partner", "affiliate", "partnerid", "affiliateid"}},
	{"name", []string{"name", "partnername", "affiliatename", "fullname", "displayname", "contactname", "company", "companyname"}},
	{"firstName", []string{"firstname", "givenname"}},
	{"lastName", []string{"lastname", "surname", "familyname"}},
	{"email", []string{"email", "emailaddress", "mail", "partneremail", "affiliateemail", "contactemail", "paymentemail"}},
	{"parent", []string{"parent", "parentcode", "parentpartner", "parentpartnercode", "parentaffiliate", "parentaffiliatecode", "recruiter", "recruitedby", "sponsor", "sponsorcode", "referredby", "upline"}},
	{"programs", []string{"programs", "program", "programcodes", "partnerprograms", "affiliateprogram", "commissionprogram", "commissionprograms", "groups", "group"}},
	{"status", []string{"status", "state", "partnerstatus", "affiliatestatus", "active", "enabled"}},
	{"attributionDays", []string{"attributiondays", "attributionwindow", "cookiedays", "cookielife", "cookielifetime", "cookieduration", "leadexpiration", "leadexpirationdays"}},
}

// websiteColumns are the columns of websites.
var websiteColumns = []column{
	{"code", []string{"code", "websitecode", "redirectcode", "linkcode", "redirectlinkcode", "slug", "website", "websiteid"}},
	{"name", []string{"name", "websitename", "redirectname", "redirectlinkname", "linkname", "title"}},
	{"url", []string{"url", "destination", "destinationurl", "redirecturl", "redirectsto", "targeturl", "target", "websiteurl", "landingpage", "landingpageurl", "link"}},
	{"programs", []string{"programs", "program", "programcodes", "affiliateprogram", "commissionprogram", "commissionprograms", "groups", "group"}},
	{"status", []string{"status", "state", "active", "enabled"}},
	{"fallbackUrl", []string{"fallbackurl", "fallback", "expiredurl"}},
	{"params.partner", []string{"paramspartner", "partnerparam", "partnerparameter"}},
	{"params.ad", []string{"paramsad", "adparam", "adparameter"}},
	{"params.clickId", []string{"paramsclickid", "clickidparam", "clickidparameter"}},
}

// ReadPartners reads a CSV file of partners; see readSheet.
func ReadPartners(data []byte) (Sheet, error) { return readSheet(data, partnerColumns) }

// ReadWebsites reads a CSV file of websites; see readSheet.
func ReadWebsites(data []byte) (Sheet, error) { return readSheet(data, websiteColumns) }

// readSheet reads CSV as spreadsheets and other systems write it: UTF-8 with or without a byte order mark, lines that end in LF or CRLF,
// quotes, cells separated by comma, semicolon or tab. The first row names the columns, in any case and order. Empty rows are left out.
// What is wrong with the file as a whole is an Invalid error.
func readSheet(data []byte, columns []column) (Sheet, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		return Sheet{}, referral.Invalidf("the file is not UTF-8; save it as \"CSV UTF-8\"")
	}
	in, header, err := openSheet(data, columns)
	if err != nil {
		return Sheet{}, err
	}
	fields, sheet := matchColumns(header, columns)
	if len(fields) == 0 || !hasField(fields, "code") {
		return Sheet{}, referral.Invalidf("the first row names no column \"code\"")
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return sheet, nil
		}
		if err != nil {
			return Sheet{}, sheetError(err)
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if len(sheet.Rows) == MaxRows {
			return Sheet{}, referral.Invalidf("the file has more than %d rows; split it", MaxRows)
		}
		line, _ := in.FieldPos(0)
		sheet.Rows = append(sheet.Rows, newRow(line, cells, fields, len(header)))
	}
}

// openSheet reads the header with the separator that makes most sense of it.
func openSheet(data []byte, columns []column) (*csv.Reader, []string, error) {
	best, bestHeader, bestMatches := (*csv.Reader)(nil), []string(nil), -1
	var first error
	for _, separator := range ",;\t" {
		in := csv.NewReader(bytes.NewReader(data))
		in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = separator, -1, separator != '\t'
		header, err := in.Read()
		if err != nil {
			first = cmpError(first, err)
			continue
		}
		if fields, _ := matchColumns(header, columns); len(fields) > bestMatches {
			best, bestHeader, bestMatches = in, header, len(fields)
		}
	}
	if best == nil {
		return nil, nil, sheetError(first)
	}
	return best, bestHeader, nil
}

func cmpError(first, err error) error {
	if first != nil {
		return first
	}
	return err
}

func sheetError(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return referral.Invalidf("the file is empty")
	case errors.As(err, &parse):
		return referral.Invalidf("line %d cannot be read: %v", parse.Line, parse.Err)
	}
	return referral.Invalidf("the file cannot be read as CSV")
}

// matchColumns returns which column of the file, by position, has which field. Of several columns for one field the best name counts.
func matchColumns(header []string, columns []column) (map[int]string, Sheet) {
	fields := map[int]string{}
	for _, c := range columns {
		if at := bestColumn(header, c.names, fields); at >= 0 {
			fields[at] = c.field
		}
	}
	var sheet Sheet
	for i, name := range header {
		if _, ok := fields[i]; !ok && strings.TrimSpace(name) != "" {
			sheet.Ignored = append(sheet.Ignored, strings.TrimSpace(name))
		}
	}
	return fields, sheet
}

func bestColumn(header, names []string, taken map[int]string) int {
	for _, name := range names {
		for i, h := range header {
			if _, ok := taken[i]; !ok && bareName(h) == name {
				return i
			}
		}
	}
	return -1
}

func hasField(fields map[int]string, field string) bool {
	for _, f := range fields {
		if f == field {
			return true
		}
	}
	return false
}

// bareName is the name of a column in lower case, without anything but letters and digits.
func bareName(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func newRow(line int, cells []string, fields map[int]string, columns int) Row {
	row := Row{Line: line, Cells: map[string]string{}}
	if len(cells) != columns {
		row.Err = referral.Invalidf("has %d cells, and the first row has %d", len(cells), columns)
	}
	for i, field := range fields {
		if i < len(cells) {
			row.Cells[field] = withoutGuard(strings.TrimSpace(cells[i]))
		}
	}
	return row
}
