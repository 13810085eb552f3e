package click

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

var full = Values{Website: "haircare", Partner: "abc123", Ad: "website2", ClickID: "ID"}

func TestLocation(t *testing.T) {
	const plain, site = "https://example.com/haircare", "https://example.com/skincare?ref=site"
	for _, c := range []struct {
		url, query string
		values     Values
		want       string
	}{
		{plain, "", full, plain + "?partner=abc123&ad=website2&click_id=ID"},
		{plain, "", Values{Website: "haircare", ClickID: "ID"}, plain + "?click_id=ID"},
		{plain, "", Values{Website: "haircare", Partner: "abc123", ClickID: "ID"}, plain + "?partner=abc123&click_id=ID"},
		{plain, "utm=a&b", full, plain + "?utm=a&b&partner=abc123&ad=website2&click_id=ID"},
		{site, "utm=a", full, site + "&utm=a&partner=abc123&ad=website2&click_id=ID"},
		// The visitor can override neither what Signpost adds nor what the destination has.
		{site, "partner=evil&x=1&ref=evil&ad=evil&click_id=evil", full, site + "&x=1&partner=abc123&ad=website2&click_id=ID"},
		{plain, "partner=evil", Values{Website: "haircare", ClickID: "ID"}, plain + "?click_id=ID"},
		{plain, "%70artner=evil&p%61rtner=evil&PARTNER=evil&Partner=evil", full, plain + "?partner=abc123&ad=website2&click_id=ID"},
		{plain, "click.id=e&click+id=e&click%20id=e&+partner=e&partner[]=e&partner%5Bx%5D=e&partner%00=e", full, plain + "?partner=abc123&ad=website2&click_id=ID"},
		{plain, "a=1;partner=evil;b=2", full, plain + "?a=1;b=2&partner=abc123&ad=website2&click_id=ID"},
		{plain, "a=1&a=2&a=1", full, plain + "?a=1&a=2&a=1&partner=abc123&ad=website2&click_id=ID"},
		{plain, "a=x+y&b=%2B&c=%zz&%&d=a=b", full, plain + "?a=x+y&b=%2B&c=%zz&%&d=a=b&partner=abc123&ad=website2&click_id=ID"},
		{plain, "a=1&a=2&;x=%zz", full, plain + "?a=1&a=2&x=%zz&partner=abc123&ad=website2&click_id=ID"},
		{plain, "a=1&partner=evil;b=2", full, plain + "?a=1&b=2&partner=abc123&ad=website2&click_id=ID"},
		{plain, "&&a=1&&;", full, plain + "?a=1&partner=abc123&ad=website2&click_id=ID"},
		{plain, "mypartner=1&partners=2&partner_=3", full, plain + "?mypartner=1&partners=2&partner_=3&partner=abc123&ad=website2&click_id=ID"},
		// What could break out of the header or of the JSON is escaped.
		{plain, "a=\"\r\nX: y\\<>#ü", full, plain + "?a=%22%0D%0AX:%20y%5C%3C%3E%23%C3%BC&partner=abc123&ad=website2&click_id=ID"},
		{plain + "#top", "a=1", full, plain + "?a=1&partner=abc123&ad=website2&click_id=ID#top"},
		{site + "#a?b", "", full, site + "&partner=abc123&ad=website2&click_id=ID#a?b"},
		{plain + "?", "", full, plain + "?partner=abc123&ad=website2&click_id=ID"},
		{"https://example.com", "", full, "https://example.com?partner=abc123&ad=website2&click_id=ID"},
		// Placeholders take the place of the parameter.
		{"https://example.com/{website}/r/{partner}/{ad}?c={click_id}&z=1", "q=1&c=evil", full, "https://example.com/haircare/r/abc123/website2?c=ID&z=1&q=1"},
		{"https://example.com/?p={partner}-{ad}", "", Values{Website: "haircare", ClickID: "ID"}, "https://example.com/?p=-&click_id=ID"},
		// The destination's own parameter stands in for a credit that nobody gets.
		{"https://example.com/?partner=house", "", full, "https://example.com/?partner=abc123&ad=website2&click_id=ID"},
		{"https://example.com/?partner=house", "", Values{Website: "haircare", ClickID: "ID"}, "https://example.com/?partner=house&click_id=ID"},
	} {
		d := newDestination(c.url, referral.Params{})
		if got := d.Location(c.values, c.query); got != c.want {
			t.Errorf("%s with %q\n got %s\nwant %s", c.url, c.query, got, c.want)
		}
	}
}

func TestLocationUsesTheWebsitesNames(t *testing.T) {
	d := newDestination("https://example.com/", referral.Params{Partner: "aff", Ad: "sub.1", ClickID: "cid"})
	if got, want := d.Location(full, "aff=x&sub_1=y&partner=z"), "https://example.com/?partner=z&aff=abc123&sub.1=website2&cid=ID"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLocationLeavesOutAnOverlongQuery(t *testing.T) {
	d := newDestination("https://example.com/?ref=site", referral.Params{})
	if got, want := d.Location(full, "a="+strings.Repeat("x", 9000)), "https://example.com/?ref=site&partner=abc123&ad=website2&click_id=ID"; got != want {
		t.Errorf("got %.200s", got)
	}
}

func TestNoQueryOverridesAParameter(t *testing.T) {
	d := newDestination("https://example.com/?ref=site", referral.Params{})
	names := rapid.SampledFrom([]string{"partner", "ad", "click_id", "ref", "Partner", "%70artner", "%41d", "c", "", "ad[]", "click%5fid", " ref"})
	rapid.Check(t, func(t *rapid.T) {
		query := ""
		for range rapid.IntRange(0, 8).Draw(t, "pieces") {
			query += names.Draw(t, "name") + rapid.SampledFrom([]string{"=", "", "%3D"}).Draw(t, "equals") + rapid.StringN(0, 4, -1).Draw(t, "value") +
				rapid.SampledFrom([]string{"&", ";", "&&", ""}).Draw(t, "separator")
		}
		location := d.Location(full, query)
		u, err := url.Parse(location)
		if err != nil {
			t.Fatalf("%q gives %q: %v", query, location, err)
		}
		got, _ := url.ParseQuery(strings.ReplaceAll(u.RawQuery, ";", "&"))
		for name, want := range map[string]string{"ref": "site", "partner": "abc123", "ad": "website2", "click_id": "ID"} {
			if len(got[name]) != 1 || got[name][0] != want {
				t.Fatalf("%q gives %q: %s = %q", query, location, name, got[name])
			}
		}
		if strings.ContainsAny(location, "\"\\\r\n ") {
			t.Fatalf("%q gives %q", query, location)
		}
	})
}
