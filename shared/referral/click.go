package referral

import "time"

// Kind says what was taken to have visited.
type Kind string

// A hit is a visit by something taken for a person; a bot is a visit by a crawler, link preview or monitor.
const (
	Hit Kind = "hit"
	Bot Kind = "bot"
)

// Click is one recorded visit.
type Click struct {
	// ID is the click id that the destination receives: the visit (16 characters) and a ULID (26).
	ID      ClickID
	At      time.Time // to the millisecond
	Website Code
	Partner Code // "" when nobody is credited
	Ad      Code // "" for none
	Kind    Kind
	// Unique tells the first hit by one visitor on one tracking link in one UTC day.
	Unique bool
	Visitor
}

// Visitor is what is kept about who visited, besides the visit: nothing that leads back to a person.
type Visitor struct {
	Country  string // ISO 3166-1 alpha-2, "" when unknown
	Device   string // one of Devices
	Referrer string // host name without "www.", "" for none
}

// Devices are the kinds of device that reports tell apart.
var Devices = []string{"desktop", "mobile", "tablet", "other"}

// ClickID names a click and tells where it is stored: a visit and a ULID.
type ClickID string

// Lengths of the parts of a click id, in characters.
const (
	VisitLength   = 16
	ulidLength    = 26
	ClickIDLength = VisitLength + ulidLength
)

// ParseClickID checks the shape of s. The error is an *Error with code Invalid.
func ParseClickID(s string) (ClickID, error) {
	if len(s) != ClickIDLength {
		return "", Invalidf("a click id has %d characters", ClickIDLength)
	}
	for i := 0; i < len(s); i++ {
		if !codeByte(s[i]) && s[i] != '_' {
			return "", Invalidf("a click id is made of letters, digits, '-' and '_'")
		}
	}
	return ClickID(s), nil
}

// Visit returns the part of the id that is the same for one visitor, one tracking link and one UTC day.
func (id ClickID) Visit() string { return string(id[:VisitLength]) }

// ULID returns the part of the id that is unique to the click.
func (id ClickID) ULID() string { return string(id[VisitLength:]) }
