package conformance

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// oddTexts are texts that programs have stumbled over.
var oddTexts = []string{
	"", " ", ".", "..", "/", "//", "a//b", "a/../b", "a/", "a?b", "a#b", "a&b=c", "a+b", "a;b", ":", "~", "*",
	"%", "%41", "%2e%2e", "%2F", "%25zz", "'", `"`, `\`, "a\nb", "a\r\nb", "a\tb", "a\x00b", "\x1b[31m",
	"\u007f", "\u0085", "\u200b", "\u202eabc", "\ufeffabc", "\ufffd", "\U0010ffff", "😀", "👩\u200d👧",
	"e\u0301", "ß", "İ", "ſ", "\u212a", "ﬁ", "Ａ", "注文", "=1+1", "@SUM(1)", "-", "--", "-a",
	"null", "true", "0", "-1", "1e3", "NaN", "[]", "{}", "{partner}", "{{7*7}}", "${x}",
	"<script>alert(1)</script>", "' OR 1=1 --", "SECRET#cursor", "COUNT#abc123", "AUDIT#partner#abc123",
	"javascript:alert(1)", "http://169.254.169.254/", "http://[::1]/", "https://exa mple.com/", "//example.com",
	"https://example.com:99999/", "2026-02-30", "0000-01-01", "9999-12-31", "2026-01-01T00:00:00Z",
	"ABC123", "abc123 ", "Haircare", "__proto__", "constructor", strings.Repeat("a", 65), strings.Repeat("b", 201),
	strings.Repeat("é", 300), strings.Repeat("c", 2049), strings.Repeat("😀", 500),
}

// oddValues are values of other types than a field has, and numbers at the edges.
var oddValues = []any{
	nil, true, false, []any{}, []any{nil}, []any{[]any{}}, map[string]any{}, map[string]any{"": nil}, "", "1",
	json.Number("0"), json.Number("-0"), json.Number("-1"), json.Number("1.5"), json.Number("1e400"),
	json.Number("-1e-400"), json.Number("1E2"), json.Number("9007199254740993"), json.Number("9223372036854775807"),
	json.Number("9223372036854775808"), json.Number("-9223372036854775809"), json.Number("100000000000001"),
	json.Number(strings.Repeat("9", 400)),
}

// A breakage makes one thing in a request wrong, or at least odd. It says what it did, "" for
// nothing.
type breakage func(g *generator, d *draft) string

// breakages are all that may be done to a request. Those of the body's fields come before those of
// its bytes.
var breakages = []breakage{
	breakField, breakField, breakField, breakBytes, breakBytes, breakType,
	breakPath, breakPath, breakQuery, breakQuery, breakHeader, breakCredentials,
}

func breakField(g *generator, d *draft) string {
	object, name := g.field(d)
	if object == nil {
		return ""
	}
	switch g.IntN(6) {
	case 0:
		delete(object, name)
		return "without " + name
	case 1:
		object[pick(g, "colour", "", "__proto__", strings.ToUpper(name), name+" ")] = 1
		return "unknown field"
	case 2:
		object[name] = strings.Repeat("x", pick(g, 101, 501, 3000, 70_000))
		return "long " + name
	case 3, 4:
		object[name] = pick(g, oddTexts...)
		return "odd " + name
	}
	object[name] = pick(g, oddValues...)
	return "other type of " + name
}

// byBytes are ways to send something else than was meant.
var byBytes = map[string]func(body []byte) []byte{
	"empty":            func([]byte) []byte { return nil },
	"cut":              func(b []byte) []byte { return b[:len(b)/2] },
	"two values":       func(b []byte) []byte { return append(b, b...) },
	"not JSON":         func([]byte) []byte { return []byte("a=b") },
	"a list":           func(b []byte) []byte { return slices.Concat([]byte("["), b, []byte("]")) },
	"a text":           func([]byte) []byte { return []byte(`"a"`) },
	"null":             func([]byte) []byte { return []byte("null") },
	"a BOM":            func(b []byte) []byte { return append([]byte("\ufeff"), b...) },
	"not UTF-8":        func(b []byte) []byte { return bytes.Replace(b, []byte(`":"`), []byte("\":\"\xff"), 1) },
	"UTF-16":           func([]byte) []byte { return []byte("{\x00}\x00") },
	"a lone surrogate": func(b []byte) []byte { return bytes.Replace(b, []byte(`":"`), []byte(`":"\udfff`), 1) },
	"a comment":        func(b []byte) []byte { return append([]byte("/* */"), b...) },
	"deep":             func([]byte) []byte { return bytes.Repeat([]byte(`{"a":`), 10_000) },
	"a field twice":    func(b []byte) []byte { return twice(b) },
	"65 KiB":           func(b []byte) []byte { return append(b, bytes.Repeat([]byte(" "), 65<<10)...) },
}

// twice repeats the first field of an object.
func twice(b []byte) []byte {
	if len(b) < 3 || b[0] != '{' {
		return b
	}
	inner := b[1 : len(b)-1]
	return slices.Concat([]byte("{"), inner, []byte(","), inner, []byte("}"))
}

func breakBytes(g *generator, d *draft) string {
	if len(d.operation.bodies) == 0 {
		return ""
	}
	d.settle()
	how := pick(g, slices.Sorted(maps.Keys(byBytes))...)
	d.body = byBytes[how](bytes.Clone(d.body))
	return how
}

// wrongTypes are no operation's; what names none of them in another way is beside them.
var (
	wrongTypes = []string{
		"text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
		"application/octet-stream", "application/vnd.shop+json", "json", "application/json, text/csv", ";", "*/*",
		"text/csv; x=",
	}
	oddTypes = append([]string{
		"", "text/plain", "text/csv", "APPLICATION/JSON", "application/json; charset=utf-16",
	}, wrongTypes...)
)

func breakType(g *generator, d *draft) string {
	if len(d.operation.bodies) == 0 {
		return ""
	}
	if g.often(10) {
		d.header.Del("Content-Type")
		return "without a type"
	}
	d.header.Set("Content-Type", pick(g, oddTypes...))
	return "other type"
}

func breakPath(g *generator, d *draft) string {
	if len(d.path) == 0 {
		return ""
	}
	name := pick(g, slices.Sorted(maps.Keys(d.path))...)
	odd := pick(g, oddTexts[1:]...) // with an empty one it would be another path
	d.path[name] = url.PathEscape(odd)
	switch g.IntN(20) {
	case 0:
		d.path[name] = strings.Repeat("x", 11_000)
	case 1, 2, 3:
		d.path[name] = url.PathEscape(d.path[name]) // escaped once more
	}
	return "odd " + name
}

// oddPairs are what may follow a name in a query.
var oddPairs = []string{
	"", "=", "==", "=%zz", "=%ff", "=%ED%A0%80", "=%00", "=a;b", "[]=1", "[a]=1", "=%", "&&",
}

func breakQuery(g *generator, d *draft) string {
	var names []string
	for _, p := range d.operation.parameters {
		if p.in == "query" {
			names = append(names, p.name)
		}
	}
	names = append(names, "unknown")
	name := pick(g, names...)
	switch g.IntN(4) {
	case 0:
		d.query = slices.DeleteFunc(d.query, func(pair string) bool { return strings.HasPrefix(pair, name+"=") })
		return "without " + name
	case 1:
		d.query = append(d.query, name+pick(g, oddPairs...))
		return "odd query"
	}
	d.query = append(d.query, name+"="+url.QueryEscape(pick(g, oddTexts...)))
	return "odd " + name
}

// oddHeaders are values that headers may have.
var oddHeaders = map[string][]string{
	"If-Match":                      {"*", `W/"1"`, `"-1"`, `"99999999999999999999"`, "x", `"`},
	"If-None-Match":                 {"*"},
	"Accept":                        {"text/csv", "TEXT/CSV;q=1", "image/png", "*/*;q=0", ";;", "text/html", "*;q=x"},
	"Accept-Encoding":               {"br;q=x", "\xff"},
	"Cookie":                        {"a", "a=b; c=\xff", ";"},
	"X-Forwarded-For":               {"192.0.2.1, \xff"},
	"X-Golambdaproxy-Apigw-Context": {"{}"},
	"X-Long":                        {strings.Repeat("x", 5000), strings.Repeat("x", 12_000)},
}

func breakHeader(g *generator, d *draft) string {
	name := pick(g, slices.Sorted(maps.Keys(oddHeaders))...)
	d.header.Set(name, pick(g, oddHeaders[name]...))
	return "odd " + name
}

func breakCredentials(g *generator, d *draft) string {
	d.header.Set("Authorization", pick(g,
		"", "Bearer", "Bearer ", "bearer  x", "Basic YTpi", "Bearer a.b.c", "Bearer \xff",
		"Bearer "+strings.Repeat("x", 5000), "Bearer eyJhbGciOiJub25lIn0.e30.", d.header.Get("Authorization")+"x",
	))
	return "other credentials"
}
