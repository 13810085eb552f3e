package adminapi

import (
	"errors"
	"reflect"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// importRow is a row of the file, what is there of its code, and what it makes of that.
type importRow[T any] struct {
	sheet.Row
	code    referral.Code
	before  *T // nil: there is nothing of that code
	after   T
	outcome string // "" while it can still be written
	err     error
}

// end settles what becomes of the row.
func (r *importRow[T]) end(outcome string, err error) { r.outcome, r.err = outcome, err }

// done is the outcome of a row that was written, or would be.
func (r *importRow[T]) done() string {
	if r.before == nil {
		return created
	}
	return updated
}

// rowsOf parses the codes of rows; a code that was in a row before is invalid.
func rowsOf[T any](sheet sheet.Sheet) (rows []*importRow[T], codes []referral.Code) {
	first := map[referral.Code]int{}
	for _, s := range sheet.Rows {
		r := &importRow[T]{Row: s}
		rows = append(rows, r)
		code, err := s.Code()
		if err == nil && first[code] != 0 {
			err = referral.InvalidField("code", "is in line %d already", first[code])
		}
		if err != nil {
			r.end(invalid, err)
			continue
		}
		r.code, first[code] = code, s.Line
		codes = append(codes, code)
	}
	return rows, codes
}

// fill computes what the rows make of what is there.
func fill[T any](rows []*importRow[T], there map[referral.Code]T, apply func(sheet.Row, *T) (T, error)) {
	for _, r := range rows {
		if r.outcome != "" {
			continue
		}
		if before, ok := there[r.code]; ok {
			r.before = &before
		}
		var err error
		if r.after, err = apply(r.Row, r.before); err != nil {
			r.end(invalid, err)
		} else if r.before != nil && reflect.DeepEqual(*r.before, r.after) {
			r.end(unchanged, nil)
		}
	}
}

// checkPrograms makes rows invalid that name programs which do not exist.
func checkPrograms[T any](rows []*importRow[T], there map[referral.Code]referral.Program, programs func(T) []referral.Code) {
	for _, r := range rows {
		if r.outcome != "" {
			continue
		}
		for _, code := range programs(r.after) {
			if _, ok := there[code]; !ok {
				r.end(invalid, referral.InvalidField("programs", "there is no program %s", code))
			}
		}
	}
}

// programsOf returns the programs that rows name.
func programsOf[T any](rows []*importRow[T], programs func(T) []referral.Code) []referral.Code {
	var codes []referral.Code
	for _, r := range rows {
		if r.outcome == "" {
			codes = append(codes, programs(r.after)...)
		}
	}
	return codes
}

// settle ends a row that was tried.
func (r *importRow[T]) settle(err error) {
	switch {
	case err == nil:
		r.end(r.done(), nil)
	case referral.CodeOf(err) == referral.Invalid:
		r.end(invalid, err)
	default:
		r.end(failed, err)
	}
}

// named is the code that the row is about, as it is in the file if it is not valid.
func (r *importRow[T]) named() string {
	if r.code != "" {
		return string(r.code)
	}
	return r.Cells["code"]
}

// report writes the outcomes into result.
func report[T any](rows []*importRow[T], result *ImportResult) {
	counts := map[string]*int{created: &result.Created, updated: &result.Updated, unchanged: &result.Unchanged,
		invalid: &result.Invalid, failed: &result.Failed, pending: &result.Pending}
	result.Total, result.Items = len(rows), make([]RowOutcome, len(rows))
	for i, r := range rows {
		result.Items[i] = RowOutcome{Row: i + 1, Line: r.Line, Code: r.named(), Outcome: r.outcome, Errors: errorsOf(r.err)}
		*counts[r.outcome]++
	}
}

// errorsOf says what is wrong with a row; what is not an error of the domain says nothing.
func errorsOf(err error) []api.FieldError {
	var domain *referral.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &domain):
		return []api.FieldError{{Field: "", Message: "could not be written, try again"}}
	case len(domain.Fields) == 0:
		return []api.FieldError{{Field: "", Message: domain.Message}}
	}
	return mapped(domain.Fields, func(f referral.FieldError) api.FieldError { return api.FieldError{Field: f.Field, Message: f.Message} })
}
