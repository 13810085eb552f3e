package click

import "strings"

// products are what products of a user agent say about the browser, one bit each.
type products uint16

const (
	stranger products = 1 << iota // another browser or app
	hasVersion
	hasSafari
	isChrome
	isChromeOnIOS
	isFirefox
	// Each of these says it all, whatever else there is.
	isEdge
	isOpera
	isSamsung
	isFacebook
	isTikTok
	isPinterest
)

// browser returns the family of a browser, one of referral.Browsers, from its user agent; "" if
// there is none. Each browser claims to be those that sites used to prefer, and adds itself:
//
//	https://developer.mozilla.org/en-US/docs/Web/HTTP/Browser_detection_using_the_user_agent
//	https://developer.chrome.com/docs/multidevice/user-agent
//	https://learn.microsoft.com/en-us/microsoft-edge/web-platform/user-agent-guidance
//
// So one that names no other product than Chrome does is Chrome, and one that names a product
// unknown here is "other", as is an app that is unknown here.
func browser(agent string) string {
	if agent == "" {
		return ""
	}
	if strings.HasPrefix(agent, "Opera") {
		return "opera"
	}
	_, platform, _ := strings.Cut(agent, "(")
	var has products
	for rest := platform[strings.IndexByte(platform, ')')+1:]; ; {
		name, after, found := nextProduct(rest)
		if !found {
			return familyOf(has, platform)
		}
		rest = after
		has |= productOf(name)
	}
}

// familyOf returns the family of a browser that has these products; platform begins with what is in
// the user agent's parentheses. An Android app that shows pages has the products of Chrome and a
// version. Some apps say in so many words that they show the page.
func familyOf(has products, platform string) string {
	inApp := has&hasVersion != 0 || strings.Contains(platform, "; wv)")
	switch {
	case has&isFacebook != 0:
		return "facebook"
	case has&isEdge != 0:
		return "edge"
	case has&isOpera != 0:
		return "opera"
	case has&isSamsung != 0:
		return "samsung"
	case has&isTikTok != 0:
		return "tiktok"
	case has&isPinterest != 0:
		return "pinterest"
	case has&stranger != 0:
	case has&isFirefox != 0:
		return "firefox"
	case has&isChromeOnIOS != 0, has&isChrome != 0 && !inApp:
		return "chrome"
	case has&(hasVersion|hasSafari|isChrome) == hasVersion|hasSafari && isApple(platform):
		return "safari"
	}
	switch {
	case strings.Contains(platform, "Instagram"):
		return "instagram"
	case strings.Contains(platform, "MetaIAB"):
		return "facebook"
	}
	return "other"
}

func isApple(platform string) bool {
	return strings.HasPrefix(platform, "iP") || strings.HasPrefix(platform, "Macintosh")
}

// nextProduct returns the name of the first product in s, which ends at a slash, and what follows
// the slash.
func nextProduct(s string) (name, after string, found bool) {
	slash := strings.IndexByte(s, '/')
	if slash < 0 {
		return "", "", false
	}
	start := slash
	for start > 0 && !separates(s[start-1]) {
		start--
	}
	return s[start:slash], s[slash+1:], true
}

func separates(c byte) bool { return c == ' ' || c == '(' || c == '[' || c == ';' }

func productOf(name string) products {
	switch name {
	case "AppleWebKit", "Gecko", "Mobile", "Build":
		return 0 // every browser may have it
	case "Version":
		return hasVersion
	case "Safari":
		return hasSafari
	case "Chrome", "Chromium":
		return isChrome
	case "CriOS":
		return isChromeOnIOS
	case "Firefox", "FxiOS":
		return isFirefox
	case "Edg", "EdgA", "EdgiOS", "Edge":
		return isEdge
	case "OPR", "OPT", "OPX", "OPiOS":
		return isOpera
	case "SamsungBrowser":
		return isSamsung
	case "FBAN", "FBAV", "FB_IAB":
		return isFacebook
	case "BytedanceWebview":
		return isTikTok
	case "Pinterest":
		return isPinterest
	}
	return stranger
}
