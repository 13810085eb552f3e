package referral

import "cmp"

// Website is a sales website that an admin made. Tracking links send visitors to its URL.
type Website struct {
	Code        Code
	Name        string
	URL         string // the destination; may have placeholders, see CheckDestination
	Programs    []Code // sorted
	Status      Status // Active or Archived
	FallbackURL string // where visitors go once the website is archived, "" for nowhere
	Params      Params
	Version     int // grows by one with every change
}

// Params are the names of the parameters that tell a destination what it needs to report
// conversions.
type Params struct {
	Partner string
	Ad      string
	ClickID string
}

// DefaultParams are the names unless an admin sets others.
var DefaultParams = Params{Partner: "partner", Ad: "ad", ClickID: "click_id"}

// OrDefault returns p with DefaultParams in place of empty names.
func (p Params) OrDefault() Params {
	return Params{
		Partner: cmp.Or(p.Partner, DefaultParams.Partner),
		Ad:      cmp.Or(p.Ad, DefaultParams.Ad),
		ClickID: cmp.Or(p.ClickID, DefaultParams.ClickID),
	}
}

// Check returns an *Error of kind Invalid that names every field that breaks a rule. ownHost is
// the host of Signpost itself, to which no destination may lead back.
func (w Website) Check(ownHost string) error {
	var bad FieldErrors
	bad.AddErr("name", checkName(w.Name))
	bad.AddErr("url", CheckDestination(w.URL, ownHost))
	if w.FallbackURL != "" {
		bad.AddErr("fallbackUrl", CheckDestination(w.FallbackURL, ownHost))
	}
	if w.Status != Active && w.Status != Archived {
		bad.Add("status", "must be active or archived")
	}
	if len(w.Programs) > maxPrograms {
		bad.Add("programs", "must be at most %d programs", maxPrograms)
	}
	bad.AddErr("params", w.Params.check())
	return bad.Err()
}

func (p Params) check() error {
	p = p.OrDefault()
	for _, name := range []string{p.Partner, p.Ad, p.ClickID} {
		if !paramName(name) {
			return Invalidf("a name has 1 to 40 letters, digits, '_', '-' or '.'")
		}
	}
	if p.Partner == p.Ad || p.Ad == p.ClickID || p.Partner == p.ClickID {
		return Invalidf("the three names must differ")
	}
	return nil
}

func paramName(s string) bool {
	if len(s) == 0 || len(s) > 40 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !codeByte(c) && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
