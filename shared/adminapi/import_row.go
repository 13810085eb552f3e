package adminapi

import (
	"errors"
	"fmt"
	"iter"
	"reflect"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// importRow is a row of a file, with what exists under its code and what the row makes of that.
type importRow[T any] struct {
	sheet.Row
	code    referral.Code
	before  *T // nil if nothing exists under the code
	after   T
	outcome string // "" while the row may still be written
	err     error
}

// end gives the row its outcome.
func (r *importRow[T]) end(outcome string, err error) { r.outcome, r.err = outcome, err }

// written is the outcome of a row that was written, or that would be.
func (r *importRow[T]) written() string {
	if r.before == nil {
		return created
	}
	return updated
}

// settle gives a row that was tried its outcome.
func (r *importRow[T]) settle(err error) {
	switch {
	case err == nil:
		r.end(r.written(), nil)
	case referral.CodeOf(err) == referral.Invalid:
		r.end(invalid, err)
	default:
		r.end(failed, err)
	}
}

// fill works out what the row makes of what is there.
func (r *importRow[T]) fill(there map[referral.Code]T, apply func(sheet.Row, *T) (T, error)) {
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

// report says what became of the row. Of a code that is not valid, it reports the start of what
// is in the file.
func (r *importRow[T]) report(number int) RowOutcome {
	code := string(r.code)
	if code == "" {
		code = fmt.Sprintf("%.64s", r.Cells["code"])
	}
	return RowOutcome{Row: number, Line: r.Line, Code: code, Outcome: r.outcome, Errors: rowErrors(r.err)}
}

// rowErrors says what is wrong with a row. Errors that are not of the domain keep their words
// to themselves.
func rowErrors(err error) []api.FieldError {
	var domain *referral.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &domain):
		return []api.FieldError{{Message: "could not be written; try again"}}
	case len(domain.Fields) == 0:
		return []api.FieldError{{Message: domain.Message}}
	}
	return api.Map(domain.Fields, func(f referral.FieldError) api.FieldError {
		return api.FieldError{Field: f.Field, Message: f.Message}
	})
}

// open yields the rows that have no outcome yet.
func open[T any](rows []*importRow[T]) iter.Seq[*importRow[T]] {
	return func(yield func(*importRow[T]) bool) {
		for _, r := range rows {
			if r.outcome == "" && !yield(r) {
				return
			}
		}
	}
}
