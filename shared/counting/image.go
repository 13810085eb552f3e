package counting

import (
	"fmt"
	"strconv"
)

// image holds the attributes of a new item that have a name of one letter: those of clicks and ledger entries do.
type image ['z' - 'a' + 1]attribute

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

// text is the value of a string, "" of anything else.
func (a attribute) text() string {
	if a.kind == stringKind {
		return a.value
	}
	return ""
}

// text returns the string under name, "" when there is none.
func (m *image) text(name string) (string, error) {
	switch a := m[name[0]-'a']; a.kind {
	case absent:
		return "", nil
	case stringKind:
		return a.value, nil
	}
	return "", fmt.Errorf("attribute %q is no string", name)
}

// number returns the integer under name, 0 when there is none.
func (m *image) number(name string) (int64, error) {
	switch a := m[name[0]-'a']; a.kind {
	case absent:
		return 0, nil
	case numberKind:
		n, err := strconv.ParseInt(a.value, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("attribute %q is no integer", name)
		}
		return n, nil
	}
	return 0, fmt.Errorf("attribute %q is no number", name)
}
