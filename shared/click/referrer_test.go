package click

import (
	"strings"
	"testing"
)

func TestReferrer(t *testing.T) {
	for referer, want := range map[string]string{
		"":                                     "",
		"https://www.Blog.Example/a?b#c":       "blog.example",
		"http://news.example:8080":             "news.example",
		"https://user:pw@a.example/":           "a.example",
		"https://www.example?x@y":              "example",
		"android-app://com.google.android.gm/": "com.google.android.gm",
		// Our own pages.
		"https://go.example.com/go/x": "",
		"https://GO.example.com./":    "",
		// What is not a host name.
		"about:blank":                               "",
		"//x.example/":                              "",
		"https://":                                  "",
		"https://203.0.113.9/":                      "",
		"https://[2001:db8::1]/":                    "",
		"https://exa mple.com/":                     "",
		"https://a|b.example/":                      "",
		"https://bücher.example/":                   "",
		"https://" + strings.Repeat("a", 101) + "/": "",
	} {
		if got := referrer(referer, "go.example.com:443"); got != want {
			t.Errorf("referrer(%q) = %q, want %q", referer, got, want)
		}
	}
}
