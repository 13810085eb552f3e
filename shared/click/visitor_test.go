package click

import (
	"strings"
	"testing"
)

func TestReferrer(t *testing.T) {
	for referer, want := range map[string]string{
		"": "", "https://www.Blog.Example/a?b#c": "blog.example", "http://news.example:8080": "news.example", "https://user:pw@a.example/": "a.example",
		"https://go.example.com/go/x": "", "https://GO.example.com./": "", "android-app://com.google.android.gm/": "com.google.android.gm",
		"about:blank": "", "//x.example/": "", "https://": "", "https://203.0.113.9/": "", "https://[2001:db8::1]/": "",
		"https://exa mple.com/": "", "https://a|b.example/": "", "https://" + strings.Repeat("a", 101) + "/": "", "https://www.example?x@y": "example",
		"https://bücher.example/": "",
	} {
		if got := referrer(referer, "go.example.com:443"); got != want {
			t.Errorf("referrer(%q) = %q, want %q", referer, got, want)
		}
	}
}

func TestCountry(t *testing.T) {
	for s, want := range map[string]string{"DE": "DE", "de": "", "": "", "DEU": "", "D1": "", "T1": "", "|x": ""} {
		if got := country(s); got != want {
			t.Errorf("country(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestDevice(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36":                         "desktop",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15":                   "desktop",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36":                          "desktop",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1": "mobile",
		"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1":          "tablet",
		"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36":                   "mobile",
		"Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36":                          "tablet",
		"Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0":                                                "mobile",
		"Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 Version/8.0 TV Safari/537.36":                            "other",
		"Mozilla/5.0 (Linux; Android 12; BRAVIA 4K GB ATV3 TV) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36":             "other",
		"Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 Version/13.0 Safari/605.1.15":                     "other",
		"curl/8.5.0": "other",
		"":           "other",
	} {
		if got := device(agent); got != want {
			t.Errorf("device(%q) = %q, want %q", agent, got, want)
		}
	}
}
