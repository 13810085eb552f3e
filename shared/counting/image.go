package counting

import (
	"fmt"
	"strconv"

	"signpost/shared/table"
)

// image has the attributes of a new item that clicks and ledger entries have. All their names are
// one letter long.
type image struct {
	values [len(imageNames)]string
	kinds  [len(imageNames)]attributeKind
}

// imageNames are the names of the attributes in an image, by their places.
const imageNames = table.AttrULID + table.AttrWebsite + table.AttrPartner + table.AttrAd + table.AttrKind +
	table.AttrIgnored + table.AttrCountry + table.AttrDevice + table.AttrBrowser + table.AttrReferrer +
	table.AttrWritten + table.AttrTime + table.AttrLeads + table.AttrSales + table.AttrSubscriptions +
	table.AttrAmount + table.AttrCurrency

// imagePlaces are the places of the attributes in an image, by their names, plus one.
var imagePlaces = func() (places [256]int8) {
	for i := range len(imageNames) {
		places[imageNames[i]] = int8(i) + 1
	}
	return places
}()

// imagePlace returns the place of an attribute in an image; ok is false if it has none.
func imagePlace(name string) (place int, ok bool) {
	if len(name) != 1 || imagePlaces[name[0]] == 0 {
		return 0, false
	}
	return int(imagePlaces[name[0]]) - 1, true
}

func (m *image) at(name string) attribute {
	place, ok := imagePlace(name)
	if !ok {
		return attribute{}
	}
	return attribute{m.kinds[place], m.values[place]}
}

func (m *image) put(place int, a attribute) {
	m.kinds[place], m.values[place] = a.kind, a.value
}

type attributeKind byte

const (
	absent attributeKind = iota
	stringKind
	numberKind
	otherKind
)

type attribute struct {
	kind  attributeKind
	value string
}

// text returns the value of a string; for anything else, "".
func (a attribute) text() string {
	if a.kind == stringKind {
		return a.value
	}
	return ""
}

// text returns the string under name, "" if there is none.
func (m *image) text(name string) (string, error) {
	switch a := m.at(name); a.kind {
	case absent:
		return "", nil
	case stringKind:
		return a.value, nil
	}
	return "", fmt.Errorf("attribute %q is not a string", name)
}

// number returns the integer under name, 0 if there is none.
func (m *image) number(name string) (int64, error) {
	switch a := m.at(name); a.kind {
	case absent:
		return 0, nil
	case numberKind:
		n, err := strconv.ParseInt(a.value, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("attribute %q is not an integer", name)
		}
		return n, nil
	}
	return 0, fmt.Errorf("attribute %q is not a number", name)
}
