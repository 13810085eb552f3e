package sheet_test

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
	"signpost/shared/sheet"
)

var now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func TestSheetsAreReadAsOtherSystemsWriteThem(t *testing.T) {
	want := []map[string]string{
		{"code": "abc123", "name": `Ann, "A"`, "email": "ann@example.com"},
		{"code": "kid456", "name": "Kim\nTwo", "email": ""},
	}
	const ann = `"Ann, ""A"""`
	for name, file := range map[string]string{
		"plain": "code,name,email\n" +
			"abc123," + ann + ",ann@example.com\nkid456,\"Kim\nTwo\",\n",
		"CRLF and BOM": "\uFEFFcode,name,email\r\n" +
			"abc123," + ann + ",ann@example.com\r\nkid456,\"Kim\r\nTwo\",\r\n",
		"semicolons": "code;name;email\n" +
			"abc123;" + ann + ";ann@example.com\nkid456;\"Kim\nTwo\";\n",
		"tabs": "code\tname\temail\n" +
			"abc123\t" + ann + "\tann@example.com\nkid456\t\"Kim\nTwo\"\t\n",
		"other names": "E-Mail Address,Affiliate Code,Id,Affiliate Name\n" +
			"ann@example.com,abc123,7," + ann + "\n,kid456,8,\"Kim\nTwo\"\n",
		"spaces, quotes": "\"Code\",\"NAME\",email\n" +
			" abc123 ," + ann + ", ann@example.com \nkid456,\"Kim\nTwo\",\n",
		"empty rows": "code,name,email\n\n,,\n" +
			"abc123," + ann + ",ann@example.com\n , ,\nkid456,\"Kim\nTwo\",\n",
		"no newline at the end": "code,name,email\n" +
			"abc123," + ann + ",ann@example.com\nkid456,\"Kim\nTwo\",",
		"a better name wins": "partner id,code,name,email\n" +
			"77,abc123," + ann + ",ann@example.com\n78,kid456,\"Kim\nTwo\",\n",
	} {
		read, err := sheet.ReadPartners([]byte(file))
		var got []map[string]string
		for _, row := range read.Rows {
			if row.Err != nil {
				t.Errorf("%s: line %d: %v", name, row.Line, row.Err)
			}
			got = append(got, row.Cells)
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for name, file := range map[string]string{
		"empty":                 "",
		"only a BOM":            "\uFEFF",
		"no code":               "name,email\nAnn,a@example.com\n",
		"not UTF-8":             "code,name\nabc123,Zo\xeb\n",
		"UTF-16":                "\xff\xfec\x00o\x00d\x00e\x00",
		"an open quote":         "code,name\nabc123,\"Ann\nkid456,Kim\n",
		"a stray quote":         "code,name\nabc123,A\"nn\"\n",
		"one row too many":      "code\n" + strings.Repeat("ab\n", sheet.MaxRows+1),
		"one column too many":   "code" + strings.Repeat(",x", sheet.MaxColumns) + "\n",
		"an endless first row":  "code," + strings.Repeat("x", 16<<10) + "\n",
		"an endless first cell": "code,\"" + strings.Repeat("x", 16<<10) + "\"\n",
		"a zipped spreadsheet":  "PK\x03\x04\x14\x00",
	} {
		if _, err := sheet.ReadPartners([]byte(file)); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%s: %v; want invalid", name, err)
		}
	}
}

func TestTheWidestFile(t *testing.T) {
	for name, file := range map[string]string{
		"columns": "code" + strings.Repeat(",x", sheet.MaxColumns-1) + "\n",
		"bytes":   "code," + strings.Repeat("x", 16<<10-len("code,\n")) + "\n",
	} {
		if _, err := sheet.ReadPartners([]byte(file)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What can't be a sheet is refused without taking all of it apart. The work is measured in memory,
// which does not depend on what else the machine does.
func TestAFileOfMillionsOfColumnsIsRefusedAtOnce(t *testing.T) {
	const mostWork = 4 << 20 // bytes
	for _, cell := range []string{",", "code,", ";", "x\t", "\"\",", "\"", " "} {
		file := []byte(strings.Repeat(cell, 5<<20/len(cell)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := sheet.ReadPartners(file)
		runtime.ReadMemStats(&after)
		if referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%q: %v", cell, err)
		}
		if work := after.TotalAlloc - before.TotalAlloc; work > mostWork {
			t.Errorf("%q: %d bytes were allocated", cell, work)
		}
	}
}

func TestRowsWithAnotherNumberOfCellsAndUnknownColumns(t *testing.T) {
	read, err := sheet.ReadPartners([]byte("code,name,Shoe size\nabc123,Ann\nkid456,Kim,42,43\nsolo789,Sol,41\n"))
	if err != nil || !slices.Equal(read.Ignored, []string{"Shoe size"}) {
		t.Fatalf("%+v, %v", read, err)
	}
	if read.Rows[0].Err == nil || read.Rows[1].Err == nil || read.Rows[2].Err != nil {
		t.Errorf("%+v", read.Rows)
	}
}

func FuzzReadPartnerSheet(f *testing.F) {
	f.Add([]byte("code,name\nabc123,Ann\n"))
	f.Add([]byte("\uFEFFcode;name\r\n\"abc123\";'=1+1\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := sheet.ReadPartners(data)
		if err != nil && referral.CodeOf(err) != referral.Invalid {
			t.Fatalf("%v is not a domain error", err)
		}
		for _, row := range read.Rows {
			p, err := row.Partner(nil, now)
			if err == nil && p.Check() != nil {
				t.Fatalf("line %d: %+v passed and is not valid", row.Line, p)
			}
		}
	})
}
