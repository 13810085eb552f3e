package api

import (
	"context"
	"errors"
	"net/http"

	"signpost/shared/awsclient"
	"signpost/shared/lambdahttp"
	"signpost/shared/problem"
	"signpost/shared/referral"
)

// Problem is a problem.Problem that huma can send as an error, with what caused it.
type Problem struct {
	problem.Problem
	cause error // for the log; never sent
}

// FieldError says what is wrong with one field of the input.
type FieldError = problem.FieldError

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// Unwrap returns what caused the problem, which is for the log only.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type, whatever the client accepts.
func (p *Problem) ContentType(string) string { return problem.MediaType }

// GetHeaders tells huma the headers.
func (p *Problem) GetHeaders() http.Header { return p.Header() }

// statusOf is the one table from domain errors to HTTP statuses.
var statusOf = map[referral.ErrorCode]int{
	referral.Invalid:      http.StatusUnprocessableEntity,
	referral.Unauthorized: http.StatusUnauthorized,
	referral.Forbidden:    http.StatusForbidden,
	referral.NotFound:     http.StatusNotFound,
	referral.Conflict:     http.StatusConflict,
	referral.Unavailable:  http.StatusServiceUnavailable,
}

// problemOf turns err into an answer. An error that is not one of the domain's says nothing.
func problemOf(ctx context.Context, err error) *Problem {
	var made *Problem
	if errors.As(err, &made) {
		made.RequestID = lambdahttp.RequestID(ctx) // an error that an operation made itself has none
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
	return &Problem{problem.New(status, detail, lambdahttp.RequestID(ctx)), cause}
}
