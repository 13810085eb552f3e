package api

import (
	"maps"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// ofGateway are the statuses with which API Gateway itself answers any route: before it calls a
// function, or because that has failed. Nobody can change the bodies of these answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
var ofGateway = map[int]string{
	http.StatusBadRequest:                  "The request can't be read",
	http.StatusRequestEntityTooLarge:       "The body is over 10 MB, or over 6 MB in the form in which Lambda gets it",
	http.StatusTooManyRequests:             "Too many requests",
	http.StatusRequestHeaderFieldsTooLarge: "The request line and the headers are over 10,240 bytes",
	http.StatusInternalServerError:         "A fault of ours",
	http.StatusServiceUnavailable:          "Not possible right now",
}

// gatewayMessage is the body of these answers.
type gatewayMessage struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Message *string  `json:"message" example:"Service Unavailable" doc:"The status in words"`
}

// GatewayResponses describes, by status, the answers of API Gateway itself to a route that is open
// to everybody.
func GatewayResponses(doc *huma.OpenAPI) map[string]*huma.Response {
	responses := map[string]*huma.Response{}
	for status, description := range ofGateway {
		responses[strconv.Itoa(status)] = gatewayResponse(doc.Components.Schemas, description)
	}
	return responses
}

func gatewayResponse(schemas huma.Registry, description string) *huma.Response {
	return &huma.Response{Description: description, Content: gatewayContent(schemas)}
}

func gatewayContent(schemas huma.Registry) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{
		typeJSON: {Schema: schemas.Schema(reflect.TypeFor[gatewayMessage](), true, "")},
	}
}

// addGateway adds to the shared answers those of API Gateway, and of its authorizer.
func addGateway(responses map[string]*huma.Response, schemas huma.Registry) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		maps.Copy(responses[errorName(status)].Content, gatewayContent(schemas))
	}
	for status, description := range ofGateway {
		if shared := responses[errorName(status)]; shared != nil {
			maps.Copy(shared.Content, gatewayContent(schemas))
		} else {
			responses[errorName(status)] = gatewayResponse(schemas, description)
		}
	}
}
