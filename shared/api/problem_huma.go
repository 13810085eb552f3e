package api

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// init makes huma's own errors Problems, and its field names case-sensitive, as JSON has them.
func init() {
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		return problemOfHuma(context.Background(), status, detail, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, detail string, errs ...error) huma.StatusError {
		return problemOfHuma(ctx.Context(), status, detail, errs)
	}
}

// problemOfHuma gives our form to what huma found wrong with an input. Unknown fields are a 400,
// like everything that can't be read.
func problemOfHuma(ctx context.Context, status int, detail string, errs []error) *Problem {
	if status == http.StatusUnprocessableEntity && slices.ContainsFunc(errs, isUnknownField) {
		status, detail = http.StatusBadRequest, "the body has unknown fields"
	}
	if strings.HasPrefix(detail, "request body is too large limit=") {
		detail = "the body is larger than this operation reads"
	}
	p := newProblem(ctx, status, detail, errors.Join(errs...))
	if status >= http.StatusInternalServerError {
		p.Detail = ""
		return p
	}
	for _, err := range errs {
		p.Errors = append(p.Errors, fieldErrorOf(err))
	}
	return p
}

func isUnknownField(err error) bool {
	var detail *huma.ErrorDetail
	return errors.As(err, &detail) && detail.Message == validation.MsgUnexpectedProperty
}

var missingField = regexp.MustCompile(`^expected required property (\S+) to be present$`)

// fieldErrorOf names the field as the client knows it: without "body.", "query." or "path.".
func fieldErrorOf(err error) FieldError {
	var detail *huma.ErrorDetail
	if !errors.As(err, &detail) {
		return FieldError{Message: err.Error()}
	}
	field, message := detail.Location, detail.Message
	if missing := missingField.FindStringSubmatch(message); missing != nil {
		field, message = field+"."+missing[1], "is required"
	} else if message == validation.MsgUnexpectedProperty {
		message = "is not a known field"
	}
	if _, name, nested := strings.Cut(field, "."); nested {
		field = name
	}
	return FieldError{Field: field, Message: message}
}
