package referral

import "time"

// Stamp says who makes a change and when. It goes into the audit together with the change.
type Stamp struct {
	By string // the user name of the admin, or the name of the program that acts
	At time.Time
	ID string // a ULID, unique among the changes of one thing
}

// Change is one line of the audit: what somebody changed. Changes are never changed or deleted.
type Change struct {
	Stamp
	Entity  string // partner, program, website, key, conversion, rule or webhook
	Code    string // which one: a code, or the id of a key, conversion or webhook
	Action  string // create, update or revoke
	Version int    // of the thing after the change
	// Before and After hold the fields that the change touched, by their names in the API.
	Before, After map[string]any
}
