package table

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Attributes of a click and of a ledger entry. They are one or two letters long, so that a click with the longest codes stays well under one
// kilobyte, which is one write unit, and the stream carries no more than it must.
const (
	AttrULID     = "i" // the ULID; its time is the click's
	AttrWebsite  = "w"
	AttrPartner  = "p" // absent: nobody is credited
	AttrAd       = "a"
	AttrKind     = "k" // "h" a hit, "b" a bot
	AttrCountry  = "c"
	AttrDevice   = "d"
	AttrReferrer = "r"

	AttrTime          = "t" // of an entry: milliseconds since 1970
	AttrLeads         = "l"
	AttrSales         = "s"
	AttrSubscriptions = "n"
	AttrAmount        = "m"
	AttrCurrency      = "u"
)

// Values of AttrKind.
const (
	KindHit = "h"
	KindBot = "b"
)

// ClickItem returns the item of c, as a unique if c.Unique says so.
func ClickItem(c referral.Click) Item {
	item := ClickKey(c.ID, c.Unique).Attributes()
	item[AttrULID] = Str(c.ID.ULID())
	item[AttrWebsite] = Str(string(c.Website))
	kind := KindHit
	if c.Kind == referral.Bot {
		kind = KindBot
	}
	item[AttrKind] = Str(kind)
	putIfSet(item, AttrPartner, string(c.Partner))
	putIfSet(item, AttrAd, string(c.Ad))
	putVisitor(item, c.Visitor)
	return item
}

func putVisitor(item Item, v referral.Visitor) {
	putIfSet(item, AttrCountry, v.Country)
	putIfSet(item, AttrDevice, v.Device)
	putIfSet(item, AttrReferrer, v.Referrer)
}

func putIfSet(item map[string]types.AttributeValue, name, value string) {
	if value != "" {
		item[name] = Str(value)
	}
}
