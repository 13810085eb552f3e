package referral

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Code returns the code that the row is about.
func (r SheetRow) Code() (Code, error) {
	if r.Err != nil {
		return "", r.Err
	}
	code, err := ParseCode(r.Cells["code"])
	if err != nil {
		return "", InvalidField("code", "%s", err)
	}
	return code, nil
}

// Partner returns the partner that the row makes of before, which is nil when there is none of that code. A column that the file does not
// have changes nothing; an empty cell empties the field, except for name and status, which stay.
func (r SheetRow) Partner(before *Partner, now time.Time) (Partner, error) {
	code, err := r.Code()
	if err != nil {
		return Partner{}, err
	}
	p := Partner{Code: code, Status: Active, Joined: now.UTC()}
	if before != nil {
		p = *before
	}
	was := p.Status
	var bad fieldErrors
	if name := r.name(); name != "" {
		p.Name = name
	}
	r.text("email", &p.Email)
	r.code("parent", &p.Parent, &bad)
	r.codes("programs", &p.Programs, &bad)
	r.status(&p.Status, Inactive)
	r.days(&p.AttributionDays, &bad)
	switch {
	case p.Status == Active:
		p.Ended = time.Time{}
	case p.Status != was || p.Ended.IsZero():
		p.Ended = now.UTC()
	}
	return p, bad.and(p.Check())
}

// Website returns the website that the row makes of before, as Partner does. ownHost is as for Website.Check.
func (r SheetRow) Website(before *Website, ownHost string) (Website, error) {
	code, err := r.Code()
	if err != nil {
		return Website{}, err
	}
	w := Website{Code: code, Status: Active, Params: DefaultParams}
	if before != nil {
		w = *before
	}
	var bad fieldErrors
	if name := r.name(); name != "" {
		w.Name = name
	}
	r.text("url", &w.URL)
	r.codes("programs", &w.Programs, &bad)
	r.status(&w.Status, Archived)
	r.text("fallbackUrl", &w.FallbackURL)
	r.text("params.partner", &w.Params.Partner)
	r.text("params.ad", &w.Params.Ad)
	r.text("params.clickId", &w.Params.ClickID)
	w.Params = w.Params.OrDefault()
	return w, bad.and(w.Check(ownHost))
}

// and adds the fields that checked, the result of a Check, names.
func (f fieldErrors) and(checked error) error {
	if domain, ok := checked.(*Error); ok {
		f = append(f, domain.Fields...)
	}
	return f.err()
}

// name is the name, or the first and last name together.
func (r SheetRow) name() string {
	if name := r.Cells["name"]; name != "" {
		return name
	}
	return strings.TrimSpace(r.Cells["firstName"] + " " + r.Cells["lastName"])
}

func (r SheetRow) text(field string, into *string) {
	if cell, ok := r.Cells[field]; ok {
		*into = cell
	}
}

func (r SheetRow) code(field string, into *Code, bad *fieldErrors) {
	cell, ok := r.Cells[field]
	if !ok {
		return
	}
	*into = ""
	if cell != "" {
		code, err := ParseCode(cell)
		bad.addErr(field, err)
		*into = code
	}
}

// codes reads several codes from one cell, separated by spaces, commas, semicolons or bars.
func (r SheetRow) codes(field string, into *[]Code, bad *fieldErrors) {
	cell, ok := r.Cells[field]
	if !ok {
		return
	}
	var codes []Code
	for _, s := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" \t\n,;|", r) }) {
		code, err := ParseCode(s)
		if err != nil {
			bad.add(field, "%s: %s", s, err)
			continue
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	*into = slices.Compact(codes)
}

// statusWords are what other systems write for a status; off is Inactive or Archived.
var statusWords = map[string]bool{"active": true, "approved": true, "enabled": true, "live": true, "yes": true, "true": true, "1": true, "y": true, "on": true,
	"inactive": false, "archived": false, "disabled": false, "blocked": false, "suspended": false, "no": false, "false": false, "0": false, "n": false, "off": false}

// status reads a status; a word that is not known is kept, and refused by Check.
func (r SheetRow) status(into *Status, off Status) {
	cell := strings.ToLower(r.Cells["status"])
	on, known := statusWords[cell]
	switch {
	case cell == "":
	case !known:
		*into = Status(cell)
	case on:
		*into = Active
	default:
		*into = off
	}
}

func (r SheetRow) days(into **int, bad *fieldErrors) {
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
		bad.add("attributionDays", "must be a number of days, or empty for no limit")
		return
	}
	*into = &n
}
