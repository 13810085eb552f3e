package referral

import "strings"

// Listed is a conversion in a list, with the partner, website and ad that have, or have had, the
// credit for it. Admins are shown who has it now.
type Listed struct {
	Booking
	Partner Code // "" for nobody
	Website Code // "" when unknown
	Ad      Code // "" for none
}

// ListedNow returns b with whoever has the credit now.
func ListedNow(b Booking) Listed {
	l := Listed{Booking: b}
	if c := b.Credit; c != nil {
		l.Partner, l.Website, l.Ad = c.Partner, c.Website, c.Ad
	}
	return l
}

// Search says which conversions to list, of those that happened in its span. What is empty lets
// everything pass.
type Search struct {
	Span
	Type     ConversionType
	Merchant Code
	Partner  Code
	Website  Code
	Ad       Code
	Customer string
	// Text is part of an order number, that of a refund's sale included, or all of an id. For
	// admins, who see customers, it may also be a customer.
	Text     string
	ForAdmin bool
	Credited *bool // whether somebody has the credit
	Refunded *bool // whether refunds have taken something back
}

// Passes reports whether l, whenever it happened, is what is searched for.
func (s Search) Passes(l Listed) bool {
	return passes(s.Type, l.Type) && passes(s.Merchant, l.Merchant) && passes(s.Partner, l.Partner) &&
		passes(s.Website, l.Website) && passes(s.Ad, l.Ad) && passes(s.Customer, l.Customer) &&
		is(s.Credited, l.Credit != nil) && is(s.Refunded, l.Balance.Whole || l.Balance.Refunded > 0) &&
		(s.Text == "" || s.IsAbout(l.Booking) || s.finds(l.Booking))
}

// IsAbout reports whether Text is the order number or the id of b.
func (s Search) IsAbout(b Booking) bool {
	return s.Text == b.ExternalID || s.Text == ConversionID(b.Merchant, b.ExternalID)
}

func (s Search) finds(b Booking) bool {
	text := strings.ToLower(s.Text)
	if strings.Contains(strings.ToLower(b.ExternalID), text) || strings.Contains(strings.ToLower(b.Sale), text) {
		return true
	}
	isClick := b.Credit != nil && s.Text == b.Credit.ClickID
	return isClick || s.Text == b.ULID || s.ForAdmin && (s.Text == b.Customer || s.Text == b.ClickID)
}

func passes[T ~string](want, got T) bool { return want == "" || want == got }

func is(want *bool, got bool) bool { return want == nil || *want == got }
