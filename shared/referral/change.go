package referral

import (
	"time"
	"unicode/utf8"
)

// Stamp says who makes a change and when. It goes into the audit together with the change.
type Stamp struct {
	By string // the user name of the admin, or the name of the program that acts
	At time.Time
	ID string // a ULID, unique among the changes of one thing
	// Reason is why, in the admin's own words; "" if none were asked for or given.
	Reason string
}

const maxReasonLength = 500 // characters

// CheckReason returns an error of kind Invalid unless s may be the reason for a change.
func CheckReason(s string) error {
	if utf8.RuneCountInString(s) > maxReasonLength {
		return Invalidf("must have at most %d characters", maxReasonLength)
	}
	return checkText(s)
}

// Change is one line of the audit: what somebody changed. Changes are never changed or deleted, but
// for names and addresses of those who are erased.
type Change struct {
	Stamp
	Entity string // one of Entities
	// Code is which one: its code, the id of a key, conversion or webhook, or the day. Of customers
	// it is their merchant, because nothing may say who they were.
	Code    string
	Action  string // one of the actions below
	Version int    // of the thing after the change
	// Before and After hold the fields that the change touched, by their names in the API.
	Before, After map[string]any
}

// Entities are the kinds of thing that the audit knows.
var Entities = []string{
	"partner", "program", "website", "key", "conversion", "rule", "webhook", "day", "customer",
}

// RuleCode is the code of the rule of attribution, of which there is one.
const RuleCode = "attribution"

// Actions: what can be done to a thing.
const (
	ActionCreate  = "create"  // made it
	ActionUpdate  = "update"  // changed it, or switched it off or on
	ActionRevoke  = "revoke"  // made a key useless
	ActionCredit  = "credit"  // corrected who has the credit for a conversion
	ActionRebuild = "rebuild" // wrote the counters of a day anew
	ActionErase   = "erase"   // erased what says who a partner or a customer is
)
