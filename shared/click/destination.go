package click

import (
	"strings"

	"signpost/shared/referral"
)

// Destination is a parsed URL that visitors are sent to.
type Destination struct {
	base     template
	own      []ownParam
	added    [3]addedParam
	fragment string // with its '#', or empty
	reserved []string
}

// ownParam is a parameter of the destination's URL, as written there.
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
	url = strings.ReplaceAll(url, `"`, "%22") // so that the answer's JSON needs no escapes
	url, fragment, hasFragment := strings.Cut(url, "#")
	base, query, _ := strings.Cut(url, "?")
	d := Destination{base: parseTemplate(base)}
	if hasFragment {
		d.fragment = "#" + fragment
	}
	params = params.OrDefault()
	d.added = [...]addedParam{
		newAddedParam(params.Partner, partnerValue, url),
		newAddedParam(params.Ad, adValue, url),
		newAddedParam(params.ClickID, clickIDValue, url),
	}
	for _, a := range d.added {
		d.reserved = append(d.reserved, looseReadings(a.prefix)...)
	}
	for query != "" {
		var piece string
		piece, query = cutPiece(query)
		d.own = append(d.own, ownParam{text: parseTemplate(piece), name: coreName(piece)})
		d.reserved = append(d.reserved, looseReadings(piece)...)
	}
	return d
}

func newAddedParam(name string, v value, url string) addedParam {
	return addedParam{
		prefix: name + "=",
		name:   coreName(name),
		value:  v,
		placed: strings.Contains(url, placeholders[v]),
	}
}

// coreName returns the core of a parameter's name, as read by the loosest parser.
func coreName(piece string) string { return underscoredName(core(looseName(nil, piece))) }
