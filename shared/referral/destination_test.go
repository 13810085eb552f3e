package referral_test

import (
	"net/url"
	"strings"
	"testing"

	"signpost/shared/referral"
)

const ownHost = "go.example.org:8443"

func TestDestinationsThatVisitorsMayBeSentTo(t *testing.T) {
	for _, s := range []string{
		"https://example.com",
		"http://example.com/",
		"HTTPS://EXAMPLE.COM/Path",
		"https://example.com:8443/a?b=c#d",
		"https://shop.example.co.uk/a%20b?q=%C3%A9",
		"https://example.com/{website}/{partner}?ad={ad}&c={click_id}",
		"https://example.com/?next=https://user:pass@other.example/",
		"https://my_shop.example.com/@name",
		"https://go.example.org.example.com/",
		"https://notgo.example.org/",
		"https://xn--mnchen-3ya.de/",          // münchen
		"https://xn--caf-dma.com/",            // café
		"https://xn--e1afmkfd.xn--p1ai/",      // пример.рф
		"https://xn--h1alffa9f.com/",          // россия, which nobody takes for Latin
		"https://xn--80a7an.xn--p1ai/",        // сах, under a Cyrillic top-level domain
		"https://xn--wgv71a119e.jp/",          // 日本語
		"https://xn--5ck2eqb538s34z.com/",     // 東京タワー: scripts that are mixed in one language
		"https://xn--3e0b707e.com/",           // 한국
		"https://xn--mgbh0fb.com/",            // مثال
		"https://xn--hxajbheg2az3al.example/", // παράδειγμα
		"https://example.com/" + strings.Repeat("a", 2048-len("https://example.com/")),
	} {
		if err := referral.CheckDestination(s, ownHost); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestDestinationsThatVisitorsMayNotBeSentTo(t *testing.T) {
	tests := map[string][]string{
		"not a web address": {
			"", "/path", "//example.com/", "example.com", "ftp://example.com/", "javascript:alert(1)",
			"data:text/html,x", "https:example.com", "https:/example.com", "https:///example.com",
			"https://", "https://?q", "mailto:a@example.com", "view-source:https://example.com",
		},
		"user information": {
			"https://user@example.com/", "https://user:pass@example.com/",
			"https://example.com@evil.example.net/", "https://@example.com/", "https://:@example.com/",
			"https://example.com%40evil.example.net/",
		},
		"what programs read differently": {
			"https://example.com\\@evil.example.net/", "https:\\\\example.com/",
			"https://example.com/\r\nSet-Cookie:a=b", "https://exa\tmple.com/", " https://example.com/",
			"https://example.com/\x00", "https://example.com/\x7f", "https://example.com/é",
			"https://example.com/a b", "https://example.com/\"onclick=", "https://example.com/<script>",
		},
		"encoded tricks": {
			"https://example.com/%0d%0aSet-Cookie:a=b", "https://example.com/?q=%00",
			"https://example.com/%7f", "https://example.com/%", "https://example.com/%4",
			"https://example.com/%zz", "https://example.com/?a=%+1", "https://ex%61mple.com/",
			"https://%65xample.com/", "https://example%2ecom/", "https://example.com%2f.evil.example.net/",
		},
		"addresses": {
			"http://127.0.0.1/", "http://10.0.0.1/", "http://8.8.8.8/", "http://[::1]/",
			"http://[2001:db8::1]:80/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/",
			"http://[v1.example.com]/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
			"http://0177.0.0.1/", "http://127.1/", "http://example.0x1/",
		},
		"hosts that are not public": {
			"http://localhost/", "http://example/", "http://printer.local/", "http://api.internal/",
			"http://a.localhost/", "http://x.test/", "http://x.invalid/", "http://x.onion/",
			"http://nas.home.arpa/", "http://nas.lan/", "http://.example.com/", "http://example..com/",
			"http://-a.example.com/", "http://a-.example.com/",
			"http://" + strings.Repeat("a", 64) + ".com/", "http://" + strings.Repeat("a.", 130) + "com/",
			"http://exam!ple.com/", "http://*.example.com/",
		},
		"trailing dots": {
			"https://example.com./", "https://example.com../", "https://go.example.org./",
			"http://127.0.0.1./",
		},
		"ports": {
			"https://example.com:/", "https://example.com:0/", "https://example.com:65536/",
			"https://example.com:080/", "https://example.com:http/", "https://example.com:-1/",
			"https://example.com:80:80/",
		},
		"our own host": {
			"https://go.example.org/", "https://GO.example.org/go/haircare", "https://go.example.org:444/",
			"http://go.example.org:8443/",
		},
		"placeholders in the wrong place": {
			"https://{partner}.example.com/", "https://example.com/#{click_id}",
			"https://example.com/{unknown}", "https://example.com/{", "https://example.com/{partner",
			"https://example.com/%7Bpartner%7D", "https://example.com/{{partner}}",
			"{partner}://example.com", "https://example.com:{ad}/",
		},
		"look-alikes": {
			"https://xn--pple-43d.com/",      // аpple: a Cyrillic а, then Latin
			"https://xn--80ak6aa92e.com/",    // аррӏе: all Cyrillic, looks all Latin
			"https://XN--80AK6AA92E.com/",    // in upper case
			"https://www.xn--ggle-55da.com/", // gооgle
			"https://xn--google-.com/",       // nothing outside ASCII
			"https://xn--oogle-qmc.com/",     // the ɡ of the phonetic alphabet
			"https://xn--ne-1b1n.com/",       // a ligature
			"https://xn--test-flb.com/",      // a click letter like an exclamation mark
			"https://xn--58dtb.com/",         // Cherokee
			"https://xn--ab-m1t.com/",        // an invisible joiner
			"https://xn--.com/", "https://xn--a.com/", "https://xn--99999999999.com/", "https://xn--a-_.com/",
		},
		"too long": {"https://example.com/" + strings.Repeat("a", 2049-len("https://example.com/"))},
	}
	for why, urls := range tests {
		t.Run(why, func(t *testing.T) {
			for _, s := range urls {
				if err := referral.CheckDestination(s, ownHost); referral.CodeOf(err) != referral.Invalid {
					t.Errorf("%q: %v; want invalid", s, err)
				}
			}
		})
	}
}

func TestOwnHostMayBeGivenWithoutAPort(t *testing.T) {
	if err := referral.CheckDestination("https://go.example.org:1/", "go.example.org"); err == nil {
		t.Error("accepted")
	}
}

// What is accepted is safe in a Location header, and means the same host to every program.
func FuzzCheckDestination(f *testing.F) {
	for _, s := range []string{
		"https://example.com/{partner}?a=b#c", "https://xn--pple-43d.com/", "http://[::1]:80/", "https://a@b.c/%41",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		err := referral.CheckDestination(s, ownHost)
		if err != nil {
			if referral.CodeOf(err) != referral.Invalid {
				t.Fatalf("%q: %v is not an error of the domain", s, err)
			}
			return
		}
		rest, ok := strings.CutPrefix(strings.ToLower(s), "https://")
		if !ok {
			rest, ok = strings.CutPrefix(strings.ToLower(s), "http://")
		}
		if !ok || strings.ContainsAny(s, "\r\n\t\\ ") || len(s) > 2048 {
			t.Fatalf("accepted %q", s)
		}
		host, _, _ := strings.Cut(rest, "/")
		host, _, _ = strings.Cut(host, "?")
		host, _, _ = strings.Cut(host, "#")
		host, _, _ = strings.Cut(host, ":")
		if !strings.Contains(host, ".") || strings.ContainsAny(host, "@[]%{}") || host == "go.example.org" {
			t.Fatalf("accepted %q with host %q", s, host)
		}
		u, err := url.Parse(s)
		if err == nil && u.Hostname() != "" && !strings.EqualFold(u.Hostname(), host) {
			t.Fatalf("%q: host %q or %q", s, u.Hostname(), host)
		}
	})
}
