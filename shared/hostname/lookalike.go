// Package hostname recognizes host names that imitate other names.
package hostname

import (
	"strings"
	"unicode"
)

// acePrefix begins a label that is an international name in ASCII form (RFC 5890).
const acePrefix = "xn--"

// Imitates reports whether one of a host's labels, as a browser shows it, may be taken for another name: letters of several scripts in one
// label, letters that look Latin and are not, or characters that are not seen. It follows the "highly restrictive" level of Unicode
// Technical Standard 39, and Chromium's rule for whole labels that look Latin.
func Imitates(labels []string) bool {
	international := strings.HasPrefix(labels[len(labels)-1], acePrefix)
	for _, label := range labels {
		ace, ok := strings.CutPrefix(label, acePrefix)
		if !ok {
			continue
		}
		runes, ok := decodePunycode(ace)
		if !ok || !plainLetters(runes) || !oneScript(runes) || !international && looksLatin(runes) {
			return true
		}
	}
	return false
}

// plainLetters tells whether a label is of lower-case letters, their marks, digits and hyphens, and has one outside ASCII: a label that has
// none is a name under a false flag.
func plainLetters(label []rune) bool {
	outside := false
	for i, r := range label {
		outside = outside || r > unicode.MaxASCII
		mark := unicode.In(r, unicode.Mn, unicode.Mc)
		if i == 0 && mark || unicode.IsUpper(r) || !mark && r != '-' && !unicode.IsLetter(r) && !unicode.Is(unicode.Nd, r) {
			return false
		}
	}
	return outside
}

// scripts are those in modern use that names are written in (Unicode Standard Annex 31, table 5).
var scripts = []string{"Latin", "Cyrillic", "Greek", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul", "Arabic", "Hebrew", "Devanagari",
	"Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Tibetan", "Myanmar",
	"Georgian", "Armenian", "Ethiopic", "Khmer", "Thaana"}

// mixes are the scripts that are written together.
var mixes = [][]string{{"Latin", "Han", "Hiragana", "Katakana"}, {"Latin", "Han", "Bopomofo"}, {"Latin", "Han", "Hangul"}}

// oneScript tells whether all letters of a label are of one script, or of some that are written together.
func oneScript(label []rune) bool {
	used := map[string]bool{}
	for _, r := range label {
		if script := scriptOf(r); script != "" {
			used[script] = true
		}
	}
	if used["?"] {
		return false
	}
	if len(used) <= 1 {
		return true
	}
	for _, mix := range mixes {
		n := 0
		for _, script := range mix {
			if used[script] {
				n++
			}
		}
		if n == len(used) {
			return true
		}
	}
	return false
}

// scriptOf returns the script of a letter, "" for what belongs to all, and "?" for scripts that names are not written in and for Latin
// letters that have no case or are of phonetic alphabets: they look like others, or like signs.
func scriptOf(r rune) string {
	if r == '-' || '0' <= r && r <= '9' || unicode.In(r, unicode.Inherited) {
		return ""
	}
	if phonetic := r >= 0x0250 && r < 0x1E00 || r > 0x1EFF; unicode.Is(unicode.Latin, r) && (phonetic || !unicode.IsLower(r)) {
		return "?"
	}
	for _, script := range scripts {
		if unicode.Is(unicode.Scripts[script], r) {
			return script
		}
	}
	if r == 'ー' { // written with Hiragana and Katakana, so it is of neither
		return ""
	}
	return "?"
}

// latinLike are Cyrillic, Greek and Armenian letters that look like Latin ones, after Chromium's IDN spoof checker
// (components/url_formatter/spoof_checks/idn_spoof_checker.cc).
const latinLike = "асԁеһіјӏорԛѕԝхуъьҽпгѵѡ" + "αικνορτυωχγηβε" + "օոսցհզԁյո"

// looksLatin tells whether a label without Latin letters may be read as one.
func looksLatin(label []rune) bool {
	for _, r := range label {
		if r > unicode.MaxASCII && !strings.ContainsRune(latinLike, r) || 'a' <= r && r <= 'z' {
			return false
		}
	}
	return true
}
