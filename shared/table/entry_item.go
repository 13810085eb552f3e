package table

import (
	"fmt"
	"strings"
	"time"

	"signpost/shared/referral"
)

// Attributes of a ledger entry, besides those that it shares with a click.
const (
	AttrTime          = "t" // milliseconds since 1970
	AttrLeads         = "l"
	AttrSales         = "s"
	AttrSubscriptions = "n"
	AttrAmount        = "m"
	AttrCurrency      = "u"
)

// entryItem is an entry of the ledger, beside the conversion b that caused it. It is in the index
// if it brings b into the partner's list of conversions: unless it only takes away the credit that
// another entry has given.
func entryItem(b referral.Booking, e referral.Entry) Item {
	k := entryKey(b.Merchant, b.ExternalID, e.ID)
	item := k.Attributes()
	if e.Partner != "" && (b.Type == referral.Refund || !e.Takes()) {
		item = withIndex(k, creditedKey(e.Partner, b))
	}
	item[AttrTime] = Num(e.At.UnixMilli())
	for name, n := range map[string]int64{
		AttrLeads:         int64(e.Leads),
		AttrSales:         int64(e.Sales),
		AttrSubscriptions: int64(e.Subscriptions),
		AttrAmount:        e.Amount,
	} {
		if n != 0 {
			item[name] = Num(n)
		}
	}
	putIfSet(item, AttrPartner, string(e.Partner))
	putIfSet(item, AttrWebsite, string(e.Website))
	putIfSet(item, AttrAd, string(e.Ad))
	putIfSet(item, AttrCurrency, e.Currency)
	putVisitor(item, e.Visitor)
	return item
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
		ID:            strings.TrimPrefix(Text(item, AttrSK), PrefixEntry),
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
