package gateway

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"signpost/infra/local/template"
)

// router finds the most specific route of a request. A full match goes before a greedy one
// ({proxy+}), and that before $default
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
// A method goes before ANY. Of two paths, the one that is literal where they first differ goes
// first.
type router struct{ routes []pattern } // most specific first

// pattern is a parsed route key.
type pattern struct {
	route    template.Route
	method   string // "ANY" matches all
	segments []segment
	tier     int
}

type segment struct {
	text string // the literal, or the parameter's name
	kind int
}

const (
	literal = iota
	parameter
	greedy
)

const (
	fullTier = iota
	greedyTier
	defaultTier
)

// match is the route of a request with the values of its path parameters.
type match struct {
	route      *template.Route
	parameters []parameterValue
}

type parameterValue struct{ name, value string }

func newRouter(routes []template.Route) (router, error) {
	var r router
	for _, route := range routes {
		p, err := parseKey(route)
		if err != nil {
			return router{}, err
		}
		r.routes = append(r.routes, p)
	}
	slices.SortStableFunc(r.routes, pattern.compare)
	return r, nil
}

func parseKey(route template.Route) (pattern, error) {
	if route.Key == "$default" {
		return pattern{route: route, method: "ANY", tier: defaultTier}, nil
	}
	method, path, ok := strings.Cut(route.Key, " ")
	if !ok || !strings.HasPrefix(path, "/") {
		return pattern{}, fmt.Errorf("the route key %q is not a method and a path", route.Key)
	}
	p := pattern{route: route, method: method}
	for _, text := range strings.Split(path[1:], "/") {
		if p.tier == greedyTier {
			return pattern{}, fmt.Errorf("the route key %q continues after its greedy parameter", route.Key)
		}
		s := segment{text: text}
		if name, ok := strings.CutPrefix(text, "{"); ok {
			s.text, s.kind = strings.TrimSuffix(name, "}"), parameter
			if name, isGreedy := strings.CutSuffix(s.text, "+"); isGreedy {
				s.text, s.kind, p.tier = name, greedy, greedyTier
			}
		}
		p.segments = append(p.segments, s)
	}
	return p, nil
}

func (p pattern) compare(q pattern) int {
	if c := cmp.Compare(p.tier, q.tier); c != 0 {
		return c
	}
	if pAny, qAny := p.method == "ANY", q.method == "ANY"; pAny != qAny {
		if pAny {
			return 1
		}
		return -1
	}
	for i := range min(len(p.segments), len(q.segments)) {
		if c := cmp.Compare(p.segments[i].kind, q.segments[i].kind); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(q.segments), len(p.segments))
}

// match finds the route of a method and a path that was decoded once.
func (r router) match(method, path string) (match, bool) {
	for i := range r.routes {
		p := &r.routes[i]
		if p.method != "ANY" && p.method != method {
			continue
		}
		if parameters, ok := p.matchPath(path); ok {
			return match{&p.route, parameters}, true
		}
	}
	return match{}, false
}

func (p *pattern) matchPath(path string) ([]parameterValue, bool) {
	if p.tier == defaultTier {
		return nil, true
	}
	var parameters []parameterValue
	rest, more := strings.CutPrefix(path, "/")
	for _, s := range p.segments {
		if !more {
			return nil, false
		}
		if s.kind == greedy {
			return append(parameters, parameterValue{s.text, rest}), rest != ""
		}
		var one string
		one, rest, more = strings.Cut(rest, "/")
		switch {
		case s.kind == literal && one != s.text, s.kind == parameter && one == "":
			return nil, false
		case s.kind == parameter:
			parameters = append(parameters, parameterValue{s.text, one})
		}
	}
	return parameters, !more
}
