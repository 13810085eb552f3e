package click

import "signpost/shared/referral"

// Values are what a destination is told about a visit. They need no escaping in a URL.
type Values struct {
	Website, Partner, Ad referral.Code
	ClickID              referral.ClickID
}

// maxLocation keeps an answer's headers below API Gateway's limit of 10,240 bytes
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). If a
// visitor's query would make the location longer, it is left out.
const maxLocation = 8000

// Location returns where a visitor with that query is sent: the destination with its own
// parameters, then the visitor's parameters, then those that Signpost adds, then the fragment. It
// leaves out parameters of the visitor that a server could take for one of the others.
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
	joined := false // by a ';' to the parameter before, and so to some servers a part of its value
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

// adds reports whether Signpost adds a parameter of that name, so that the URL's own is left out.
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
// returns it, for one of the destination's or of Signpost's.
func (d *Destination) reserves(name []byte) bool {
	for _, reserved := range d.reserved {
		if isNamed(reserved, name) {
			return true
		}
	}
	return false
}
