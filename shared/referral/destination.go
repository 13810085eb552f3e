package referral

import (
	"net/netip"
	"net/url"
	"signpost/shared/hostname"
	"strconv"
	"strings"
)

// Placeholders may stand in the path or query of a destination and are replaced on every visit. A destination that has the
// placeholder of a value does not receive that value as a parameter besides.
const (
	PlaceholderPartner = "{partner}"
	PlaceholderAd      = "{ad}"
	PlaceholderClickID = "{click_id}"
	PlaceholderWebsite = "{website}"
)

const maxURLLength = 2048

// CheckDestination tells whether visitors may be sent to s: an absolute http or https URL with a public host name, without user
// information, control characters (encoded ones neither), backslashes or characters outside ASCII, at most 2,048 characters, and not on
// ownHost, which may have a port. An international name is written in its ASCII form (xn--…) and must not imitate another.
// Placeholders are allowed in the path and the query. The error is an *Error with code Invalid.
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
		return Invalidf("must not have a user name or password")
	}
	if err := checkPort(u); err != nil {
		return err
	}
	return checkPublicHost(u.Hostname(), hostOnly(ownHost))
}

// checkURLBytes refuses what browsers, servers and log readers understand differently: they drop tabs and line ends, take a backslash for a
// slash, and decode what is not quite an escape each in its own way.
func checkURLBytes(s string) error {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\\\"<>^`|", c) >= 0:
			return Invalidf("must not have spaces, control characters, backslashes, quotes or characters outside ASCII")
		case c == '%':
			n, err := strconv.ParseUint(s[i+1:min(i+3, len(s))], 16, 8)
			if err != nil || i+3 > len(s) || s[i+1] == '+' {
				return Invalidf("a %% must be followed by two hexadecimal digits")
			}
			if n < ' ' || n == 0x7f {
				return Invalidf("must not have encoded control characters")
			}
		}
	}
	return nil
}

// checkPlaceholders allows braces around the four names, in the path and query, and nowhere else, encoded or not.
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
	return strings.NewReplacer(PlaceholderPartner, "x", PlaceholderAd, "x", PlaceholderClickID, "x", PlaceholderWebsite, "x").Replace(s)
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

// hostOnly drops the port of a host.
func hostOnly(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		return host[:i]
	}
	return host
}

// neverPublic are names at the end of a host that never resolve publicly: RFC 6761, RFC 6762 with its appendix G, RFC 7686, RFC 8375,
// RFC 9476, and ICANN's resolution of 29 July 2024 on "internal".
var neverPublic = []string{"localhost", "localdomain", "local", "internal", "test", "invalid", "onion", "alt", "intranet", "private", "corp",
	"home", "lan", "home.arpa"}

// checkPublicHost refuses addresses in every notation that browsers take for one, names without a dot, names that never resolve
// publicly, names that imitate others, and ownHost.
func checkPublicHost(host, ownHost string) error {
	host = strings.ToLower(host)
	if _, err := netip.ParseAddr(host); err == nil || strings.ContainsAny(host, ":[]%") {
		return Invalidf("must have a host name, not an address")
	}
	if host == strings.ToLower(strings.TrimSuffix(ownHost, ".")) {
		return Invalidf("must not lead back to the tracking links' own host")
	}
	labels := strings.Split(host, ".")
	if len(labels) < 2 || len(host) > 253 {
		return Invalidf("must have a public host name")
	}
	for _, label := range labels {
		if !hostLabel(label) {
			return Invalidf("must have a public host name")
		}
	}
	for _, name := range neverPublic {
		if strings.HasSuffix(host, "."+name) {
			return Invalidf("must have a public host name")
		}
	}
	// No top-level domain begins with a digit; browsers take such a host for an IPv4 address (https://url.spec.whatwg.org/#ends-in-a-number-checker).
	if last := labels[len(labels)-1]; '0' <= last[0] && last[0] <= '9' {
		return Invalidf("must have a host name, not an address")
	}
	if hostname.Imitates(labels) {
		return Invalidf("must not have a host name that looks like another")
	}
	return nil
}

func hostLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !codeByte(s[i]) && s[i] != '_' {
			return false
		}
	}
	return true
}
