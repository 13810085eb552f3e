package sheet

import (
	"signpost/shared/referral"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Code returns the code that the row is about.
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

// Partner returns the partner that the row makes of before, which is nil when there is none of that code. A column that the file does not
// have changes nothing; an empty cell empties the field, except for name and status, which stay.
func (r Row) Partner(before *referral.Partner, now time.Time) (referral.Partner, error) {
	code, err := r.Code()
	if err != nil {
		return referral.Partner{}, err
	}
	p := referral.Partner{Code: code, Status: referral.Active, Joined: now.UTC()}
	if before != nil {
		p = *before
	}
	var bad referral.FieldErrors
	if name := r.name(); name != "" {
		p.Name = name
	}
	r.text("email", &p.Email)
	r.code("parent", &p.Parent, &bad)
	r.codes("programs", &p.Programs, &bad)
	status := p.Status
	r.status(&status, referral.Inactive)
	p.SetStatus(status, now)
	r.days(&p.AttributionDays, &bad)
	return p, bad.With(p.Check())
}

// Website returns the website that the row makes of before, as Partner does. ownHost is as for referral.Website.Check.
func (r Row) Website(before *referral.Website, ownHost string) (referral.Website, error) {
	code, err := r.Code()
	if err != nil {
		return referral.Website{}, err
	}
	w := referral.Website{Code: code, Status: referral.Active, Params: referral.DefaultParams}
	if before != nil {
		w = *before
	}
	var bad referral.FieldErrors
	if name := r.name(); name != "" {
		w.Name = name
	}
	r.text("url", &w.URL)
	r.codes("programs", &w.Programs, &bad)
	r.status(&w.Status, referral.Archived)
	r.text("fallbackUrl", &w.FallbackURL)
	r.text("params.partner", &w.Params.Partner)
	r.text("params.ad", &w.Params.Ad)
	r.text("params.clickId", &w.Params.ClickID)
	w.Params = w.Params.OrDefault()
	return w, bad.With(w.Check(ownHost))
}

// name is the name, or the first and last name together.
func (r Row) name() string {
	if name := r.Cells["name"]; name != "" {
		return name
	}
	return strings.TrimSpace(r.Cells["firstName"] + " " + r.Cells["lastName"])
}

func (r Row) text(field string, into *string) {
	if cell, ok := r.Cells[field]; ok {
		*into = cell
	}
}

func (r Row) code(field string, into *referral.Code, bad *referral.FieldErrors) {
	cell, ok := r.Cells[field]
	if !ok {
		return
	}
	*into = ""
	if cell != "" {
		code, err := referral.ParseCode(cell)
		bad.AddErr(field, err)
		*into = code
	}
}

// codes reads several codes from one cell, separated by spaces, commas, semicolons or bars.
func (r Row) codes(field string, into *[]referral.Code, bad *referral.FieldErrors) {
	cell, ok := r.Cells[field]
	if !ok {
		return
	}
	var codes []referral.Code
	for _, s := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" \t\n,;|", r) }) {
		code, err := referral.ParseCode(s)
		if err != nil {
			bad.Add(field, "%s: %s", s, err)
			continue
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	*into = slices.Compact(codes)
}

// statusWords are what other systems write for a status; off is referral.Inactive or referral.Archived.
var statusWords = map[string]bool{"active": true, "approved": true, "enabled": true, "live": true, "yes": true, "true": true, "1": true, "y": true, "on": true,
	"inactive": false, "archived": false, "disabled": false, "blocked": false, "suspended": false, "no": false, "false": false, "0": false, "n": false, "off": false}

// status reads a status; a word that is not known is kept, and refused by Check.
func (r Row) status(into *referral.Status, off referral.Status) {
	cell := strings.ToLower(r.Cells["status"])
	on, known := statusWords[cell]
	switch {
	case cell == "":
	case !known:
		*into = referral.Status(cell)
	case on:
		*into = referral.Active
	default:
		*into = off
	}
}

func (r Row) days(into **int, bad *referral.FieldErrors) {
	cell, ok := r.Cells["attributionDays"]
	if !ok {
		return
	}
	*into = nil
	if cell == "" {
		return
	}
	n, err := strconv.Atoi(cell)
	if err != nil {
		bad.Add("attributionDays", "must be a number of days, or empty for no limit")
		return
	}
	*into = &n
}
