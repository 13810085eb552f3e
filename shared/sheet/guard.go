package sheet

import (
	"strings"
	"unicode/utf8"
)

// guarded are the characters that make a spreadsheet take a cell for a formula if it begins
// with one, full-width forms included, and the apostrophe that guards against it.
// https://owasp.org/www-community/attacks/CSV_Injection
const guarded = "=+-@|%\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'"

// Guard makes a cell safe to open in a spreadsheet: it puts an apostrophe before text that may
// be taken for a formula. Reading the file takes the apostrophe away again.
func Guard(s string) string {
	if startsGuarded(s) {
		return "'" + s
	}
	return s
}

func withoutGuard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && startsGuarded(rest) {
		return rest
	}
	return s
}

func startsGuarded(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(guarded, first)
}
