package adminapi

import (
	"cmp"
	"slices"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// parseCode reads a code in a path or query. What cannot be a code is not found: there is no
// such thing.
func parseCode(s, what string) (referral.Code, error) {
	code, err := referral.ParseCode(s)
	if err != nil {
		return "", referral.NotFoundf("no such %s", what)
	}
	return code, nil
}

// fields reads fields of a body, and gathers what is wrong with them.
type fields struct{ referral.FieldErrors }

// newCode reads the code of a new thing, which must be there.
func (f *fields) newCode(s string) referral.Code {
	code, err := referral.ParseCode(s)
	f.AddErr("code", err)
	return code
}

// merchant reads a merchant's code; "" is the default merchant.
func (f *fields) merchant(s string) referral.Code {
	return cmp.Or(f.Code("merchant", s), referral.DefaultMerchant)
}

// codes reads several codes, and returns them sorted and without duplicates, nil for none.
func (f *fields) codes(field string, list []string) []referral.Code {
	var codes []referral.Code
	for _, s := range list {
		code, err := referral.ParseCode(s)
		if err != nil {
			f.Add(field, "%.64s: %s", s, err)
			continue
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// sameCode accepts, in a change, only the code that the thing has.
func (f *fields) sameCode(sent optional[string], code referral.Code) {
	if sent.sent && f.newCode(sent.value) != code {
		f.Add("code", "cannot be changed")
	}
}

// texts returns codes, types and the like as strings; it is never nil.
func texts[S ~string](list []S) []string {
	return api.Map(list, func(s S) string { return string(s) })
}

func sortedTexts(codes []referral.Code) []string {
	list := texts(codes)
	slices.Sort(list)
	return list
}
