package referral

import (
	"net/netip"
	"net/url"
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
// information, control characters, backslashes or characters outside ASCII, at most 2,048 characters, and not on ownHost.
// Placeholders are allowed in the path and the query. The error is an *Error with code Invalid.
func CheckDestination(s, ownHost string) error {
	if len(s) > maxURLLength {
		return Invalidf("must have at most %d characters", maxURLLength)
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f || s[i] == '\\' {
			return Invalidf("must not have spaces, control characters, backslashes or characters outside ASCII")
		}
	}
	u, err := url.Parse(fillPlaceholders(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || u.Host == "" {
		return Invalidf("must be a URL that starts with https:// or http://")
	}
	if u.User != nil {
		return Invalidf("must not have a user name or password")
	}
	if strings.ContainsAny(u.Host+u.Path+u.RawQuery+u.Fragment, "{}") || placeholderInHostOrFragment(s) {
		return Invalidf("placeholders are {partner}, {ad}, {click_id} and {website}, in the path or query only")
	}
	return checkPublicHost(u.Hostname(), ownHost)
}

func fillPlaceholders(s string) string {
	return strings.NewReplacer(PlaceholderPartner, "x", PlaceholderAd, "x", PlaceholderClickID, "x", PlaceholderWebsite, "x").Replace(s)
}

func placeholderInHostOrFragment(s string) bool {
	authority := s
	if _, rest, ok := strings.Cut(s, "://"); ok {
		authority = rest
	}
	end := strings.IndexAny(authority, "/?#")
	if end >= 0 {
		authority = authority[:end]
	}
	_, fragment, _ := strings.Cut(s, "#")
	return strings.Contains(authority, "{") || strings.Contains(fragment, "{")
}

// checkPublicHost refuses addresses, names without a dot, and names that never resolve publicly (RFC 6761, RFC 6762, RFC 8375).
func checkPublicHost(host, ownHost string) error {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if _, err := netip.ParseAddr(host); err == nil {
		return Invalidf("must have a host name, not an address")
	}
	if strings.EqualFold(host, ownHost) {
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
	switch last := labels[len(labels)-1]; last {
	case "localhost", "local", "internal", "test", "invalid", "onion":
		return Invalidf("must have a public host name")
	default:
		if last[0] >= '0' && last[0] <= '9' {
			return Invalidf("must have a public host name")
		}
	}
	if strings.HasSuffix(host, ".home.arpa") {
		return Invalidf("must have a public host name")
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
