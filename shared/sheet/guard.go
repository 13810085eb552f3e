package sheet

import (
	"strings"
	"unicode/utf8"
)

// guarded are the first characters by which a spreadsheet may take a cell for a formula, the
// full-width forms among them, and the apostrophe that guards them.
// https://owasp.org/www-community/attacks/CSV_Injection
const guarded = "=+-@|%\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'"

// Guard makes text safe to open in a spreadsheet: it puts an apostrophe before what may be taken
// for a formula. Reading it back gives the same text.
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
