package referral

import (
	"strings"
	"time"
)

// Link is a tracking link (website × partner × optional ad), with who generated it and when.
type Link struct {
	Website   Code
	Partner   Code // who is credited
	Ad        Code // "" for none
	Maker     Code // who generated it: the partner itself or its parent
	CreatedAt time.Time
}

// LinkPrefix is the path below which all tracking links are.
const LinkPrefix = "/go/"

// Path returns the path of the link: website, partner and ad, in that order.
func (l Link) Path() string {
	var b strings.Builder
	b.WriteString(LinkPrefix)
	b.WriteString(string(l.Website))
	for _, code := range []Code{l.Partner, l.Ad} {
		if code == "" {
			break
		}
		b.WriteByte('/')
		b.WriteString(string(code))
	}
	return b.String()
}

// CheckLink says whether maker may generate a link to website that credits credited, with ad unless
// it is nil. The credited partner must be active, and be the maker or a child of the maker. The
// website must be active and open to the credited partner. The ad must be active and the maker's
// own. What the maker may not use does not exist for it, so the error is of kind NotFound.
func CheckLink(maker, credited Partner, website Website, ad *Ad) error {
	switch {
	case credited.Code != maker.Code && credited.Parent != maker.Code, !credited.Active(), !maker.Active():
		return NotFoundf("no such partner")
	case website.Status != Active || !credited.MayPromote(website):
		return NotFoundf("no such website")
	case ad != nil && (ad.Partner != maker.Code || ad.Status != Active):
		return NotFoundf("no such ad")
	}
	return nil
}
