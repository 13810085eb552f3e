package referral

// MaxWaitingRefunds is how many refunds may wait for a conversion that has not been reported. They
// are kept in one item and, as an external id has at most 200 characters, never take more than a
// tenth of what an item may hold.
const MaxWaitingRefunds = 50

// Earning is what a conversion adds to the stats, or what is taken back from them.
type Earning struct {
	Leads         int
	Sales         int
	Subscriptions int
	Amount        int64  // minor units of Currency
	Currency      string // "" when Amount is zero
}

// IsZero reports whether e leaves the stats as they are.
func (e Earning) IsZero() bool {
	return e.Leads == 0 && e.Sales == 0 && e.Subscriptions == 0 && e.Amount == 0
}

// Negative returns what takes e back.
func (e Earning) Negative() Earning {
	return Earning{
		Leads: -e.Leads, Sales: -e.Sales, Subscriptions: -e.Subscriptions, Amount: -e.Amount, Currency: e.Currency,
	}
}

// Balance is how much of a conversion's earning has been taken back. It only ever grows.
type Balance struct {
	Refunded int64 // minor units
	// Whole says that everything is taken back: the amount, and the lead, sale or subscription.
	Whole bool
}

// Left returns what c still earns.
func (b Balance) Left(c Conversion) Earning {
	if b.Whole {
		return Earning{}
	}
	left := c.Earns()
	left.Amount -= b.Refunded
	return left
}

// TakeBack returns what a refund takes of what c still earns, and the balance afterwards.
//
// It takes at most what is left, so several refunds come to the same in any order, and never to
// less than zero. A refund of everything takes the lead, sale or subscription too. A refund that
// does not fit c is an error of kind Invalid.
func (b Balance) TakeBack(c, refund Conversion) (Earning, Balance, error) {
	if err := checkRefund(c, refund); err != nil {
		return Earning{}, b, err
	}
	left := b.Left(c)
	if refund.Amount == nil || *refund.Amount >= left.Amount {
		b.Refunded += left.Amount
		b.Whole = true
		return left, b, nil
	}
	b.Refunded += *refund.Amount
	return Earning{Amount: *refund.Amount, Currency: left.Currency}, b, nil
}

func checkRefund(c, refund Conversion) error {
	switch {
	case c.Type == Refund:
		return &Error{Code: Invalid, Message: "a refund can't be refunded",
			Fields: []FieldError{{Field: "sale", Message: "is itself a refund"}}}
	case refund.Amount != nil && c.Amount != nil && refund.Currency != c.Currency:
		return &Error{Code: Invalid, Message: "the refund is not in the currency of the sale",
			Fields: []FieldError{{Field: "currency", Message: "must be that of the sale, " + c.Currency}}}
	}
	return nil
}
