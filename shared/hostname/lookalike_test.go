package hostname_test

import (
	"strings"
	"testing"

	"signpost/shared/hostname"
)

func TestNamesThatAreTheirOwn(t *testing.T) {
	for host, shown := range map[string]string{
		"example.com":                   "example.com",
		"my_shop.example.co.uk":         "my_shop.example.co.uk",
		"xn--mnchen-3ya.de":             "münchen.de",
		"xn--caf-dma.com":               "café.com",
		"xn--e1afmkfd.xn--p1ai":         "пример.рф",
		"xn--h1alffa9f.com":             "россия.com: nobody reads it as Latin",
		"xn--80a7an.xn--p1ai":           "сах.рф: expected under a Cyrillic top-level domain",
		"xn--wgv71a119e.jp":             "日本語.jp",
		"xn--5ck2eqb538s34z.com":        "東京タワー.com: scripts that are written together",
		"xn--de-jg4avhby1noc0d.jp":      "パフィーdeルンバ.jp: Latin among them",
		"xn--3e0b707e.com":              "한국.com",
		"xn--mgbh0fb.com":               "مثال.com",
		"xn--hxajbheg2az3al.example":    "παράδειγμα.example",
		"xn--11b5bs3a9aj6g.example":     "परीक्षा.example: with vowel signs",
		"www.shop.xn--mnchen-3ya.de":    "www.shop.münchen.de",
		"xn--mnchen-3ya.xn--caf-dma.de": "münchen.café.de: each label is judged by itself",
	} {
		if hostname.Imitates(strings.Split(host, ".")) {
			t.Errorf("%s (%s) is taken for an imitation", host, shown)
		}
	}
}

func TestNamesThatImitateOthers(t *testing.T) {
	for host, why := range map[string]string{
		"xn--pple-43d.com":            "аpple: a Cyrillic а, then Latin",
		"xn--80ak6aa92e.com":          "аррӏе: all Cyrillic, and all like Latin",
		"www.xn--ggle-55da.com":       "gооgle: two Cyrillic о, below www",
		"xn--ggle-55da.xn--p1ai":      "gооgle: mixed scripts, under whatever top-level domain",
		"xn--google-.com":             "an international label of ASCII alone",
		"xn--oogle-qmc.com":           "ɡoogle: a letter of the phonetic alphabet",
		"xn--ne-1b1n.com":             "a ligature",
		"xn--test-flb.com":            "a click letter that looks like an exclamation mark",
		"xn--58dtb.com":               "Cherokee, in which names are not written",
		"xn--ab-m1t.com":              "an invisible joiner",
		"xn--.com":                    "nothing behind the prefix",
		"xn--a.com":                   "a control character",
		"xn--99999999999.com":         "beyond Unicode",
		"xn--a-_.com":                 "not a digit",
		"example.xn--80ak6aa92e.com":  "in the middle",
		"xn--mnchen-3ya.xn--pple-43d": "as the top-level domain",
	} {
		if !hostname.Imitates(strings.Split(host, ".")) {
			t.Errorf("%s is not recognized: %s", host, why)
		}
	}
}

func FuzzImitates(f *testing.F) {
	f.Add("xn--pple-43d.com")
	f.Add("xn--mnchen-3ya.de")
	f.Fuzz(func(t *testing.T, host string) {
		international := strings.Contains("."+host, ".xn--")
		if hostname.Imitates(strings.Split(host, ".")) && !international {
			t.Fatalf("%q has no international label", host)
		}
	})
}
