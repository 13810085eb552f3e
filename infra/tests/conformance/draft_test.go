package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// draft is a request that is being made up.
type draft struct {
	operation *operation
	actor     actor
	path      map[string]string // parameters, escaped
	query     []string          // name=value, escaped
	header    http.Header
	tree      any    // the body as JSON; nil once body is settled
	body      []byte // what is sent
	broken    []string
}

// browser is the user agent of a visitor whose clicks earn credit.
const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
	"Chrome/146.0.0.0 Safari/537.36"

// draft makes up a valid request.
func (g *generator) draft(o *operation, as actor) *draft {
	d := &draft{operation: o, actor: as, path: map[string]string{}, header: http.Header{"User-Agent": {browser}}}
	if as.credentials != "" {
		d.header.Set("Authorization", "Bearer "+as.credentials)
	}
	for _, p := range o.parameters {
		g.parameter(d, p)
	}
	switch {
	case len(o.bodies) == 0:
	case o.bodies[0].name == "application/json":
		d.header.Set("Content-Type", "application/json")
		d.tree = g.value(o, "", o.bodies[0].schema)
	default:
		d.header.Set("Content-Type", pick(g, o.bodies...).name)
		d.body = []byte(g.file())
	}
	return d
}

func (g *generator) parameter(d *draft, p parameter) {
	if !p.required && g.often(50) {
		return
	}
	value := fmt.Sprint(g.value(d.operation, p.name, p.schema))
	if p.name == "cursor" {
		value = g.memory.one(g.Rand, kindOf(d.operation, p.name))
	}
	switch p.in {
	case "path":
		d.path[p.name] = url.PathEscape(value)
	case "query":
		if value != "" || p.required {
			d.query = append(d.query, p.name+"="+url.QueryEscape(value))
		}
	case "header":
		d.header.Set(p.name, value)
	}
}

// settle turns the tree into the bytes of the body.
func (d *draft) settle() {
	if d.tree == nil {
		return
	}
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	if err := out.Encode(d.tree); err != nil {
		panic(err) // it consists of what JSON has
	}
	d.body, d.tree = bytes.TrimSpace(text.Bytes()), nil
}

// target is the request's path and query as they are sent.
func (d *draft) target() string {
	target := d.operation.path
	for name, value := range d.path {
		target = strings.ReplaceAll(target, "{"+name+"}", value)
	}
	if len(d.query) > 0 {
		target += "?" + strings.Join(d.query, "&")
	}
	return target
}

func (d *draft) request(host string) *http.Request {
	d.settle()
	r := &http.Request{
		Method: d.operation.method, URL: &url.URL{Scheme: "http", Host: host, Opaque: d.target()}, Header: d.header,
		ContentLength: int64(len(d.body)),
	}
	if len(d.body) > 0 {
		r.Body = io.NopCloser(bytes.NewReader(d.body))
	}
	return r
}

// String shows the request to people who look for what is wrong with the answer.
func (d *draft) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s as %s: %s %.300s", d.operation.id, d.actor.name, d.operation.method, d.target())
	for _, name := range []string{"Content-Type", "Accept", "If-Match"} {
		if values, sent := d.header[name]; sent {
			fmt.Fprintf(&b, "\n  %s: %.200q", name, values)
		}
	}
	if len(d.body) > 0 {
		fmt.Fprintf(&b, "\n  %.1000q", d.body)
	}
	if len(d.broken) > 0 {
		fmt.Fprintf(&b, "\n  (broken: %s)", strings.Join(d.broken, ", "))
	}
	return b.String()
}

// field returns an object of the tree and the name of one of its fields, both chosen by chance.
func (g *generator) field(d *draft) (object map[string]any, name string) {
	object, _ = d.tree.(map[string]any)
	for {
		names := slices.Sorted(maps.Keys(object))
		if len(names) == 0 {
			return nil, ""
		}
		name = pick(g, names...)
		inner, ok := object[name].(map[string]any)
		if !ok || len(inner) == 0 || g.often(50) {
			return object, name
		}
		object = inner
	}
}
