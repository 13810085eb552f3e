package click

import (
	"strings"

	"signpost/shared/referral"
)

// Site is a website together with its destinations, taken apart once so that a visit only has to put them together.
type Site struct {
	Website  referral.Website
	main     Destination
	fallback *Destination
}

// NewSite prepares w, whose URLs referral.CheckDestination has accepted.
func NewSite(w referral.Website) *Site {
	s := &Site{Website: w, main: newDestination(w.URL, w.Params)}
	if w.FallbackURL != "" {
		d := newDestination(w.FallbackURL, w.Params)
		s.fallback = &d
	}
	return s
}

func newSite(w *referral.Website) *Site {
	if w == nil {
		return nil
	}
	return NewSite(*w)
}

// Values are what a destination receives about a visit. All consist of characters that need no escaping in a URL.
type Values struct {
	Website, Partner, Ad referral.Code
	ClickID              referral.ClickID
}

// maxLocation keeps the answer under API Gateway's 10,240 bytes for all headers
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). A longer query of a visitor is left out.
const maxLocation = 8000

// Destination is a URL taken apart.
type Destination struct {
	base     template
	own      []ownParam
	added    [3]addedParam
	fragment string // with its '#', or empty
	reserved []string
}

// ownParam is a parameter that the destination's URL has itself, as written, with the separator before it.
type ownParam struct {
	text template
	name string // its core, as read by the loosest parser
}

// addedParam is a parameter that Signpost adds unless the URL has its placeholder.
type addedParam struct {
	prefix string // name and '='
	name   string // its core, as read by the loosest parser
	value  value
	placed bool // by a placeholder
}

func newDestination(url string, params referral.Params) Destination {
	params = params.OrDefault()
	url = strings.ReplaceAll(url, `"`, "%22") // so that the answer's JSON needs no escapes
	url, fragment, hasFragment := strings.Cut(url, "#")
	base, query, _ := strings.Cut(url, "?")
	d := Destination{base: parseTemplate(base)}
	if hasFragment {
		d.fragment = "#" + fragment
	}
	for i, a := range []addedParam{{value: partnerValue, prefix: params.Partner}, {value: adValue, prefix: params.Ad}, {value: clickIDValue, prefix: params.ClickID}} {
		a.name, a.prefix = underscoredName(core(looseName(nil, a.prefix))), a.prefix+"="
		a.placed = strings.Contains(url, placeholders[a.value])
		d.added[i] = a
		d.reserved = append(d.reserved, looseReadings(a.prefix)...)
	}
	for query != "" {
		piece, rest := cutPiece(query)
		query = rest
		p := ownParam{text: parseTemplate(piece), name: underscoredName(core(looseName(nil, piece)))}
		d.own = append(d.own, p)
		d.reserved = append(d.reserved, looseReadings(piece)...)
	}
	return d
}

// Location returns where a visitor with that query is sent: the destination with its own parameters, then the visitor's, then what
// Signpost adds, then the fragment. Of the visitor's parameters, those are left out that a server could take for one of the others.
func (d *Destination) Location(v Values, query string) string {
	return string(d.AppendLocation(nil, v, query))
}

// AppendLocation appends Location to b.
func (d *Destination) AppendLocation(b []byte, v Values, query string) []byte {
	from := len(b)
	b = d.append(b, v, query)
	if len(b)-from > maxLocation && query != "" {
		b = d.append(b[:from], v, "")
	}
	return b
}

func (d *Destination) append(b []byte, v Values, query string) []byte {
	b = d.base.append(b, v)
	q := queryWriter{}
	for i := range d.own {
		if own := &d.own[i]; !d.adds(own.name, v) {
			b = q.separate(b, '&')
			b = own.text.append(b, v)
		}
	}
	b = d.appendVisitors(&q, b, query)
	for i := range d.added {
		if a := &d.added[i]; a.applies(v) {
			b = q.separate(b, '&')
			b = append(b, a.prefix...)
			b = append(b, a.value.of(v)...)
		}
	}
	return append(b, d.fragment...)
}

func (d *Destination) appendVisitors(q *queryWriter, b []byte, query string) []byte {
	var space [64]byte
	joined := false // to the parameter before it by nothing but ';', so that to some servers it is a part of that one's value
	for query != "" {
		piece, rest := cutPiece(query)
		if piece != "" && !d.reserves(looseName(space[:0], piece)) {
			separator := byte('&')
			if joined {
				separator = ';'
			}
			b = q.separate(b, separator)
			b = appendEscaped(b, piece)
			joined = true
		}
		joined = joined && len(piece) < len(query) && query[len(piece)] == ';'
		query = rest
	}
	return b
}

// adds tells whether Signpost adds a parameter of that name itself, so that the URL's own gives way.
func (d *Destination) adds(name string, v Values) bool {
	for i := range d.added {
		if d.added[i].name == name && d.added[i].applies(v) {
			return true
		}
	}
	return false
}

func (a *addedParam) applies(v Values) bool { return !a.placed && a.value.of(v) != "" }

// reserves reports whether any parser could take a visitor's parameter of that name, as looseName
// gives it, for one that the destination or Signpost has.
func (d *Destination) reserves(name []byte) bool {
	for _, reserved := range d.reserved {
		if isNamed(reserved, name) {
			return true
		}
	}
	return false
}
