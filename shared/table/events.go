package table

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
)

// eventLine returns what a click or a ledger entry counts. It reads the item by itself, not with the counter's decoder, because it is there to check the counter.
func eventLine(item Item) (referral.Line, error) {
	k := keyOf(item)
	if strings.HasPrefix(k.PK, PrefixClick) {
		return clickLine(k, item)
	}
	return entryLine(item)
}

func clickLine(k Key, item Item) (referral.Line, error) {
	id, err := ulid.ParseStrict(text(item, AttrULID))
	if err != nil {
		return referral.Line{}, fmt.Errorf("click %s %s: %w", k.PK, k.SK, err)
	}
	kind := referral.Hit
	if text(item, AttrKind) == KindBot {
		kind = referral.Bot
	}
	return referral.Click{At: ulid.Time(id.Time()), Website: referral.Code(text(item, AttrWebsite)), Partner: referral.Code(text(item, AttrPartner)),
		Ad: referral.Code(text(item, AttrAd)), Kind: kind, Unique: k.SK == FirstClick, Visitor: visitorOf(item)}.Line(), nil
}

func entryLine(item Item) (referral.Line, error) {
	var numbers [5]int64
	for i, name := range [...]string{AttrTime, AttrLeads, AttrSales, AttrSubscriptions, AttrAmount} {
		n, err := number(item, name)
		if err != nil {
			return referral.Line{}, fmt.Errorf("ledger entry %v: %w", keyOf(item), err)
		}
		numbers[i] = n
	}
	return referral.Entry{At: time.UnixMilli(numbers[0]), Partner: referral.Code(text(item, AttrPartner)),
		Website: referral.Code(text(item, AttrWebsite)), Ad: referral.Code(text(item, AttrAd)),
		Leads: int(numbers[1]), Sales: int(numbers[2]), Subscriptions: int(numbers[3]), Amount: numbers[4],
		Currency: text(item, AttrCurrency), Visitor: visitorOf(item)}.Line(), nil
}

func visitorOf(item Item) referral.Visitor {
	return referral.Visitor{Country: text(item, AttrCountry), Device: text(item, AttrDevice), Referrer: text(item, AttrReferrer)}
}

// number returns the integer attribute name of item, 0 when it has none.
func number(item Item, name string) (int64, error) {
	n, ok := item[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0, nil
	}
	return strconv.ParseInt(n.Value, 10, 64)
}
