package referral

import "time"

// Entry is one line of the ledger of credit: what a conversion gives to, or takes from, a partner, website and ad.
// Entries are never changed or deleted; refunds and corrections are further entries.
type Entry struct {
	ID      string // ULID
	At      time.Time
	Partner Code // "" when nobody is credited
	Website Code // "" when unknown
	Ad      Code
	// Leads, Sales and Subscriptions are added to the report's columns; negative to take back.
	Leads         int
	Sales         int
	Subscriptions int
	// Amount is added to the revenue, in minor units of Currency; negative to take back.
	Amount   int64
	Currency string // ISO 4217, "" when Amount is zero
	Visitor
}
