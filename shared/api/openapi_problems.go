package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/problem"
)

// problems says, for the document, when an operation answers with which error. They mean the same everywhere.
var problems = map[int]string{
	http.StatusBadRequest:            "The body can't be read as JSON, or has unknown or duplicate fields",
	http.StatusUnauthorized:          "No valid token or key",
	http.StatusForbidden:             "No active partner account, or not an admin",
	http.StatusNotFound:              "Does not exist for this caller",
	http.StatusConflict:              "In conflict with what exists",
	http.StatusRequestEntityTooLarge: "The body is too large: over 64 KiB, unless the operation says otherwise",
	http.StatusUnsupportedMediaType:  "The body is not of a type that the operation reads",
	http.StatusUnprocessableEntity:   "Understood, but invalid; `errors` names the fields",
	http.StatusTooManyRequests:       "Too many requests",
	http.StatusInternalServerError:   "A fault of ours; `requestId` names it in the logs",
	http.StatusServiceUnavailable:    "Not possible at the moment; nothing was changed, or trying again completes it",
}

// problemResponses are the answers that operations refer to.
func problemResponses() map[string]*huma.Response {
	responses := map[string]*huma.Response{}
	for status, description := range problems {
		responses[problemName(status)] = &huma.Response{
			Description: description,
			Headers:     problemHeaders(status),
			Content: map[string]*huma.MediaType{problem.MediaType: {
				Schema: &huma.Schema{Ref: "#/components/schemas/Problem"},
				Example: map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status,
					"detail": description, "requestId": "Kx2bOhzGoAMEVjw="},
			}},
		}
	}
	return responses
}

// problemHeaders describes what problem.Problem.Header sends.
func problemHeaders(status int) map[string]*huma.Param {
	switch status {
	case http.StatusUnauthorized:
		return map[string]*huma.Param{"WWW-Authenticate": {Schema: &huma.Schema{Type: huma.TypeString}}}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return map[string]*huma.Param{"Retry-After": {Description: "In how many seconds to try again", Schema: &huma.Schema{Type: huma.TypeInteger}}}
	}
	return nil
}

func problemName(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

// referToProblems replaces what huma says of errors in each operation by references to the shared answers.
func referToProblems(_ *huma.OpenAPI, op *huma.Operation) {
	for status := range problems {
		key := strconv.Itoa(status)
		if op.Responses[key] != nil {
			op.Responses[key] = &huma.Response{Ref: "#/components/responses/" + problemName(status)}
		}
	}
}

// Repeated notes in op that it answers 200 instead of its usual status, with a body of type T as it was the first time, when the same
// request was made before. Use it before op is registered.
func Repeated[T any](a *API, op *huma.Operation) {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses[fmt.Sprint(http.StatusOK)] = &huma.Response{Description: "The same as the first time",
		Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}
