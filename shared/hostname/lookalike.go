// Package hostname recognizes host names that imitate other names, so that no link leads to a
// site that passes itself off as another. It looks at the name alone and resolves nothing.
package hostname

import (
	"slices"
	"strings"
	"unicode"
)

// acePrefix begins a label that is an international name in its ASCII form (RFC 5890).
const acePrefix = "xn--"

// Imitates reports whether a host, as a browser shows it, may be mistaken for another: a label
// mixes scripts, looks Latin without being so, or has invisible characters. A label that claims
// to be international and cannot be decoded counts as well. labels are the parts of the host
// between its dots, at least one, in lower case and in their ASCII form (xn--…).
//
// It follows the "highly restrictive" level of Unicode Technical Standard 39, and Chromium's
// rule for whole labels that look Latin. Under an international top-level domain such labels
// are expected, and that rule does not apply.
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

// plainLetters reports whether a label consists of lower-case letters with their marks, digits
// and hyphens, and has at least one character outside ASCII. An international label of ASCII
// alone is a plain name in disguise.
func plainLetters(label []rune) bool {
	outside := false
	for i, r := range label {
		outside = outside || r > unicode.MaxASCII
		mark := unicode.In(r, unicode.Mn, unicode.Mc)
		allowed := mark && i > 0 || r == '-' || unicode.IsLetter(r) || unicode.Is(unicode.Nd, r)
		if !allowed || unicode.IsUpper(r) {
			return false
		}
	}
	return outside
}

// scripts are those in modern use that names are written in (Unicode Standard Annex 31, table
// 5).
var scripts = []string{
	"Latin", "Cyrillic", "Greek", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul", "Arabic", "Hebrew",
	"Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam",
	"Sinhala", "Thai", "Lao", "Tibetan", "Myanmar", "Georgian", "Armenian", "Ethiopic", "Khmer", "Thaana",
}

// unusable stands for scripts and letters that names are not written in.
const unusable = "unusable"

// mixes are the scripts that are written together.
var mixes = [][]string{
	{"Latin", "Han", "Hiragana", "Katakana"},
	{"Latin", "Han", "Bopomofo"},
	{"Latin", "Han", "Hangul"},
}

// oneScript reports whether all letters of a label are of one script, or of scripts that are
// written together.
func oneScript(label []rune) bool {
	var used []string
	for _, r := range label {
		if script := scriptOf(r); script != "" && !slices.Contains(used, script) {
			used = append(used, script)
		}
	}
	if slices.Contains(used, unusable) {
		return false
	}
	return len(used) <= 1 || slices.ContainsFunc(mixes, func(mix []string) bool {
		return !slices.ContainsFunc(used, func(script string) bool { return !slices.Contains(mix, script) })
	})
}

// scriptOf returns the script of a letter, "" for what all scripts share, and unusable for
// other scripts and for Latin letters that have no case or belong to a phonetic alphabet: those
// look like other letters, or like punctuation.
func scriptOf(r rune) string {
	if r == '-' || '0' <= r && r <= '9' || unicode.In(r, unicode.Inherited) {
		return ""
	}
	phonetic := r >= 0x0250 && r < 0x1E00 || r > 0x1EFF
	if unicode.Is(unicode.Latin, r) && (phonetic || !unicode.IsLower(r)) {
		return unusable
	}
	for _, script := range scripts {
		if unicode.Is(unicode.Scripts[script], r) {
			return script
		}
	}
	if r == 'ー' { // shared by Hiragana and Katakana
		return ""
	}
	return unusable
}

// latinLike are Cyrillic, Greek and Armenian letters that look like Latin ones, after
// Chromium's IDN spoof checker (components/url_formatter/spoof_checks/idn_spoof_checker.cc).
const latinLike = "асԁеһіјӏорԛѕԝхуъьҽпгѵѡ" + "αικνορτυωχγηβε" + "օոսցհզԁյո"

// looksLatin reports whether a label without Latin letters may be read as if it were Latin.
func looksLatin(label []rune) bool {
	for _, r := range label {
		if r > unicode.MaxASCII && !strings.ContainsRune(latinLike, r) || 'a' <= r && r <= 'z' {
			return false
		}
	}
	return true
}
