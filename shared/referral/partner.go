package referral

import (
	"slices"
	"time"
)

// Status says whether something is in use.
type Status string

// Ads and websites are Active or Archived, partners and webhooks Active or Inactive.
const (
	Active   Status = "active"
	Archived Status = "archived"
	Inactive Status = "inactive"
)

// Partner is an account that sends visitors. Its code is also its sign-in name and never changes.
type Partner struct {
	Code     Code
	Name     string
	Email    string
	Parent   Code // who recruited it, "" for nobody
	Status   Status
	Programs []Code // the programs it is a member of, sorted
	// AttributionDays is how many days a click may earn credit for the partner, nil for no limit.
	AttributionDays *int
	Joined          time.Time
	// Ended is when the partner was last made inactive, zero while it is active.
	Ended time.Time
	// Erased is when everything that says who it is was erased, zero for never.
	Erased  time.Time
	Version int // grows by one with every change
}

// Active reports whether the partner may sign in, be credited and earn.
func (p Partner) Active() bool { return p.Status == Active }

// SetStatus sets the status, and Ended with it: an active partner has not ended, one that becomes
// inactive ends now, and one that was inactive already ended when it did.
func (p *Partner) SetStatus(status Status, now time.Time) {
	switch {
	case status == Active:
		p.Ended = time.Time{}
	case p.Status != status || p.Ended.IsZero():
		p.Ended = now.UTC()
	}
	p.Status = status
}

// MayPromote reports whether website is open to the partner: they have a program in common.
func (p Partner) MayPromote(w Website) bool {
	return slices.ContainsFunc(p.Programs, func(program Code) bool { return slices.Contains(w.Programs, program) })
}

const maxAttributionDays = 3650

// maxPrograms keeps a change of all programs of a partner or website within one transaction.
const maxPrograms = 40

// Check returns an *Error of kind Invalid that names every field that breaks a rule.
func (p Partner) Check() error {
	var bad FieldErrors
	bad.AddErr("name", checkName(p.Name))
	if p.Email != "" {
		bad.AddErr("email", checkEmail(p.Email))
	}
	if p.Parent == p.Code && p.Code != "" {
		bad.Add("parent", "a partner cannot be its own parent")
	}
	if p.Status != Active && p.Status != Inactive {
		bad.Add("status", "must be active or inactive")
	}
	if p.AttributionDays != nil && (*p.AttributionDays < 1 || *p.AttributionDays > maxAttributionDays) {
		bad.Add("attributionDays", "must be 1 to %d, or empty for no limit", maxAttributionDays)
	}
	p.checkErased(&bad)
	if len(p.Programs) > maxPrograms {
		bad.Add("programs", "must be at most %d programs", maxPrograms)
	}
	return bad.Err()
}
