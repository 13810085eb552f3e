package conformance

import (
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// memory is what answers have told, by kind of thing, so that requests name things that exist.
type memory struct {
	mu    sync.Mutex
	known map[string][]string
	made  map[string][]string // by requests of the test, which may change and delete them
}

// remembered is how many things of a kind are kept. Later ones replace earlier ones at random.
const remembered = 100

func newMemory() *memory {
	return &memory{made: map[string][]string{}, known: map[string][]string{
		"partner": {"abc123", "kid456", "solo789", "gone000"},
		"website": {"haircare", "skincare", "wholesale"},
		"program": {"standard", "trade"},
		"ad":      {"website2"},
	}}
}

// one returns something of a kind, "" if nothing is known.
func (m *memory) one(r *rand.Rand, kind string) string { return m.pick(r, m.known, kind) }

// own returns something of a kind that the test has made.
func (m *memory) own(r *rand.Rand, kind string) string { return m.pick(r, m.made, kind) }

func (m *memory) pick(r *rand.Rand, from map[string][]string, kind string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(from[kind]) == 0 {
		return ""
	}
	return from[kind][r.IntN(len(from[kind]))]
}

// learn notes what is in a successful answer.
func (m *memory) learn(o *operation, status int, body any, location string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u, err := url.Parse(location); err == nil && u.Query().Has("click_id") {
		keep(m.known, "click", u.Query().Get("click_id"))
	}
	m.walk(o, body, status == 201)
}

func (m *memory) walk(o *operation, value any, isNew bool) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			m.walk(o, item, isNew)
		}
	case map[string]any:
		for name, item := range v {
			if text, ok := item.(string); ok {
				m.note(kindOf(o, name), text, isNew)
			} else {
				m.walk(o, item, isNew)
			}
		}
	}
}

func (m *memory) note(kind, text string, isNew bool) {
	if kind == "" || text == "" {
		return
	}
	keep(m.known, kind, text)
	if isNew {
		keep(m.made, kind, text)
	}
}

func keep(in map[string][]string, kind, text string) {
	switch list := in[kind]; {
	case slices.Contains(list, text):
	case len(list) < remembered:
		in[kind] = append(list, text)
	default:
		list[len(text)*7919%remembered] = text
	}
}

// kindOf says of what kind of thing a field of an answer, or a parameter, is the name; "" if of
// none. "code" and "id" are of what the path lists.
func kindOf(o *operation, name string) string {
	switch name {
	case "code", "id":
		return things.ReplaceAllString(lastWord(strings.Split(o.path, "/{")[0]), "$1")
	case "externalId", "clickId", "event":
		return name
	case "next", "cursor":
		return "cursor of " + o.id
	}
	return ""
}

var things = regexp.MustCompile(`^(.*)s$`)

func lastWord(path string) string { return path[strings.LastIndex(path, "/")+1:] }
