package referral

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Status says whether a thing is in use.
type Status string

// Active and Archived are the statuses of ads and websites, Active and Inactive those of partners.
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
	Parent   Code // who recruited it; "" for none
	Status   Status
	Programs []Code // the programs it is a member of, sorted
	// AttributionDays is how many days a click may earn credit for the partner; nil means no limit.
	AttributionDays *int
	Joined          time.Time
	// Ended is when the partner was last made inactive; zero while it is active.
	Ended   time.Time
	Version int // grows by one with every change
}

// Active tells whether the partner may sign in, be credited and earn.
func (p Partner) Active() bool { return p.Status == Active }

// SetStatus gives the partner a status and keeps Ended true to it: an active partner has not ended,
// one that becomes inactive ends now, and one that was inactive keeps the time when it ended.
func (p *Partner) SetStatus(status Status, now time.Time) {
	switch {
	case status == Active:
		p.Ended = time.Time{}
	case p.Status != status || p.Ended.IsZero():
		p.Ended = now.UTC()
	}
	p.Status = status
}

// MayPromote tells whether website is open to the partner: both are in a program in common.
func (p Partner) MayPromote(w Website) bool {
	for _, program := range p.Programs {
		if ContainsCode(w.Programs, program) {
			return true
		}
	}
	return false
}

const maxAttributionDays = 3650

// maxPrograms keeps a change of all of a partner's or website's programs within one transaction of the table.
const maxPrograms = 40

// Check returns an *Error of kind Invalid that names every field which breaks a rule.
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
	if len(p.Programs) > maxPrograms {
		bad.Add("programs", "must be at most %d", maxPrograms)
	}
	return bad.Err()
}

const maxNameLength = 100

// checkName holds for every name that people read: 1–100 characters, none of them a control character, not blank.
func checkName(s string) error {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		return Invalidf("must not be empty")
	case n > maxNameLength:
		return Invalidf("must have at most %d characters", maxNameLength)
	case strings.ContainsAny(s, "\n\t"):
		return Invalidf("must be on one line")
	}
	return checkText(s)
}

// checkText refuses invalid UTF-8 and control characters, which would break CSV files, logs and pages.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return Invalidf("must be valid UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return Invalidf("must not have control characters")
		}
	}
	return nil
}

func checkEmail(s string) error {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || len(s) > 254 || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return Invalidf("must be an e-mail address such as name@example.com")
	}
	return nil
}
