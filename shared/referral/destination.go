package referral

import (
	"net/url"
	"strconv"
	"strings"
)

// Placeholders in the path or query of a destination are replaced on every visit. A value that
// has a placeholder is not sent as a parameter as well.
const (
	PlaceholderPartner = "{partner}"
	PlaceholderAd      = "{ad}"
	PlaceholderClickID = "{click_id}"
	PlaceholderWebsite = "{website}"
)

const maxURLLength = 2048 // characters

// CheckDestination says whether visitors may be sent to s. It must be an absolute http or https URL
// of at most 2,048 characters with a public host name other than ownHost, which may have a port. It
// must not contain user information, control characters (not even encoded ones), backslashes or
// characters outside ASCII. An international name is in its ASCII form (xn--…) and must not imitate
// another. Placeholders may be in the path and the query. The error is an *Error of kind Invalid.
func CheckDestination(s, ownHost string) error {
	if len(s) > maxURLLength {
		return Invalidf("must have at most %d characters", maxURLLength)
	}
	if err := checkURLBytes(s); err != nil {
		return err
	}
	if err := checkPlaceholders(s); err != nil {
		return err
	}
	u, err := url.Parse(fillPlaceholders(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || u.Host == "" {
		return Invalidf("must be a URL that starts with https:// or http://")
	}
	if u.User != nil || strings.Contains(authority(s), "@") {
		return Invalidf("must not contain a user name or password")
	}
	if err := checkPort(u); err != nil {
		return err
	}
	return checkPublicHost(u.Hostname(), hostOnly(ownHost))
}

// checkURLBytes refuses what browsers, servers and log readers understand differently: some drop
// tabs and line breaks, take a backslash for a slash, or decode a malformed escape in a way of
// their own.
func checkURLBytes(s string) error {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\\\"<>^`|", c) >= 0:
			return Invalidf("must not contain spaces, control characters, backslashes, quotes " +
				"or characters outside ASCII")
		case c == '%':
			if err := checkEscape(s[i:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkEscape checks the escape that s starts with.
func checkEscape(s string) error {
	n, err := strconv.ParseUint(s[1:min(3, len(s))], 16, 8)
	if err != nil || len(s) < 3 || s[1] == '+' {
		return Invalidf("a %% must be followed by two hexadecimal digits")
	}
	if n < ' ' || n == 0x7f {
		return Invalidf("must not contain encoded control characters")
	}
	return nil
}

// checkPlaceholders allows braces around the four names in the path and query, and nowhere else,
// encoded or not.
func checkPlaceholders(s string) error {
	_, fragment, _ := strings.Cut(s, "#")
	bare := strings.ToLower(fillPlaceholders(s))
	for _, brace := range []string{"{", "}", "%7b", "%7d"} {
		if strings.Contains(bare, brace) || strings.Contains(authority(s), brace) || strings.Contains(fragment, brace) {
			return Invalidf("placeholders are {partner}, {ad}, {click_id} and {website}, in the path or query only")
		}
	}
	return nil
}

func fillPlaceholders(s string) string {
	return strings.NewReplacer(
		PlaceholderPartner, "x", PlaceholderAd, "x", PlaceholderClickID, "x", PlaceholderWebsite, "x",
	).Replace(s)
}

// authority returns what is between the scheme and the path of s: user information, host and port.
func authority(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if end := strings.IndexAny(s, "/?#"); end >= 0 {
		s = s[:end]
	}
	return s
}

func checkPort(u *url.URL) error {
	port := u.Port()
	if port == "" && !strings.HasSuffix(u.Host, ":") {
		return nil
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || port[0] == '0' {
		return Invalidf("must have a port from 1 to 65535, or none")
	}
	return nil
}
