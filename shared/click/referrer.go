package click

import (
	"net/netip"
	"net/url"
	"strings"
)

// maxReferrer is the length of the longest host name that is kept.
const maxReferrer = 100

// referrer returns the host of the page that a visitor came from, in lower case and without
// "www.". It is "" for none, for our own pages, and for what is not a host name.
func referrer(referer, own string) string {
	host := refererHost(referer)
	if host == "" || strings.EqualFold(host, hostOnly(own)) {
		return ""
	}
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	if len(host) > maxReferrer || !isHostName(host) {
		return ""
	}
	return host
}

func refererHost(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return ""
	}
	if scheme != "https" && scheme != "http" { // rare: android-app://com.example and the like
		u, err := url.Parse(s)
		if err != nil {
			return ""
		}
		return u.Hostname()
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return hostOnly(rest[strings.LastIndexByte(rest, '@')+1:])
}

func hostOnly(s string) string {
	host, _, _ := strings.Cut(s, ":")
	return strings.TrimSuffix(host, ".")
}

// isHostName reports whether s is a name of letters, digits, '-', '_' and '.', but not an address,
// which could be a visitor's.
func isHostName(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return s != "" && !isAddress(s)
}

func isAddress(s string) bool {
	if last := s[len(s)-1]; last < '0' || last > '9' {
		return false
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}
