package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// generator makes up requests. It is for one goroutine.
type generator struct {
	*rand.Rand
	doc    *document
	memory *memory
	whole  bool // objects have all their fields
}

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

// often reports true in that many of a hundred cases.
func (g *generator) often(percent int) bool { return g.IntN(100) < percent }

// value makes up a valid value of a schema. What name says about it counts first.
func (g *generator) value(o *operation, name string, schema node) any {
	schema = g.doc.resolve(schema)
	if text, ok := g.named(o, name); ok {
		return text
	}
	if enum := schema.enum(); len(enum) > 0 {
		return pick(g, enum...)
	}
	switch schema.kind() {
	case "integer", "number":
		return g.number(schema)
	case "boolean":
		return g.often(50)
	case "array":
		list := make([]any, g.IntN(3))
		for i := range list {
			list[i] = g.value(o, strings.TrimSuffix(name, "s"), schema.object("items"))
		}
		return list
	case "object":
		return g.object(o, name, schema)
	}
	return g.text(schema)
}

func (g *generator) object(o *operation, name string, schema node) any {
	if name == "params" {
		return map[string]any{"partner": "p", "ad": "a", "clickId": pick(g, "cid", "click_id")}
	}
	object := map[string]any{}
	required, _ := schema["required"].([]any)
	isRequired := map[string]bool{}
	for _, name := range required {
		isRequired[name.(string)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(schema.object("properties"))) {
		if isRequired[name] || g.whole || g.often(50) {
			object[name] = g.value(o, name, schema.object("properties").object(name))
		}
	}
	return object
}

func (g *generator) number(schema node) json.Number {
	least, most := int64(0), int64(10_000)
	if n, ok := schema["minimum"].(json.Number); ok {
		least, _ = n.Int64()
	}
	if n, ok := schema["maximum"].(json.Number); ok {
		most, _ = n.Int64()
	}
	return json.Number(fmt.Sprint(least + g.Int64N(most-least+1)))
}

func (g *generator) text(schema node) string {
	switch schema.text("format") {
	case "date":
		return g.day(0)
	case "date-time":
		return time.Now().Add(-time.Duration(g.IntN(1000)) * time.Hour).UTC().Format(time.RFC3339)
	}
	return pick(g, "Spring letter", "Ann Example", "Größe 42", "注文", "a")
}

// day returns one of the forty days that are over for at least so many.
func (g *generator) day(over int) string {
	return time.Now().UTC().AddDate(0, 0, -over-g.IntN(40)).Format(time.DateOnly)
}

// named makes up what has a meaning that the schema does not tell.
func (g *generator) named(o *operation, name string) (string, bool) {
	switch name {
	case "website", "partner", "ad", "program":
		return g.memory.one(g.Rand, name), true
	case "parent":
		return pick(g, "", "abc123", "kid456", g.memory.one(g.Rand, "partner")), true
	case "code":
		if o.method == "POST" && !strings.Contains(o.path, "{code}") {
			return fmt.Sprintf("t%06x", g.IntN(1<<24)), true
		}
		return g.thing(o, name), true
	case "id", "event":
		return g.thing(o, name), true
	case "externalId":
		return g.externalID(o), true
	case "sale":
		return g.memory.one(g.Rand, "externalId"), true
	case "clickId":
		return pick(g, "", "unknown", g.memory.one(g.Rand, "click")), true
	case "status":
		return g.status(o)
	case "url", "fallbackUrl":
		return g.url(o), true
	case "by":
		return pick(g, "", "website", "day,partner", "country,device", "website,ad,hour", "referrer"), true
	case "day":
		return g.day(3), true
	}
	text, ok := plain[name]
	return text, ok
}

// plain are values that need no choice.
var plain = map[string]string{
	"email": "ann@example.com", "currency": "EUR", "merchant": "main", "q": "t", "customer": "c-7", "event": "sale",
	"query": "utm_source=x", "tz": "Europe/Oslo", "If-Match": `"1"`, "name": "Ann Example",
	"country": "NO", "device": "mobile", "browser": "firefox", "mediaType": "banner",
}

// thing names one that exists. Only what the test has made is changed, deleted or erased, so that
// the actors stay who they are.
func (g *generator) thing(o *operation, name string) string {
	kind := kindOf(o, name)
	if o.method == "PATCH" || o.method == "DELETE" || strings.HasSuffix(o.path, "/erase") {
		return orUnknown(g.memory.own(g.Rand, kind))
	}
	return orUnknown(g.memory.one(g.Rand, kind))
}

func orUnknown(name string) string {
	if name == "" {
		return "unknown"
	}
	return name
}

func (g *generator) externalID(o *operation) string {
	if o.method == "POST" && g.often(80) {
		return fmt.Sprintf("order-%d", g.IntN(1<<30))
	}
	if o.method == "POST" {
		return pick(g, oddTexts...)
	}
	return orUnknown(g.memory.one(g.Rand, "externalId"))
}

func (g *generator) status(o *operation) (string, bool) {
	switch {
	case strings.Contains(o.path, "/websites"):
		return pick(g, "active", "archived"), true
	case strings.Contains(o.path, "/admin/"):
		return pick(g, "active", "inactive"), true
	}
	return "", false
}

// url returns a destination, or an address at which nobody hears about conversions.
func (g *generator) url(o *operation) string {
	if strings.Contains(o.path, "webhook") || strings.Contains(o.path, "postback") {
		return "http://127.0.0.1:1/hook"
	}
	return pick(g, "https://example.com/a", "https://example.com/?q={click_id}", "https://example.com/{partner}/x#y")
}

// file makes up a CSV file to import.
func (g *generator) file() string {
	rows := []string{pick(g, "code,name,email,programs", "code;name;url;programs", "Affiliate ID\tName\tParent")}
	for range g.IntN(5) {
		rows = append(rows, fmt.Sprintf("t%06x,Ann,https://example.com/,standard", g.IntN(1<<24)))
	}
	return strings.Join(rows, "\n")
}
