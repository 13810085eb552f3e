package referral

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ConversionType says what happened at a merchant.
type ConversionType string

// The types of conversion. A refund takes back what another conversion earned, the others earn.
const (
	Lead         ConversionType = "lead"
	Sale         ConversionType = "sale"
	Subscription ConversionType = "subscription"
	Refund       ConversionType = "refund"
)

// Conversion is what a merchant's server reports. Merchant and ExternalID name it for ever.
type Conversion struct {
	Merchant   Code
	ExternalID string
	Type       ConversionType
	// ClickID, Customer and Partner are what the merchant knows about where the customer came from; all may be empty, and any of them may
	// have passed through a visitor's hands, so what is unknown or misshapen earns nothing and is no error.
	ClickID  string
	Customer string
	Partner  string
	// Amount is in minor units of Currency; nil when the merchant gave none. In a refund, nil means all that is left.
	Amount   *int64
	Currency string
	// OccurredAt is as reported; zero when the merchant gave none.
	OccurredAt time.Time
	// Sale is the ExternalID of the conversion that a refund takes back; empty for other types.
	Sale string
}

// Limits of what a merchant may report.
const (
	maxIdentifierLength = 200 // characters, for external ids, click ids, customers and partners
	MaxAmount           = 100_000_000_000_000
	// clockSkew is how far a merchant's clock may be off.
	clockSkew = 15 * time.Minute
	// maxAge bounds how late a conversion may be reported: as long as the longest attribution window.
	maxAge = maxAttributionDays * 24 * time.Hour
)

// Check returns an *Error of kind Invalid that names every field which breaks a rule. now is when the report was received.
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
	return bad.Err()
}

func (c Conversion) checkAmount() error {
	switch {
	case c.Amount == nil:
		return nil
	case *c.Amount < 0 || *c.Amount > MaxAmount:
		return Invalidf("must be 0 to %d minor units; use a refund to take back", MaxAmount)
	case c.Type == Refund && *c.Amount == 0:
		return Invalidf("must be at least 1; leave it out to refund all that is left")
	}
	return nil
}

// checkIdentifier accepts anything printable, because merchants bring their own identifiers.
func checkIdentifier(s string, required bool) error {
	switch {
	case s == "" && required:
		return Invalidf("must not be empty")
	case utf8.RuneCountInString(s) > maxIdentifierLength:
		return Invalidf("must have at most %d characters", maxIdentifierLength)
	case !utf8.ValidString(s):
		return Invalidf("must be valid UTF-8")
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return Invalidf("must have printable characters only")
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

// At returns the instant, to the millisecond, at which reports show the conversion and for which credit is decided: when it occurred, but
// never later than when it was received, since a clock may be fast; when it was received if the merchant did not say.
func (c Conversion) At(received time.Time) time.Time {
	at := received
	if !c.OccurredAt.IsZero() && c.OccurredAt.Before(received) {
		at = c.OccurredAt
	}
	return at.UTC().Truncate(time.Millisecond)
}

// Differences names every field of c, except the names that find it, whose content is not that of o. None means that both report the same.
func (c Conversion) Differences(o Conversion) []FieldError {
	var bad FieldErrors
	differ := func(field string, same bool) {
		if !same {
			bad.Add(field, "differs from what was reported first")
		}
	}
	differ("externalId", c.ExternalID == o.ExternalID)
	differ("type", c.Type == o.Type)
	differ("clickId", c.ClickID == o.ClickID)
	differ("customer", c.Customer == o.Customer)
	differ("partner", c.Partner == o.Partner)
	differ("amount", (c.Amount == nil) == (o.Amount == nil) && (c.Amount == nil || *c.Amount == *o.Amount))
	differ("currency", c.Currency == o.Currency)
	differ("occurredAt", c.OccurredAt.Equal(o.OccurredAt))
	differ("sale", c.Sale == o.Sale)
	return bad
}

// Earns returns what the conversion adds to a report before anything is taken back. A refund earns nothing.
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
