// Package problem is the body of an answer that says what went wrong, as RFC 9457 describes it.
package problem

import (
	"encoding/json"
	"net/http"
)

// MediaType is the content type of a problem.
const MediaType = "application/problem+json"

// Problem says what went wrong with a request. Whoever sent the request may read all of it.
type Problem struct {
	Type      string       `json:"type" example:"about:blank" doc:"Always about:blank: the status says it all"`
	Title     string       `json:"title" doc:"The status in words" example:"Unprocessable Entity"`
	Status    int          `json:"status" doc:"The HTTP status" example:"422"`
	Detail    string       `json:"detail,omitempty" example:"some fields are not valid" doc:"What is wrong, for people"`
	RequestID string       `json:"requestId,omitempty" example:"Kx2bOhzGoAMEVjw=" doc:"Names the request in the logs"`
	Errors    []FieldError `json:"errors,omitempty" doc:"The fields of the input that are wrong"`
}

// FieldError says what is wrong with one field of the input.
type FieldError struct {
	Field   string `json:"field" example:"mediaType" doc:"The field of the body, or the parameter"`
	Message string `json:"message" example:"must be one of banner, email, social" doc:"What is wrong with it"`
}

// New returns the problem that an HTTP status stands for. The detail may be empty, and so may the
// request id.
func New(status int, detail, requestID string) Problem {
	return Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, RequestID: requestID,
	}
}

// retryAfter is in seconds. Throttling by the table usually ends within one; two spread the clients
// that come back.
const retryAfter = "2"

// Header returns the headers that the status asks for: when to try again, or how to sign in.
func (p Problem) Header() http.Header {
	h := http.Header{}
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		h.Set("Retry-After", retryAfter)
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	}
	return h
}

// Write answers with p, which nobody may cache.
func (p Problem) Write(w http.ResponseWriter) {
	for name, values := range p.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", MediaType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
