package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/shared/referral"
)

// Code returns the code that the row is about. The error is of kind Invalid.
func (r Row) Code() (referral.Code, error) {
	if r.Err != nil {
		return "", r.Err
	}
	code, err := referral.ParseCode(r.Cells["code"])
	if err != nil {
		return "", referral.InvalidField("code", "%s", err)
	}
	return code, nil
}

// Partner applies the row to before, the partner with its code, and returns the result; before
// is nil if there is none, and the partner is new and joins now. A column that the file does
// not have leaves its field as it is. An empty cell clears the field, but leaves name and
// status as they are. The error is of kind Invalid and names every field that breaks a rule.
func (r Row) Partner(before *referral.Partner, now time.Time) (referral.Partner, error) {
	code, err := r.Code()
	if err != nil {
		return referral.Partner{}, err
	}
	p := referral.Partner{Code: code, Status: referral.Active, Joined: now.UTC()}
	if before != nil {
		p = *before
	}
	in := cells{Row: r}
	in.name(&p.Name)
	in.text("email", &p.Email)
	in.code("parent", &p.Parent)
	in.codes("programs", &p.Programs)
	status := p.Status
	in.status(&status, referral.Inactive)
	p.SetStatus(status, now)
	in.days("attributionDays", &p.AttributionDays)
	return p, in.bad.With(p.Check())
}

// Website applies the row to before, as Partner does. ownHost is the host of tracking links, to
// which no destination may lead back.
func (r Row) Website(before *referral.Website, ownHost string) (referral.Website, error) {
	code, err := r.Code()
	if err != nil {
		return referral.Website{}, err
	}
	w := referral.Website{Code: code, Status: referral.Active, Params: referral.DefaultParams}
	if before != nil {
		w = *before
	}
	in := cells{Row: r}
	in.name(&w.Name)
	in.text("url", &w.URL)
	in.codes("programs", &w.Programs)
	in.status(&w.Status, referral.Archived)
	in.text("fallbackUrl", &w.FallbackURL)
	in.text("params.partner", &w.Params.Partner)
	in.text("params.ad", &w.Params.Ad)
	in.text("params.clickId", &w.Params.ClickID)
	w.Params = w.Params.OrDefault()
	return w, in.bad.With(w.Check(ownHost))
}

// cells reads the cells of a row into fields, and gathers what cannot be read.
type cells struct {
	Row
	bad referral.FieldErrors
}

// name reads the name, or the first and last name together.
func (c *cells) name(into *string) {
	name := c.Cells["name"]
	if name == "" {
		name = strings.TrimSpace(c.Cells["firstName"] + " " + c.Cells["lastName"])
	}
	if name != "" {
		*into = name
	}
}

func (c *cells) text(field string, into *string) {
	if cell, ok := c.Cells[field]; ok {
		*into = cell
	}
}

func (c *cells) code(field string, into *referral.Code) {
	cell, ok := c.Cells[field]
	if !ok {
		return
	}
	*into = ""
	if cell != "" {
		code, err := referral.ParseCode(cell)
		c.bad.AddErr(field, err)
		*into = code
	}
}

// codes reads several codes from one cell, separated by spaces, commas, semicolons or bars.
func (c *cells) codes(field string, into *[]referral.Code) {
	cell, ok := c.Cells[field]
	if !ok {
		return
	}
	var codes []referral.Code
	for _, s := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" \t\n,;|", r) }) {
		code, err := referral.ParseCode(s)
		if err != nil {
			c.bad.Add(field, "%.64s: %s", s, err)
			break // a cell may hold a million of them
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	*into = slices.Compact(codes)
}

// Words for a status in the files of other systems.
var (
	wordsForOn  = strings.Fields("active approved enabled live yes true 1 y on")
	wordsForOff = strings.Fields("inactive archived disabled blocked suspended no false 0 n off")
)

// status reads a status; off is the one that is not Active. An unknown word is kept, for Check
// to refuse.
func (c *cells) status(into *referral.Status, off referral.Status) {
	switch cell := strings.ToLower(c.Cells["status"]); {
	case cell == "":
	case slices.Contains(wordsForOn, cell):
		*into = referral.Active
	case slices.Contains(wordsForOff, cell):
		*into = off
	default:
		*into = referral.Status(cell)
	}
}

func (c *cells) days(field string, into **int) {
	cell, ok := c.Cells[field]
	if !ok {
		return
	}
	*into = nil
	if cell == "" {
		return
	}
	n, err := strconv.Atoi(cell)
	if err != nil {
		c.bad.Add(field, "must be a number of days, or empty for no limit")
		return
	}
	*into = &n
}
