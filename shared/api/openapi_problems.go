package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/problem"
)

// problems are the errors that operations answer with. A status means the same everywhere.
var problems = map[int]string{
	http.StatusBadRequest:            "Can't be read, or has unknown or duplicate fields",
	http.StatusUnauthorized:          "No valid token or key",
	http.StatusForbidden:             "No active partner account, or not an admin",
	http.StatusNotFound:              "Does not exist for this caller",
	http.StatusConflict:              "Conflicts with what exists",
	http.StatusRequestEntityTooLarge: "The body is too large: over 64 KiB, unless the operation says otherwise",
	http.StatusUnsupportedMediaType:  "The body is not of a type that the operation reads",
	http.StatusUnprocessableEntity:   "Understood, but invalid; `errors` names the fields",
	http.StatusTooManyRequests:       "Too many requests",
	http.StatusInternalServerError:   "A fault of ours; `requestId` names it in the logs",
	http.StatusServiceUnavailable:    "Not possible right now; nothing was changed, or trying again completes it",
}

// errorResponses are the answers to which the operations refer: those of the functions, and those
// that API Gateway gives with the same status.
func errorResponses(schemas huma.Registry) map[string]*huma.Response {
	responses := map[string]*huma.Response{}
	for status, description := range problems {
		responses[errorName(status)] = &huma.Response{
			Description: description,
			Headers:     problemHeaders(status),
			Content: map[string]*huma.MediaType{problem.MediaType: {
				Schema:  &huma.Schema{Ref: "#/components/schemas/Problem"},
				Example: problem.New(status, description, "Kx2bOhzGoAMEVjw="),
			}},
		}
	}
	addGateway(responses, schemas)
	return responses
}

// problemHeaders describes what problem.Problem.Header sends.
func problemHeaders(status int) map[string]*huma.Param {
	switch status {
	case http.StatusUnauthorized:
		return map[string]*huma.Param{"WWW-Authenticate": {Schema: &huma.Schema{Type: huma.TypeString}}}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return map[string]*huma.Param{"Retry-After": {
			Description: "After how many seconds to try again", Schema: &huma.Schema{Type: huma.TypeInteger},
		}}
	}
	return nil
}

func errorName(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

// referToErrors replaces huma's description of errors in an operation by references to the shared
// answers.
func referToErrors(_ *huma.OpenAPI, op *huma.Operation) {
	for status, response := range op.Responses {
		if code, err := strconv.Atoi(status); err == nil && response.Content[problem.MediaType] != nil {
			op.Responses[status] = &huma.Response{Ref: "#/components/responses/" + errorName(code)}
		}
	}
}

// Repeated documents that op, when the same request was made before, answers with status 200 and
// the body of the first answer, of type T. Call it before registering op.
func Repeated[T any](a *API, op *huma.Operation) {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses[strconv.Itoa(http.StatusOK)] = &huma.Response{
		Description: "The same as the first time",
		Content:     map[string]*huma.MediaType{typeJSON: {Schema: schema}},
	}
}
