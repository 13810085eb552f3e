package click

import (
	"strings"

	"signpost/shared/referral"
)

// visitorOf returns what is kept about a visitor.
func visitorOf(e *Event) referral.Visitor {
	return referral.Visitor{
		Country:  country(e.Country),
		Device:   device(e.UserAgent),
		Browser:  browser(e.UserAgent),
		Referrer: referrer(e.Referer, e.Host),
	}
}

// country returns s if it is what CloudFront writes, an ISO 3166-1 alpha-2 code, and otherwise "".
func country(s string) string {
	if len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z' {
		return s
	}
	return ""
}

// device tells kinds of devices apart by words in the browser's user agent
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Browser_detection_using_the_user_agent). Most
// name their platform first in parentheses.
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
	case has("Tablet"), has("Kindle"), has("Silk/"), has("PlayBook"), has("iPad"),
		has("Android") && !has("Mobi") && !has("TV"):
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
