package sheet_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/sheet"
)

func TestGuard(t *testing.T) {
	for text, want := range map[string]string{
		"":          "",
		"Ann":       "Ann",
		"=1+1":      "'=1+1",
		"+1":        "'+1",
		"-1":        "'-1",
		"@SUM(A1)":  "'@SUM(A1)",
		"|calc":     "'|calc",
		"%0A":       "'%0A",
		"\t=1":      "'\t=1",
		"\r=1":      "'\r=1",
		"'quoted":   "''quoted",
		"\uFF1D1":   "'\uFF1D1",
		"\uFF0B1":   "'\uFF0B1",
		"\uFF0D1":   "'\uFF0D1",
		"\uFF20A1":  "'\uFF20A1",
		"Ann = Bob": "Ann = Bob",
	} {
		if got := sheet.Guard(text); got != want {
			t.Errorf("%q becomes %q; want %q", text, got, want)
		}
	}
}

func TestAGuardedCellIsReadBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.TrimSpace(rapid.StringMatching(`[=+@'|%a-c-]{1,6}`).Draw(t, "name"))
		read, err := sheet.ReadPartners([]byte("code,name\nabc123," + sheet.Guard(name) + "\n"))
		if err != nil || read.Rows[0].Cells["name"] != name {
			t.Fatalf("%q: %+v, %v", name, read, err)
		}
	})
}
