package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"signpost/shared/awsclient"
	"signpost/shared/lambdahttp"
	"signpost/shared/referral"
)

// Problem is an answer that says what went wrong, as RFC 9457 has it.
type Problem struct {
	Type      string       `json:"type" doc:"What kind of problem; always about:blank, the status says it" example:"about:blank"`
	Title     string       `json:"title" doc:"The status in words" example:"Unprocessable Entity"`
	Status    int          `json:"status" doc:"The HTTP status" example:"422"`
	Detail    string       `json:"detail,omitempty" doc:"What is wrong in this case, for people" example:"some fields are not valid"`
	RequestID string       `json:"requestId,omitempty" doc:"Names the request in the logs" example:"Kx2bOhzGoAMEVjw="`
	Errors    []FieldError `json:"errors,omitempty" doc:"What is wrong with which field of the input"`

	cause error // for the log; never sent
}

// FieldError says what is wrong with one field of the input.
type FieldError struct {
	Field   string `json:"field" doc:"The field of the body or the parameter" example:"mediaType"`
	Message string `json:"message" doc:"What is wrong with it" example:"must be one of banner, email, social"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// Unwrap returns what caused the problem, which is for the log only.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type, whatever the client accepts.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders tells huma the headers: when to try again, how to sign in.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		h.Set("Retry-After", retryAfter)
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	}
	return h
}

// retryAfter is in seconds. The table's throttling is over in one, as a rule; two spread the returning clients.
const retryAfter = "2"

// statusOf is the one table from errors of the domain to HTTP statuses.
var statusOf = map[referral.ErrorCode]int{
	referral.Invalid:      http.StatusUnprocessableEntity,
	referral.Unauthorized: http.StatusUnauthorized,
	referral.Forbidden:    http.StatusForbidden,
	referral.NotFound:     http.StatusNotFound,
	referral.Conflict:     http.StatusConflict,
	referral.Unavailable:  http.StatusServiceUnavailable,
}

// problemOf makes err an answer. What is not an error of the domain says nothing.
func problemOf(ctx context.Context, err error) *Problem {
	var made *Problem
	if errors.As(err, &made) {
		made.RequestID = requestID(ctx) // an operation's own errors of huma don't know it
		return made
	}
	var domain *referral.Error
	if errors.As(err, &domain) && statusOf[domain.Code] != 0 {
		p := newProblem(ctx, statusOf[domain.Code], domain.Message, err)
		for _, f := range domain.Fields {
			p.Errors = append(p.Errors, FieldError{Field: f.Field, Message: f.Message})
		}
		return p
	}
	if awsclient.Temporary(err) {
		return newProblem(ctx, http.StatusServiceUnavailable, "try again", err)
	}
	return newProblem(ctx, http.StatusInternalServerError, "", err)
}

func newProblem(ctx context.Context, status int, detail string, cause error) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, RequestID: requestID(ctx), cause: cause}
}

// requestID is the gateway's; "" outside a request.
func requestID(ctx context.Context) string {
	gateway, _ := lambdahttp.RequestContext(ctx)
	return gateway.RequestID
}

// write sends p where huma does not.
func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// init makes huma's own errors Problems, and its names of fields case-sensitive, as JSON has them.
func init() {
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		return problemOfHuma(context.Background(), status, detail, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, detail string, errs ...error) huma.StatusError {
		return problemOfHuma(ctx.Context(), status, detail, errs)
	}
}

// problemOfHuma gives what huma found wrong with an input our shape. Unknown fields are 400, like all that cannot be read.
func problemOfHuma(ctx context.Context, status int, detail string, errs []error) *Problem {
	if status == http.StatusUnprocessableEntity && slices.ContainsFunc(errs, isUnknownField) {
		status, detail = http.StatusBadRequest, "the body has unknown fields"
	}
	if status == http.StatusRequestEntityTooLarge {
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
