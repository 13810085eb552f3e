package referral

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ConversionType says what happened at a merchant.
type ConversionType string

// A refund takes back what another conversion earned; the other types earn.
const (
	Lead         ConversionType = "lead"
	Sale         ConversionType = "sale"
	Subscription ConversionType = "subscription"
	Refund       ConversionType = "refund"
)

// Conversion is what a merchant's server reports. Merchant and ExternalID identify it for good.
type Conversion struct {
	Merchant   Code
	ExternalID string
	Type       ConversionType
	// ClickID, Customer and Partner are what the merchant knows about where the customer came
	// from. Any of them may be empty. They may also have passed through a visitor's hands, so a
	// value that is unknown or malformed earns nothing, but is not an error.
	ClickID  string
	Customer string
	Partner  string
	// CustomerErased says that a customer was reported who has been erased since.
	CustomerErased bool
	// Amount is in minor units of Currency, nil when the merchant gave none. For a refund, nil
	// means everything that is left.
	Amount   *int64
	Currency string
	// OccurredAt is as reported, zero when the merchant gave none.
	OccurredAt time.Time
	// Sale is the ExternalID of the conversion that a refund takes back, empty for other types.
	Sale string
}

// MaxAmount is the largest amount of a conversion, in minor units.
const MaxAmount = 100_000_000_000_000

const (
	// maxIdentifierLength is for external ids, click ids, customers and partners, in characters.
	maxIdentifierLength = 200
	// clockSkew is how far off a merchant's clock may be.
	clockSkew = 15 * time.Minute
	// maxAge is how late a conversion may be reported: as late as a click can still earn it.
	maxAge = maxAttributionDays * 24 * time.Hour
)

// Check returns an *Error of kind Invalid that names every field that breaks a rule. now is when
// the conversion was received.
func (c Conversion) Check(now time.Time) error {
	var bad FieldErrors
	bad.AddErr("externalId", checkIdentifier(c.ExternalID, true))
	bad.AddErr("clickId", checkIdentifier(c.ClickID, false))
	bad.AddErr("customer", checkIdentifier(c.Customer, false))
	bad.AddErr("partner", checkIdentifier(c.Partner, false))
	bad.AddErr("amount", c.checkAmount())
	if c.Currency != "" || c.Amount != nil {
		bad.AddErr("currency", CheckCurrency(c.Currency))
	}
	bad.AddErr("occurredAt", checkOccurred(c.OccurredAt, now))
	c.checkType(&bad)
	return bad.Err()
}

// checkType checks the type, and that exactly the refunds name a sale.
func (c Conversion) checkType(bad *FieldErrors) {
	switch c.Type {
	case Lead, Sale, Subscription:
		if c.Sale != "" {
			bad.Add("sale", "is for refunds only")
		}
	case Refund:
		bad.AddErr("sale", checkIdentifier(c.Sale, true))
		if c.Sale == c.ExternalID && c.Sale != "" {
			bad.Add("sale", "must be the externalId of another conversion")
		}
	default:
		bad.Add("type", "must be lead, sale, subscription or refund")
	}
}

func (c Conversion) checkAmount() error {
	switch {
	case c.Amount == nil:
		return nil
	case *c.Amount < 0 || *c.Amount > MaxAmount:
		return Invalidf("must be 0 to %d minor units; report a refund to take something back", MaxAmount)
	case c.Type == Refund && *c.Amount == 0:
		return Invalidf("must be at least 1; leave it out to refund all that is left")
	}
	return nil
}

// IsExternalID reports whether a conversion can have the external id s. A longer one may not even
// fit into a key.
func IsExternalID(s string) bool { return checkIdentifier(s, true) == nil }

// checkIdentifier accepts anything printable, because merchants have their own identifiers.
func checkIdentifier(s string, required bool) error {
	switch {
	case s == "" && required:
		return Invalidf("must not be empty")
	case utf8.RuneCountInString(s) > maxIdentifierLength:
		return Invalidf("must have at most %d characters", maxIdentifierLength)
	case !utf8.ValidString(s):
		return Invalidf("must be valid UTF-8")
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return Invalidf("must contain only printable characters")
	}
	return nil
}

func checkOccurred(t, now time.Time) error {
	switch {
	case t.IsZero():
		return nil
	case t.After(now.Add(clockSkew)):
		return Invalidf("must not be in the future")
	case t.Before(now.Add(-maxAge)):
		return Invalidf("must not be more than %d days ago", maxAttributionDays)
	}
	return nil
}

// At returns the instant at which stats show the conversion and for which credit is decided, to
// the millisecond: when it occurred or, if the merchant did not say, when it was received. It is
// never later than when it was received, because a merchant's clock may be fast.
func (c Conversion) At(received time.Time) time.Time {
	at := received
	if !c.OccurredAt.IsZero() && c.OccurredAt.Before(received) {
		at = c.OccurredAt
	}
	return at.UTC().Truncate(time.Millisecond)
}

// Differences names the fields in which c differs from what was reported first under its external
// id. If there are none, the same conversion was reported again. Of a customer who was erased,
// nothing is known to compare.
func (c Conversion) Differences(first Conversion) []FieldError {
	var bad FieldErrors
	differ := func(field string, same bool) {
		if !same {
			bad.Add(field, "differs from what was reported first")
		}
	}
	differ("externalId", c.ExternalID == first.ExternalID)
	differ("type", c.Type == first.Type)
	differ("clickId", c.ClickID == first.ClickID)
	differ("customer", c.Customer == first.Customer || c.CustomerErased || first.CustomerErased)
	differ("partner", c.Partner == first.Partner)
	differ("amount", (c.Amount == nil) == (first.Amount == nil) && (c.Amount == nil || *c.Amount == *first.Amount))
	differ("currency", c.Currency == first.Currency)
	differ("occurredAt", c.OccurredAt.Equal(first.OccurredAt))
	differ("sale", c.Sale == first.Sale)
	return bad
}

// Earns returns what the conversion earns before anything is taken back: nothing if it is a refund.
func (c Conversion) Earns() Earning {
	var e Earning
	switch c.Type {
	case Lead:
		e.Leads = 1
	case Sale:
		e.Sales = 1
	case Subscription:
		e.Subscriptions = 1
	case Refund:
		return Earning{}
	}
	if c.Amount != nil && *c.Amount != 0 {
		e.Amount, e.Currency = *c.Amount, c.Currency
	}
	return e
}
