package adminapi

import (
	"slices"

	"signpost/shared/referral"
)

// parseCode reads a code of the path: what cannot be a code does not exist.
func parseCode(s, what string) (referral.Code, error) {
	code, err := referral.ParseCode(s)
	if err != nil {
		return "", referral.NotFoundf("no such %s", what)
	}
	return code, nil
}

// fields gathers what is wrong with the fields of an input.
type fields struct{ referral.FieldErrors }

// code reads a code; "" is none.
func (f *fields) code(field, s string) referral.Code {
	if s == "" {
		return ""
	}
	code, err := referral.ParseCode(s)
	f.AddErr(field, err)
	return code
}

// newCode reads a code that must be there.
func (f *fields) newCode(s string) referral.Code {
	code, err := referral.ParseCode(s)
	f.AddErr("code", err)
	return code
}

// codes reads several codes, and returns them sorted, each once; nil for none.
func (f *fields) codes(field string, list []string) []referral.Code {
	var codes []referral.Code
	for _, s := range list {
		code, err := referral.ParseCode(s)
		if err != nil {
			f.Add(field, "%s: %s", s, err)
			continue
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func texts(codes []referral.Code) []string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = string(code)
	}
	slices.Sort(list)
	return list
}

// sameCode refuses another code than the thing has.
func (f *fields) sameCode(sent optional[string], code referral.Code) {
	if sent.sent && f.newCode(sent.value) != code {
		f.Add("code", "cannot be changed")
	}
}
