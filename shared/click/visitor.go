package click

import (
	"net/netip"
	"net/url"
	"strings"

	"signpost/shared/referral"
)

// visitorOf returns what is kept about a visitor.
func visitorOf(e *Event) referral.Visitor {
	return referral.Visitor{Country: country(e.Country), Device: device(e.UserAgent), Referrer: referrer(e.Referer, e.Host)}
}

// country accepts what CloudFront writes, an ISO 3166-1 alpha-2 code, and nothing else.
func country(s string) string {
	if len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z' {
		return s
	}
	return ""
}

const maxReferrer = 100

// referrer returns the host of the page that a visitor came from, lower-cased, without "www."; "" for none, for our own pages and
// for what is no host name.
func referrer(referer, own string) string {
	host := refererHost(referer)
	if host == "" || strings.EqualFold(host, hostOnly(own)) {
		return ""
	}
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	if len(host) > maxReferrer || !hostName(host) {
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

// hostName accepts names of letters, digits, '-', '_' and '.'; an address is no name, and could be a visitor's.
func hostName(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return s != "" && !address(s)
}

func address(s string) bool {
	if last := s[len(s)-1]; last < '0' || last > '9' {
		return false
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

// device tells kinds of device apart by the words that browsers put into their user agent
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Browser_detection_using_the_user_agent). Most have their platform in the first brackets.
func device(agent string) string {
	_, platform, _ := strings.Cut(agent, "(")
	begins := func(word string) bool { return strings.HasPrefix(platform, word) }
	has := func(word string) bool { return strings.Contains(agent, word) }
	switch {
	case begins("iPhone"), begins("iPod"):
		return "mobile"
	case begins("iPad"):
		return "tablet"
	case begins("Macintosh"), begins("X11"), begins("Windows NT") && !has("Xbox") && !has("Tablet"):
		return "desktop"
	case has("Tablet"), has("Kindle"), has("Silk/"), has("PlayBook"), has("iPad"), has("Android") && !has("Mobi") && !has("TV"):
		return "tablet"
	case has("Mobi"), has("iPhone"), has("Windows Phone"), has("Opera Mini"), has("BlackBerry"):
		return "mobile"
	case has("TV"), has("PlayStation"), has("Xbox"), has("Nintendo"):
		return "other"
	case has("Windows"), has("Macintosh"), has("X11"), has("CrOS"), has("Linux"):
		return "desktop"
	}
	return "other"
}
