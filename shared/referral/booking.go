package referral

import (
	"encoding/base64"
	"strings"
	"time"
)

// Booking is a conversion with what was decided about it. What the merchant reported, and the decision of then, never change; the credit
// moves when a late click arrives or an admin corrects it, and the balance when a refund takes back.
type Booking struct {
	Conversion
	Received time.Time
	ULID     string // made when it was received; it orders conversions
	// Decision says who was credited, out of whom, under which rule, and why, as it was last decided by rule.
	Decision Decision
	// Credit is who has the credit now; nil for nobody.
	Credit *Credit
	// Corrected tells that an admin has said who has the credit: no rule decides about it any more.
	Corrected bool
	// Balance is what refunds have taken back.
	Balance Balance
	// Refunds are the external ids of refunds that were reported before the conversion and are not yet taken from it.
	Refunds []string
	// Settled tells, of a refund, that it was taken from its sale; Taken is how much that was.
	Settled bool
	Taken   Earning
	Version int // grows by one with every change
}

// Credit is who has the credit for a conversion.
type Credit struct {
	Partner Code
	Website Code // "" when unknown
	Ad      Code
	ClickID string // "" when no click earned it
	Visitor
}

// CreditOf returns the credit of the decision's winner, nil when nobody has won.
func CreditOf(d Decision) *Credit {
	winner, ok := d.Winner()
	if !ok {
		return nil
	}
	return &Credit{Partner: winner.Partner, Website: winner.Website, Ad: winner.Ad, ClickID: winner.ClickID, Visitor: winner.Visitor}
}

// Entry returns the ledger entry that gives e to whoever has the credit, or to nobody in particular, at the given instant.
func (b Booking) Entry(id string, at time.Time, e Earning) Entry {
	entry := Entry{ID: id, At: at, Leads: e.Leads, Sales: e.Sales, Subscriptions: e.Subscriptions, Amount: e.Amount, Currency: e.Currency}
	if c := b.Credit; c != nil {
		entry.Partner, entry.Website, entry.Ad, entry.Visitor = c.Partner, c.Website, c.Ad, c.Visitor
	}
	return entry
}

// ConversionID returns the id of a conversion in the API: it can be taken apart again, so that no index is needed to find it.
func ConversionID(merchant Code, externalID string) string {
	return string(merchant) + "." + base64.RawURLEncoding.EncodeToString([]byte(externalID))
}

// ParseConversionID takes an id apart. What was never an id is a NotFound error.
func ParseConversionID(id string) (merchant Code, externalID string, err error) {
	name, rest, _ := strings.Cut(id, ".")
	merchant, errMerchant := ParseCode(name)
	raw, errRest := base64.RawURLEncoding.Strict().DecodeString(rest)
	if errMerchant != nil || errRest != nil || checkIdentifier(string(raw), true) != nil {
		return "", "", NotFoundf("no such conversion")
	}
	return merchant, string(raw), nil
}
