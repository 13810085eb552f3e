package referral

import (
	"encoding/base64"
	"strings"
	"time"
)

// Booking is a conversion with what was decided about it. What the merchant reported never changes.
// The credit moves when a late click arrives or an admin corrects it, and the balance when a refund
// takes something back.
type Booking struct {
	Conversion
	Received time.Time
	ULID     string // made when the conversion was received; it orders conversions
	// Scope is that of the key with which it was reported.
	Scope Scope
	// Decision says who was credited, out of whom, under which rule and why.
	Decision Decision
	// Credit is who has the credit now, nil for nobody.
	Credit *Credit
	// Corrected says that an admin has decided who has the credit, so no rule does any more.
	Corrected bool
	// Balance is what refunds have taken back.
	Balance Balance
	// Refunds are the external ids of refunds that were reported before the conversion and have
	// not been taken from it yet.
	Refunds []string
	// Settled says of a refund that it was taken from its sale; Taken is how much that was.
	Settled bool
	Taken   Earning
	// Waited is when a refund that was reported before its sale was taken from it; zero if it did
	// not wait, or does still.
	Waited  time.Time
	Version int // grows by one with every change
}

// Credit is who has the credit for a conversion.
type Credit struct {
	Partner Code
	Website Code   // "" when unknown
	Ad      Code   // "" for none
	ClickID string // "" when no click earned it
	Visitor
}

// Same reports whether c and o, nil for nobody, credit the same partner, website and ad.
func (c *Credit) Same(o *Credit) bool {
	if c == nil || o == nil {
		return c == o
	}
	return c.Partner == o.Partner && c.Website == o.Website && c.Ad == o.Ad
}

// CreditOf returns the credit of the decision's winner, nil if nobody has won.
func CreditOf(d Decision) *Credit {
	winner, ok := d.Winner()
	if !ok {
		return nil
	}
	return &Credit{
		Partner: winner.Partner, Website: winner.Website, Ad: winner.Ad,
		ClickID: winner.ClickID, Visitor: winner.Visitor,
	}
}

// Entry returns the ledger entry that gives e, at the given instant, to whoever has the credit;
// it names nobody if nobody has.
func (b Booking) Entry(id string, at time.Time, e Earning) Entry {
	entry := Entry{
		ID: id, At: at, Leads: e.Leads, Sales: e.Sales, Subscriptions: e.Subscriptions,
		Amount: e.Amount, Currency: e.Currency,
	}
	if c := b.Credit; c != nil {
		entry.Partner, entry.Website, entry.Ad, entry.Visitor = c.Partner, c.Website, c.Ad, c.Visitor
	}
	return entry
}

// ConversionID returns the id of a conversion in the API. It can be parsed again, so no index is
// needed to find the conversion.
func ConversionID(merchant Code, externalID string) string {
	return string(merchant) + "." + base64.RawURLEncoding.EncodeToString([]byte(externalID))
}

// ParseConversionID returns what an id was made of. What can't be an id is a NotFound error.
func ParseConversionID(id string) (merchant Code, externalID string, err error) {
	name, rest, _ := strings.Cut(id, ".")
	merchant, errMerchant := ParseCode(name)
	raw, errRest := base64.RawURLEncoding.Strict().DecodeString(rest)
	if errMerchant != nil || errRest != nil || !IsExternalID(string(raw)) {
		return "", "", NotFoundf("no such conversion")
	}
	return merchant, string(raw), nil
}
