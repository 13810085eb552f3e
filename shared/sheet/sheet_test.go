package sheet_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
	"signpost/shared/sheet"
)

var importNow = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func TestSheetsAreReadAsOtherSystemsWriteThem(t *testing.T) {
	want := []map[string]string{{"code": "abc123", "name": "Ann, \"A\"", "email": "ann@example.com"}, {"code": "kid456", "name": "Kim\nTwo", "email": ""}}
	for name, file := range map[string]string{
		"plain":           "code,name,email\nabc123,\"Ann, \"\"A\"\"\",ann@example.com\nkid456,\"Kim\nTwo\",\n",
		"CRLF and BOM":    "\uFEFFcode,name,email\r\nabc123,\"Ann, \"\"A\"\"\",ann@example.com\r\nkid456,\"Kim\r\nTwo\",\r\n",
		"semicolons":      "code;name;email\nabc123;\"Ann, \"\"A\"\"\";ann@example.com\nkid456;\"Kim\nTwo\";\n",
		"tabs":            "code\tname\temail\nabc123\t\"Ann, \"\"A\"\"\"\tann@example.com\nkid456\t\"Kim\nTwo\"\t\n",
		"other names":     "E-Mail Address,Affiliate Code,Id,Affiliate Name\nann@example.com,abc123,7,\"Ann, \"\"A\"\"\"\n,kid456,8,\"Kim\nTwo\"\n",
		"spaces, quotes":  "\"Code\",\"NAME\",email\n abc123 ,\"Ann, \"\"A\"\"\", ann@example.com \nkid456,\"Kim\nTwo\",\n",
		"empty rows":      "code,name,email\n\n,,\nabc123,\"Ann, \"\"A\"\"\",ann@example.com\n , ,\nkid456,\"Kim\nTwo\",\n",
		"no end of line":  "code,name,email\nabc123,\"Ann, \"\"A\"\"\",ann@example.com\nkid456,\"Kim\nTwo\",",
		"better name won": "partner id,code,name,email\n77,abc123,\"Ann, \"\"A\"\"\",ann@example.com\n78,kid456,\"Kim\nTwo\",\n",
	} {
		sheet, err := sheet.ReadPartners([]byte(file))
		var got []map[string]string
		for _, row := range sheet.Rows {
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

func TestSheetsThatCannotBeRead(t *testing.T) {
	for name, file := range map[string]string{
		"empty":           "",
		"only a BOM":      "\uFEFF",
		"no code":         "name,email\nAnn,a@example.com\n",
		"not UTF-8":       "code,name\nabc123,Zo\xeb\n",
		"UTF-16":          "\xff\xfec\x00o\x00d\x00e\x00",
		"an open quote":   "code,name\nabc123,\"Ann\nkid456,Kim\n",
		"a stray quote":   "code,name\nabc123,A\"nn\"\n",
		"a row too many":  "code\n" + strings.Repeat("ab\n", sheet.MaxRows+1),
		"spreadsheet zip": "PK\x03\x04\x14\x00",
	} {
		if _, err := sheet.ReadPartners([]byte(file)); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("%s: %v; want invalid", name, err)
		}
	}
	sheet, err := sheet.ReadPartners([]byte("code,name,Shoe size\nabc123,Ann\nkid456,Kim,42,43\nsolo789,Sol,41\n"))
	if err != nil || sheet.Rows[0].Err == nil || sheet.Rows[1].Err == nil || sheet.Rows[2].Err != nil || !slices.Equal(sheet.Ignored, []string{"Shoe size"}) {
		t.Errorf("%+v, %v", sheet, err)
	}
}

func TestAPartnerOutOfARow(t *testing.T) {
	days := 30
	there := referral.Partner{Code: "abc123", Name: "Ann", Email: "ann@example.com", Parent: "boss", Programs: []referral.Code{"standard"},
		Status: referral.Active, AttributionDays: &days, Joined: importNow.AddDate(-1, 0, 0), Version: 3}
	one := func(header, row string) sheet.Row {
		sheet, err := sheet.ReadPartners([]byte(header + "\n" + row + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		return sheet.Rows[0]
	}
	t.Run("a new one", func(t *testing.T) {
		got, err := one("Code,First Name,Last Name,Program,Active,Cookie Life", "ABC123,Ann,Lee,standard|trade; standard,yes,30").Partner(nil, importNow)
		want := referral.Partner{Code: "abc123", Name: "Ann Lee", Programs: []referral.Code{"standard", "trade"}, Status: referral.Active, AttributionDays: &days, Joined: importNow}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("columns that are not there change nothing", func(t *testing.T) {
		if got, err := one("code", "abc123").Partner(&there, importNow); err != nil || !reflect.DeepEqual(got, there) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("empty cells empty, but for name and status", func(t *testing.T) {
		got, err := one("code,name,email,parent,programs,status,attributionDays", "abc123,,,,,,").Partner(&there, importNow)
		want := there
		want.Email, want.Parent, want.Programs, want.AttributionDays = "", "", nil, nil
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("made inactive", func(t *testing.T) {
		got, err := one("code,status", "abc123,Disabled").Partner(&there, importNow)
		if err != nil || got.Status != referral.Inactive || !got.Ended.Equal(importNow) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("every field that is wrong is named", func(t *testing.T) {
		_, err := one("code,name,email,parent,programs,status,attributionDays", "abc123,Ann,nobody,a/b,#x,maybe,soon").Partner(nil, importNow)
		domain, ok := err.(*referral.Error)
		if !ok || len(domain.Fields) != 5 {
			t.Errorf("%+v", err)
		}
	})
}

func TestAWebsiteOutOfARow(t *testing.T) {
	sheet, err := sheet.ReadWebsites([]byte("Redirect Code,Redirect Link Name,Redirects To,programs,params.clickId\nHair,Hair care,https://example.com/,standard,cid\nbad,Bad,javascript:x,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Rows[0].Website(nil, "go.example.org")
	want := referral.Website{Code: "hair", Name: "Hair care", URL: "https://example.com/", Programs: []referral.Code{"standard"}, Status: referral.Active,
		Params: referral.Params{Partner: "partner", Ad: "ad", ClickID: "cid"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := sheet.Rows[1].Website(nil, "go.example.org"); referral.CodeOf(err) != referral.Invalid {
		t.Errorf("%v; want invalid", err)
	}
}

// Whatever the parents are, every partner is either after its parent or on or below a cycle, and none is lost.
func TestParentFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "partners")
		parents := map[referral.Code]referral.Code{}
		var codes []referral.Code
		for i := range n {
			code := referral.Code(fmt.Sprintf("p%02d", i))
			if above := rapid.IntRange(-3, n+2).Draw(t, "parent"); above >= 0 {
				parents[code] = referral.Code(fmt.Sprintf("p%02d", above))
			}
			if rapid.Bool().Draw(t, "listed") {
				codes = append(codes, code)
			}
		}
		levels, cyclic := sheet.ParentFirst(codes, func(c referral.Code) (referral.Code, bool) { return parents[c], slices.Contains(codes, c) })
		done := map[referral.Code]bool{}
		for _, level := range levels {
			for _, code := range level {
				for up := parents[code]; up != ""; up = parents[up] {
					if slices.Contains(codes, up) && !done[up] {
						t.Fatalf("%s is not after %s: %v", code, up, levels)
					}
				}
			}
			for _, code := range level {
				done[code] = true
			}
		}
		for _, code := range codes {
			up, steps := code, 0
			for up != "" && steps <= 2*n {
				up, steps = parents[up], steps+1
			}
			if endless := up != ""; endless != slices.Contains(cyclic, code) || endless == done[code] {
				t.Fatalf("%s: endless %v, levels %v, cyclic %v", code, endless, levels, cyclic)
			}
		}
	})
}

func FuzzReadPartnerSheet(f *testing.F) {
	f.Add([]byte("code,name\nabc123,Ann\n"))
	f.Add([]byte("\uFEFFcode;name\r\n\"abc123\";'=1+1\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sheet, err := sheet.ReadPartners(data)
		if err != nil && referral.CodeOf(err) != referral.Invalid {
			t.Fatalf("%v is no domain error", err)
		}
		for _, row := range sheet.Rows {
			p, err := row.Partner(nil, importNow)
			if err == nil && p.Check() != nil {
				t.Fatalf("line %d: %+v passed and is not valid", row.Line, p)
			}
		}
	})
}

func TestAGuardedCellIsReadBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.TrimSpace(rapid.StringMatching(`[=+@'|%a-c-]{1,6}`).Draw(t, "name"))
		sheet, err := sheet.ReadPartners([]byte("code,name\nabc123," + sheet.Guard(name) + "\n"))
		if err != nil || sheet.Rows[0].Cells["name"] != name {
			t.Fatalf("%q: %+v, %v", name, sheet, err)
		}
	})
}
