package referral

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Ad is a placement that a partner made to get separate stats. Its code is unique among all ads.
type Ad struct {
	Code        Code
	Partner     Code // who made it
	Name        string
	Description string
	MediaType   string
	StartDate   Day
	Status      Status // Active or Archived
	Created     time.Time
	Version     int // grows by one with every change
}

// mediaTypes are the kinds of ad.
var mediaTypes = []string{"banner", "email", "social", "blog", "video", "text", "print", "qr", "other"}

const maxDescriptionLength = 500 // characters

// Check returns an *Error of kind Invalid that names every field that breaks a rule.
func (a Ad) Check() error {
	var bad FieldErrors
	bad.AddErr("name", checkName(a.Name))
	if utf8.RuneCountInString(a.Description) > maxDescriptionLength {
		bad.Add("description", "must have at most %d characters", maxDescriptionLength)
	} else {
		bad.AddErr("description", checkText(a.Description))
	}
	if !slices.Contains(mediaTypes, a.MediaType) {
		bad.Add("mediaType", "must be one of %s", strings.Join(mediaTypes, ", "))
	}
	if _, err := ParseDay(string(a.StartDate)); err != nil {
		bad.AddErr("startDate", err)
	}
	if a.Status != Active && a.Status != Archived {
		bad.Add("status", "must be active or archived")
	}
	return bad.Err()
}

// Serves reports whether a visit credited to partner may be credited to the ad as well: the ad is
// the partner's own or its parent's. An archived ad still serves, because links with it are out
// in the world.
func (a Ad) Serves(partner Partner) bool {
	return a.Partner != "" && (a.Partner == partner.Code || a.Partner == partner.Parent)
}
