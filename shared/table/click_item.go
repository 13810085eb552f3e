package table

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

// Attributes of a click, and, but for the first, AttrKind and AttrIgnored, of a ledger entry. Their
// names are one letter long, so that a click with the longest codes stays well under one kilobyte,
// which is one write unit, and the stream carries no more than it must.
const (
	AttrULID     = "i" // the ULID; its time is the click's
	AttrWebsite  = "w"
	AttrPartner  = "p" // absent when nobody is credited
	AttrAd       = "a"
	AttrKind     = "k" // KindHit, KindBot or KindPrefetch
	AttrCountry  = "c"
	AttrDevice   = "d"
	AttrBrowser  = "b" // its letter (BrowserLetter); absent from what was written before there was one
	AttrReferrer = "r"
	AttrIgnored  = "y" // the letter of referral.Ignored; absent when nothing was
	// AttrWritten is when the click was written, in milliseconds since 1970; absent if the redirect
	// wrote it, at the time of its ULID.
	AttrWritten = "x"
)

// Values of AttrKind.
const (
	KindHit      = "h"
	KindBot      = "b"
	KindPrefetch = "p"
)

func kindLetter(k referral.Kind) string {
	switch k {
	case referral.Bot:
		return KindBot
	case referral.Prefetch:
		return KindPrefetch
	}
	return KindHit
}

func kindOf(letter string) referral.Kind {
	switch letter {
	case KindBot:
		return referral.Bot
	case KindPrefetch:
		return referral.Prefetch
	}
	return referral.Hit
}

// ClickItem returns the item of c, at the key of a unique if c.Unique says so.
func ClickItem(c referral.Click) Item {
	item := clickKey(c.ID, c.Unique).Attributes()
	item[AttrULID] = Str(c.ID.ULID())
	item[AttrWebsite] = Str(string(c.Website))
	item[AttrKind] = Str(kindLetter(c.Kind))
	putIfSet(item, AttrIgnored, IgnoredLetter(c.Ignored))
	putIfSet(item, AttrPartner, string(c.Partner))
	putIfSet(item, AttrAd, string(c.Ad))
	putVisitor(item, c.Visitor)
	if !c.Written.IsZero() {
		item[AttrWritten] = Num(c.Written.UnixMilli())
	}
	if !c.Expires.IsZero() {
		item[AttrExpires] = Num(c.Expires.Unix())
	}
	return item
}

func putVisitor(item Item, v referral.Visitor) {
	putIfSet(item, AttrCountry, v.Country)
	putIfSet(item, AttrDevice, v.Device)
	putIfSet(item, AttrBrowser, BrowserLetter(v.Browser))
	putIfSet(item, AttrReferrer, v.Referrer)
}

// IsClick reports whether k is the key of a click.
func IsClick(k Key) bool { return strings.HasPrefix(k.PK, PrefixClick) }

// ReadClick returns the click that an item holds, without its click id, which only the visitor's
// request knew as a whole.
func ReadClick(item Item) (referral.Click, error) {
	k := KeyOf(item)
	at, ok := ulid.Time(Text(item, AttrULID))
	if !ok {
		return referral.Click{}, fmt.Errorf("click %s %s: not a ULID: %.50q", k.PK, k.SK, Text(item, AttrULID))
	}
	written, errWritten := number(item, AttrWritten)
	expires, errExpires := number(item, AttrExpires)
	if err := errors.Join(errWritten, errExpires); err != nil {
		return referral.Click{}, fmt.Errorf("click %s %s: %w", k.PK, k.SK, err)
	}
	c := referral.Click{
		At:      at,
		Website: referral.Code(Text(item, AttrWebsite)),
		Partner: referral.Code(Text(item, AttrPartner)),
		Ad:      referral.Code(Text(item, AttrAd)),
		Kind:    kindOf(Text(item, AttrKind)),
		Ignored: IgnoredOf(Text(item, AttrIgnored)),
		Unique:  k.SK == FirstClick,
		Visitor: visitorOf(item),
	}
	if written != 0 {
		c.Written = time.UnixMilli(written).UTC()
	}
	if expires != 0 {
		c.Expires = time.Unix(expires, 0).UTC()
	}
	return c, nil
}

func visitorOf(item Item) referral.Visitor {
	return referral.Visitor{
		Country:  Text(item, AttrCountry),
		Device:   Text(item, AttrDevice),
		Browser:  BrowserOf(Text(item, AttrBrowser)),
		Referrer: Text(item, AttrReferrer),
	}
}
