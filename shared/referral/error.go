package referral

import (
	"errors"
	"fmt"
)

// ErrorCode says what kind of answer an error is. Whatever is not an *Error is an internal fault.
type ErrorCode string

// The kinds of error that callers can act on.
const (
	// Invalid means understood, but against a rule. Fields may say where.
	Invalid ErrorCode = "invalid"
	// NotFound means that it does not exist for this caller, who may just not be allowed to see it.
	NotFound ErrorCode = "not-found"
	// Conflict means at odds with what exists.
	Conflict ErrorCode = "conflict"
	// Forbidden means that the caller's role does not allow the operation at all.
	Forbidden ErrorCode = "forbidden"
	// Unauthorized means that the caller did not prove who it is.
	Unauthorized ErrorCode = "unauthorized"
	// Unavailable means try again later. Nothing was changed, or trying again completes the change.
	Unavailable ErrorCode = "unavailable"
)

// Error is an error of the domain. Its message may be shown to the caller.
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

// Errorf returns an Error of the given kind.
func Errorf(code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalidf returns an Error of kind Invalid.
func Invalidf(format string, args ...any) *Error { return Errorf(Invalid, format, args...) }

// InvalidField returns an Error of kind Invalid about one field of the input.
func InvalidField(field, format string, args ...any) *Error {
	var bad FieldErrors
	bad.Add(field, format, args...)
	return bad.invalid()
}

// NotFoundf returns an Error of kind NotFound.
func NotFoundf(format string, args ...any) *Error { return Errorf(NotFound, format, args...) }

// Conflictf returns an Error of kind Conflict.
func Conflictf(format string, args ...any) *Error { return Errorf(Conflict, format, args...) }

// CodeOf returns the kind of err, or "" if err is not an error of the domain.
func CodeOf(err error) ErrorCode {
	var domain *Error
	if errors.As(err, &domain) {
		return domain.Code
	}
	return ""
}

// FieldErrors collects what is wrong with an input, field by field.
type FieldErrors []FieldError

// Add adds a message about field.
func (f *FieldErrors) Add(field, format string, args ...any) {
	*f = append(*f, FieldError{Field: field, Message: fmt.Sprintf(format, args...)})
}

// AddErr adds err, unless it is nil, as a message about field.
func (f *FieldErrors) AddErr(field string, err error) {
	if err != nil {
		f.Add(field, "%s", err.Error())
	}
}

// Code reads a code, and adds what is wrong with it as a message about field; "" is none.
func (f *FieldErrors) Code(field, s string) Code {
	if s == "" {
		return ""
	}
	code, err := ParseCode(s)
	f.AddErr(field, err)
	return code
}

// Err returns an *Error of kind Invalid that names all fields, or nil if there are none.
func (f FieldErrors) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f.invalid()
}

func (f FieldErrors) invalid() *Error {
	return &Error{Code: Invalid, Message: "some fields are not valid", Fields: f}
}

// With adds the fields that checked, the result of a Check, names, and returns Err. If checked is
// any other error, With returns checked.
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
