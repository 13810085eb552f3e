package referral

// Earning is what a conversion adds to a report, or what is taken back from it.
type Earning struct {
	Leads         int
	Sales         int
	Subscriptions int
	Amount        int64  // minor units of Currency
	Currency      string // "" when Amount is zero
}

// IsZero tells whether e changes no report.
func (e Earning) IsZero() bool {
	return e.Leads == 0 && e.Sales == 0 && e.Subscriptions == 0 && e.Amount == 0
}

// Negative returns what takes e back.
func (e Earning) Negative() Earning {
	return Earning{Leads: -e.Leads, Sales: -e.Sales, Subscriptions: -e.Subscriptions, Amount: -e.Amount, Currency: e.Currency}
}

// Balance is how much of a conversion's earning has been taken back. It only ever grows.
type Balance struct {
	Refunded int64 // minor units
	// Whole tells that everything is taken back: the amount, and the lead, sale or subscription itself.
	Whole bool
}

// Left returns what is still earned by c.
func (b Balance) Left(c Conversion) Earning {
	if b.Whole {
		return Earning{}
	}
	left := c.Earns()
	left.Amount -= b.Refunded
	return left
}

// TakeBack returns what a refund takes back of what c still earns, and the balance afterwards. It takes at most what is left, so that the
// outcome of several refunds does not depend on their order and is never below zero; a whole refund takes the lead, sale or subscription
// too. An error of kind Invalid says that the refund is in another currency.
func (b Balance) TakeBack(c, refund Conversion) (Earning, Balance, error) {
	if c.Type == Refund {
		return Earning{}, b, &Error{Code: Invalid, Message: "a refund cannot be refunded",
			Fields: []FieldError{{Field: "sale", Message: "is itself a refund"}}}
	}
	left := b.Left(c)
	if refund.Amount != nil && c.Amount != nil && refund.Currency != c.Currency {
		return Earning{}, b, &Error{Code: Invalid, Message: "the refund is in another currency than the sale",
			Fields: []FieldError{{Field: "currency", Message: "must be that of the sale, " + c.Currency}}}
	}
	if refund.Amount == nil || *refund.Amount >= left.Amount {
		b.Refunded += left.Amount
		b.Whole = true
		return left, b, nil
	}
	b.Refunded += *refund.Amount
	return Earning{Amount: *refund.Amount, Currency: left.Currency}, b, nil
}
