package referral

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxNameLength = 100 // characters

// checkName is for every name that people read: one line of 1 to 100 characters, not all blank.
func checkName(s string) error {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		return Invalidf("must not be empty")
	case n > maxNameLength:
		return Invalidf("must have at most %d characters", maxNameLength)
	case strings.ContainsAny(s, "\n\t"):
		return Invalidf("must be on one line")
	}
	return checkText(s)
}

// checkText refuses invalid UTF-8 and control characters, which break CSV files, logs and pages.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return Invalidf("must be valid UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return Invalidf("must not contain control characters")
		}
	}
	return nil
}

func checkEmail(s string) error {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || len(s) > 254 || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return Invalidf("must be an e-mail address such as name@example.com")
	}
	return nil
}
