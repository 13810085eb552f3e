package referral

import "time"

// Kind says what a visit was taken for.
type Kind string

// A hit is a visit by something taken for a person. A bot is a visit by a crawler, a link preview
// or a monitor. A prefetch is what a browser asks for in case its user follows the link: nobody has
// visited yet.
const (
	Hit      Kind = "hit"
	Bot      Kind = "bot"
	Prefetch Kind = "prefetch"
)

// Kinds are all of them.
var Kinds = []Kind{Hit, Bot, Prefetch}

// Click is one recorded visit.
type Click struct {
	ID      ClickID   // what the destination receives
	At      time.Time // to the millisecond
	Website Code
	Partner Code // "" when nobody is credited
	Ad      Code // "" for none
	Kind    Kind
	Ignored Ignored // what of the link was not taken into account
	// Unique marks the first hit by one visitor on one tracking link in one UTC day.
	Unique bool
	// Written is when somebody other than the redirect wrote the click, for want of a table that
	// took it at once; zero if the redirect did.
	Written time.Time
	// Expires is from when on the click is as if it had never been, to the second; zero for never,
	// as of clicks that earlier releases wrote.
	Expires time.Time
	Visitor
}

// Visitor is what is kept about a visitor: nothing that leads back to a person.
type Visitor struct {
	Country  string // ISO 3166-1 alpha-2, "" when unknown
	Device   string // one of Devices
	Browser  string // one of Browsers, "" when unknown
	Referrer string // host name without "www.", "" for none
}

// Devices are the kinds of device that stats distinguish.
var Devices = []string{"desktop", "mobile", "tablet", "other"}

// Browsers are the families of browsers that stats distinguish, and the apps in which people follow
// links.
var Browsers = []string{
	"chrome", "safari", "firefox", "edge", "samsung", "opera", "facebook", "instagram", "tiktok", "pinterest", "other",
}

// ClickID names a click, and says where it is stored: a visit followed by a ULID.
type ClickID string

// Lengths of a click id and its parts, in characters.
const (
	VisitLength   = 16
	ulidLength    = 26
	ClickIDLength = VisitLength + ulidLength
)

// ParseClickID checks the form of s. The error is an *Error of kind Invalid.
func ParseClickID(s string) (ClickID, error) {
	if len(s) != ClickIDLength {
		return "", Invalidf("a click id has %d characters", ClickIDLength)
	}
	for i := 0; i < len(s); i++ {
		if !codeByte(s[i]) && s[i] != '_' {
			return "", Invalidf("a click id consists of letters, digits, '-' and '_'")
		}
	}
	return ClickID(s), nil
}

// Visit returns the part that all clicks of one visitor on one tracking link in one UTC day share.
func (id ClickID) Visit() string { return string(id[:VisitLength]) }

// ULID returns the part that is unique to the click.
func (id ClickID) ULID() string { return string(id[VisitLength:]) }
