package click

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

var (
	full       = Values{Website: "haircare", Partner: "abc123", Ad: "website2", ClickID: "ID"}
	uncredited = Values{Website: "haircare", ClickID: "ID"}
)

// added is what full adds.
const added = "partner=abc123&ad=website2&click_id=ID"

func TestLocation(t *testing.T) {
	const plain, site = "https://example.com/haircare", "https://example.com/skincare?ref=site"
	withoutAd := Values{Website: "haircare", Partner: "abc123", ClickID: "ID"}
	for _, c := range []struct {
		url, query string
		values     Values
		want       string
	}{
		{plain, "", full, plain + "?" + added},
		{plain, "", uncredited, plain + "?click_id=ID"},
		{plain, "", withoutAd, plain + "?partner=abc123&click_id=ID"},
		{plain, "utm=a&b", full, plain + "?utm=a&b&" + added},
		{site, "utm=a", full, site + "&utm=a&" + added},
		// The visitor can override neither what Signpost adds nor what the destination has.
		{site, "partner=evil&x=1&ref=evil&ad=evil&click_id=evil", full, site + "&x=1&" + added},
		{plain, "partner=evil", uncredited, plain + "?click_id=ID"},
		{plain, "%70artner=evil&p%61rtner=evil&PARTNER=evil&Partner=evil", full, plain + "?" + added},
		{plain, "click.id=e&click+id=e&click%20id=e", full, plain + "?" + added},
		{plain, "+partner=e&partner[]=e&partner%5Bx%5D=e&partner%00=e", full, plain + "?" + added},
		{plain, "a=1;partner=evil;b=2", full, plain + "?a=1;b=2&" + added},
		{plain, "a=1&a=2&a=1", full, plain + "?a=1&a=2&a=1&" + added},
		{plain, "a=x+y&b=%2B&c=%zz&%&d=a=b", full, plain + "?a=x+y&b=%2B&c=%zz&%&d=a=b&" + added},
		{plain, "a=1&a=2&;x=%zz", full, plain + "?a=1&a=2&x=%zz&" + added},
		{plain, "a=1&partner=evil;b=2", full, plain + "?a=1&b=2&" + added},
		{plain, "&&a=1&&;", full, plain + "?a=1&" + added},
		{plain, "mypartner=1&partners=2&partner_=3", full, plain + "?mypartner=1&partners=2&partner_=3&" + added},
		// What could break out of the header or of the JSON is escaped.
		{plain, "a=\"\r\nX: y\\<>#ü", full, plain + "?a=%22%0D%0AX:%20y%5C%3C%3E%23%C3%BC&" + added},
		{plain + "#top", "a=1", full, plain + "?a=1&" + added + "#top"},
		{site + "#a?b", "", full, site + "&" + added + "#a?b"},
		{plain + "?", "", full, plain + "?" + added},
		{"https://example.com", "", full, "https://example.com?" + added},
		// A placeholder replaces the parameter.
		{"https://example.com/{website}/r/{partner}/{ad}?c={click_id}&z=1", "q=1&c=evil", full,
			"https://example.com/haircare/r/abc123/website2?c=ID&z=1&q=1"},
		{"https://example.com/?p={partner}-{ad}", "", uncredited, "https://example.com/?p=-&click_id=ID"},
		// The destination's own parameter remains if nobody is credited.
		{"https://example.com/?partner=house", "", full, "https://example.com/?" + added},
		{"https://example.com/?partner=house", "", uncredited, "https://example.com/?partner=house&click_id=ID"},
	} {
		d := newDestination(c.url, referral.Params{})
		if got := d.Location(c.values, c.query); got != c.want {
			t.Errorf("%s with %q\n got %s\nwant %s", c.url, c.query, got, c.want)
		}
	}
}

func TestLocationUsesTheWebsitesNames(t *testing.T) {
	d := newDestination("https://example.com/", referral.Params{Partner: "aff", Ad: "sub.1", ClickID: "cid"})
	want := "https://example.com/?partner=z&aff=abc123&sub.1=website2&cid=ID"
	if got := d.Location(full, "aff=x&sub_1=y&partner=z"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLocationLeavesOutAnOverlongQuery(t *testing.T) {
	d := newDestination("https://example.com/?ref=site", referral.Params{})
	want := "https://example.com/?ref=site&" + added
	if got := d.Location(full, "a="+strings.Repeat("x", 9000)); got != want {
		t.Errorf("got %.200s, want %s", got, want)
	}
}

func TestNoQueryOverridesAParameter(t *testing.T) {
	d := newDestination("https://example.com/?ref=site", referral.Params{})
	wanted := map[string]string{"ref": "site", "partner": "abc123", "ad": "website2", "click_id": "ID"}
	names := rapid.SampledFrom([]string{
		"partner", "ad", "click_id", "ref", "Partner", "%70artner", "%41d", "c", "", "ad[]", "click%5fid", " ref",
	})
	equals := rapid.SampledFrom([]string{"=", "", "%3D"})
	separators := rapid.SampledFrom([]string{"&", ";", "&&", ""})
	rapid.Check(t, func(t *rapid.T) {
		query := ""
		for range rapid.IntRange(0, 8).Draw(t, "pieces") {
			query += names.Draw(t, "name") + equals.Draw(t, "equals") +
				rapid.StringN(0, 4, -1).Draw(t, "value") + separators.Draw(t, "separator")
		}
		location := d.Location(full, query)
		u, err := url.Parse(location)
		if err != nil {
			t.Fatalf("%q gives %q: %v", query, location, err)
		}
		got, _ := url.ParseQuery(strings.ReplaceAll(u.RawQuery, ";", "&"))
		for name, want := range wanted {
			if len(got[name]) != 1 || got[name][0] != want {
				t.Fatalf("%q gives %q: %s = %q", query, location, name, got[name])
			}
		}
		if strings.ContainsAny(location, "\"\\\r\n ") {
			t.Fatalf("%q gives %q", query, location)
		}
	})
}
