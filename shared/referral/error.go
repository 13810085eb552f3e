package referral

import (
	"errors"
	"fmt"
)

// ErrorCode says what kind of answer an error is. Everything that is not an *Error is an internal fault.
type ErrorCode string

// The kinds of error that callers can act on.
const (
	// Invalid: understood, but against a rule. Fields may name what is wrong.
	Invalid ErrorCode = "invalid"
	// NotFound: does not exist for this caller. What a caller may not see is not found either.
	NotFound ErrorCode = "not-found"
	// Conflict: at odds with what exists.
	Conflict ErrorCode = "conflict"
	// Forbidden: the caller's role does not allow the operation at all.
	Forbidden ErrorCode = "forbidden"
	// Unauthorized: the caller did not say credibly who it is.
	Unauthorized ErrorCode = "unauthorized"
	// Unavailable: try again later; nothing was changed, or trying again completes it.
	Unavailable ErrorCode = "unavailable"
)

// Error is an error of the domain: its message may be shown to the caller.
type Error struct {
	Code    ErrorCode
	Message string
	Fields  []FieldError
}

// FieldError says what is wrong with one field of the input.
type FieldError struct {
	Field   string
	Message string
}

// Error returns the message, without the fields.
func (e *Error) Error() string { return e.Message }

// Errorf makes an Error of the given kind.
func Errorf(code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalidf makes an Error of kind Invalid.
func Invalidf(format string, args ...any) *Error { return Errorf(Invalid, format, args...) }

// InvalidField makes an Error of kind Invalid about one field of the input.
func InvalidField(field, format string, args ...any) *Error {
	var bad FieldErrors
	bad.Add(field, format, args...)
	return &Error{Code: Invalid, Message: "some fields are not valid", Fields: bad}
}

// NotFoundf makes an Error of kind NotFound.
func NotFoundf(format string, args ...any) *Error { return Errorf(NotFound, format, args...) }

// Conflictf makes an Error of kind Conflict.
func Conflictf(format string, args ...any) *Error { return Errorf(Conflict, format, args...) }

// CodeOf returns the kind of err, or "" when err is not an error of the domain.
func CodeOf(err error) ErrorCode {
	var domain *Error
	if errors.As(err, &domain) {
		return domain.Code
	}
	return ""
}

// FieldErrors gathers what is wrong with an input, field by field.
type FieldErrors []FieldError

// Add notes a message for field.
func (f *FieldErrors) Add(field, format string, args ...any) {
	*f = append(*f, FieldError{Field: field, Message: fmt.Sprintf(format, args...)})
}

// AddErr notes err, if any, for field.
func (f *FieldErrors) AddErr(field string, err error) {
	if err != nil {
		f.Add(field, "%s", err.Error())
	}
}

// Err returns an Invalid error that names all fields, or nil if nothing was gathered.
func (f FieldErrors) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Message: "some fields are not valid", Fields: f}
}

// With returns what was gathered together with the fields that checked, the result of a Check,
// names. Any other error is returned as it is.
func (f FieldErrors) With(checked error) error {
	if checked == nil {
		return f.Err()
	}
	var domain *Error
	if !errors.As(checked, &domain) {
		return checked
	}
	return append(f, domain.Fields...).Err()
}
