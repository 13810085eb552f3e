package table

import (
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
)

// IsClick reports whether k is the key of a click.
func IsClick(k Key) bool { return strings.HasPrefix(k.PK, PrefixClick) }

// ReadClick returns the click that an item holds, without its click id, which only the visitor's
// request knew whole.
func ReadClick(item Item) (referral.Click, error) {
	k := KeyOf(item)
	id, err := ulid.ParseStrict(Text(item, AttrULID))
	if err != nil {
		return referral.Click{}, fmt.Errorf("click %s %s: %w", k.PK, k.SK, err)
	}
	kind := referral.Hit
	if Text(item, AttrKind) == KindBot {
		kind = referral.Bot
	}
	return referral.Click{
		At:      ulid.Time(id.Time()).UTC(),
		Website: referral.Code(Text(item, AttrWebsite)),
		Partner: referral.Code(Text(item, AttrPartner)),
		Ad:      referral.Code(Text(item, AttrAd)),
		Kind:    kind,
		Unique:  k.SK == FirstClick,
		Visitor: visitorOf(item),
	}, nil
}

// ReadEntry returns the ledger entry that an item holds.
func ReadEntry(item Item) (referral.Entry, error) {
	var numbers [5]int64
	for i, name := range [...]string{AttrTime, AttrLeads, AttrSales, AttrSubscriptions, AttrAmount} {
		n, err := number(item, name)
		if err != nil {
			return referral.Entry{}, fmt.Errorf("ledger entry %v: %w", KeyOf(item), err)
		}
		numbers[i] = n
	}
	return referral.Entry{
		At:            time.UnixMilli(numbers[0]),
		Partner:       referral.Code(Text(item, AttrPartner)),
		Website:       referral.Code(Text(item, AttrWebsite)),
		Ad:            referral.Code(Text(item, AttrAd)),
		Leads:         int(numbers[1]),
		Sales:         int(numbers[2]),
		Subscriptions: int(numbers[3]),
		Amount:        numbers[4],
		Currency:      Text(item, AttrCurrency),
		Visitor:       visitorOf(item),
	}, nil
}

func visitorOf(item Item) referral.Visitor {
	return referral.Visitor{
		Country:  Text(item, AttrCountry),
		Device:   Text(item, AttrDevice),
		Referrer: Text(item, AttrReferrer),
	}
}
