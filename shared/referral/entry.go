package referral

import "time"

// Entry is one line of the ledger of credit: what a conversion gives to a partner, website and
// ad, or takes from them. Entries are never changed or deleted; refunds and corrections add
// more of them.
type Entry struct {
	ID      string // ULID
	At      time.Time
	Partner Code // "" when nobody is credited
	Website Code // "" when unknown
	Ad      Code // "" for none
	// Leads, Sales and Subscriptions are added to the stats; negative to take back.
	Leads         int
	Sales         int
	Subscriptions int
	// Amount is added to the revenue, in minor units of Currency; negative to take back.
	Amount   int64
	Currency string // ISO 4217, "" when Amount is zero
	Visitor
}

// Takes reports whether the entry takes something back.
func (e Entry) Takes() bool {
	return e.Leads < 0 || e.Sales < 0 || e.Subscriptions < 0 || e.Amount < 0
}
