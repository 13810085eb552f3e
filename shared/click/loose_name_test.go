package click

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"signpost/shared/referral"
)

// A parser returns, for each query, what it sets parameters to, by the names that it understands.
type parser func(t *testing.T, queries []string) []map[string]string

// evil is what a visitor tries to set a parameter to.
const evil = "EVIL"

// overriding are names by which some parser would set one of the parameters of the destination
// below.
var overriding = []string{
	"ref", "REF", "Ref", "+ref", "%20ref", "r%65f", "%72%65%66", "ref%00x",
	"%u0072ef", "%U0072ef", "%uFF52ef", "re%f", "%ref",
	"ref[]", "ref[x]", "ref[", "ref]", "ref%5D", "[ref]", "[ref", "]ref", "%5Bref%5D", "[ref][x]",
	"ref.x", "ref:int", "ref:list",
	"promo_code", "promo.code", "promo+code", "promo%20code", "promo[code", "promo%5Bcode",
	"promo.code[]", "promo_code]",
	"aff_id", "aff.id", "aff[id", "aff%5Bid", "aff id", "AFF_ID", "[aff_id]", "aff_id]",
	"%u0061ff_id", "aff%_id", "aff_id:int",
	"ad", "ad[]", "[ad]", "ad]", "a%d", "ad:utf8", "click_id", "click[id", "click.id",
}

// harmless are names that stay.
var harmless = []string{
	"utm_source", "utm.source", "refs", "myref", "ref_", "promo", "affid", "a", "click", "filter[color]", "ref2",
}

func destinationOfMany() *Destination {
	d := newDestination("https://example.com/?promo_code=own&ref=own", referral.Params{Partner: "aff_id"})
	return &d
}

var parsers = map[string]parser{
	"ASP classic":   byName(aspClassic),
	"ASP.NET":       byName(aspNET),
	"Rack 1":        byName(rack),
	"Zope":          byName(zope),
	"PHP":           php,
	"qs":            qs("{}"),
	"qs, allowDots": qs("{allowDots: true}"),
	"Go":            byName(unescaped),
	"qs, & or ;":    qs("{delimiter: /[&;]/}"),
}

func TestNoNameOverridesAParameterWithAnyParser(t *testing.T) {
	d := destinationOfMany()
	want := map[string]string{"promo_code": "own", "ref": "own", "aff_id": "abc123", "ad": "website2", "click_id": "ID"}
	var queries, sent []string
	for _, name := range overriding {
		set := name + "=" + evil
		for _, query := range []string{set, "x=1;" + set, "x=1&" + set + "&y=2"} {
			_, location, _ := strings.Cut(d.Location(full, query), "?")
			queries, sent = append(queries, query), append(sent, location)
		}
	}
	for parserName, parse := range parsers {
		t.Run(parserName, func(t *testing.T) {
			for i, got := range parse(t, sent) {
				for name, value := range want {
					if got[name] != value {
						t.Errorf("%s is sent on as %s: %s = %q; want %q", queries[i], sent[i], name, got[name], value)
					}
				}
			}
		})
	}
}

// TestTheParsersAreAsLooseAsWeSay has each name override a parameter with some parser: so the list
// above is not one of names that nothing would be confused by.
func TestTheParsersAreAsLooseAsWeSay(t *testing.T) {
	queries := make([]string, len(overriding))
	for i, name := range overriding {
		queries[i] = "promo_code=own&ref=own&aff_id=own&ad=own&click_id=own&" + name + "=" + evil
	}
	fooled := make([]bool, len(overriding))
	for _, parse := range parsers {
		for i, got := range parse(t, queries) {
			for _, name := range []string{"promo_code", "ref", "aff_id", "ad", "click_id"} {
				fooled[i] = fooled[i] || strings.Contains(got[name], evil)
			}
		}
	}
	for i, name := range overriding {
		if !fooled[i] {
			t.Errorf("%s overrides nothing with any parser", name)
		}
	}
}

func TestHarmlessNamesAreSentOn(t *testing.T) {
	d := destinationOfMany()
	for _, name := range harmless {
		if location := d.Location(full, name+"=1"); !strings.Contains(location, "&"+name+"=1&") {
			t.Errorf("%s is left out: %s", name, location)
		}
	}
}

// byName is a parser that differs from others in the names it understands. What comes last wins:
// that favours a visitor most.
func byName(name func(string) string) parser {
	return func(_ *testing.T, queries []string) []map[string]string {
		all := make([]map[string]string, len(queries))
		for i, query := range queries {
			all[i] = map[string]string{}
			for piece := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
				key, value, _ := strings.Cut(piece, "=")
				all[i][name(key)] = value
			}
		}
		return all
	}
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

func aspNET(s string) string { return strings.ToLower(unescaped(s)) }

var (
	unicodeEscape = regexp.MustCompile(`%[uU]([0-9a-fA-F]{4})`)
	strayPercent  = regexp.MustCompile(`%([^0-9a-fA-F]|[0-9a-fA-F][^0-9a-fA-F]|[0-9a-fA-F]?$)`)
)

// aspClassic decodes %uXXXX, in the visitor's code page, and drops a '%' that begins no escape.
func aspClassic(s string) string {
	s = unicodeEscape.ReplaceAllStringFunc(s, func(escape string) string {
		c, _ := strconv.ParseInt(escape[2:], 16, 32)
		if 0xFF01 <= c && c <= 0xFF5E {
			c -= 0xFF01 - '!'
		}
		return string(rune(c))
	})
	return strings.ToLower(unescaped(strayPercent.ReplaceAllString(s, "$1")))
}

var rackName = regexp.MustCompile(`^[\[\]]*([^\[\]]+)\]*`)

// rack is the first step of Rack::Utils.normalize_params up to Rack 2.
func rack(s string) string {
	if m := rackName.FindStringSubmatch(unescaped(s)); m != nil {
		return m[1]
	}
	return ""
}

// zope converts what a colon names the type of.
func zope(s string) string {
	name, _, _ := strings.Cut(unescaped(s), ":")
	return name
}

// php asks PHP, where it is installed.
func php(t *testing.T, queries []string) []map[string]string {
	if _, err := exec.LookPath("php"); err != nil {
		t.Log("PHP is not installed: what it makes of the names is not checked")
		return nil
	}
	return ask(t, "", queries, "php", "-r", `echo json_encode(array_map(function ($query) {
		parse_str($query, $parsed);
		return (object)$parsed;
	}, json_decode(stream_get_contents(STDIN))));`)
}

// qs asks the qs package of npm, which comes with the page's tools.
func qs(options string) parser {
	return func(t *testing.T, queries []string) []map[string]string {
		const page = "../../functions/center/web"
		return ask(t, page, queries, "node", "-e", `const queries = JSON.parse(require("fs").readFileSync(0));
			console.log(JSON.stringify(queries.map((query) => require("qs").parse(query, `+options+`))));`)
	}
}

// ask returns what a program prints for queries as JSON; what is not text as the text of its JSON.
func ask(t *testing.T, dir string, queries []string, name string, args ...string) []map[string]string {
	t.Helper()
	asked, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(asked)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var parsed []map[string]json.RawMessage
	if err := json.Unmarshal(out, &parsed); err != nil || len(parsed) != len(queries) {
		t.Fatalf("%s prints %.200s: %v", name, out, err)
	}
	all := make([]map[string]string, len(parsed))
	for i, values := range parsed {
		all[i] = map[string]string{}
		for name, value := range values {
			var text string
			if json.Unmarshal(value, &text) != nil {
				text = string(value)
			}
			all[i][name] = text
		}
	}
	return all
}
