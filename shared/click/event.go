package click

import (
	"errors"
	"strings"
)

// Event is what the redirect needs of an API Gateway HTTP API event, payload format 2.0
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
type Event struct {
	Path      string // decoded by API Gateway
	Query     string // as the visitor sent it
	Method    string
	SourceIP  string
	TimeEpoch int64 // when the request arrived, in milliseconds since 1970
	Headers
}

// Headers are the request headers that matter. API Gateway delivers names in lower case.
type Headers struct {
	UserAgent  string
	Referer    string
	Host       string
	SecPurpose string
	Purpose    string
	Country    string // cloudfront-viewer-country
	Viewer     string // cloudfront-viewer-address: the visitor's address and port when CloudFront is in front
}

var errEvent = errors.New("not an API Gateway HTTP API event")

// ParseEvent reads the few fields that matter and skips the rest. For every payload that encoding/json accepts as
// events.APIGatewayV2HTTPRequest it finds what encoding/json finds; a fuzz test holds it to that. What it returns does not
// refer to payload.
func ParseEvent(payload []byte) (Event, error) {
	var e Event
	s := scanner{text: string(payload)}
	s.object(e.member)
	s.space()
	if s.failed || s.at != len(s.text) {
		return Event{}, errEvent
	}
	return e, nil
}

func (e *Event) member(s *scanner, name string) {
	switch field(name, "rawPath", "rawQueryString", "headers", "requestContext") {
	case "rawPath":
		s.str(&e.Path)
	case "rawQueryString":
		s.str(&e.Query)
	case "headers":
		e.headers(s)
	case "requestContext":
		s.object(e.contextMember)
	default:
		s.skip()
	}
}

func (e *Event) contextMember(s *scanner, name string) {
	switch field(name, "http", "timeEpoch") {
	case "http":
		s.object(e.httpMember)
	case "timeEpoch":
		s.integer(&e.TimeEpoch)
	default:
		s.skip()
	}
}

func (e *Event) httpMember(s *scanner, name string) {
	switch field(name, "method", "sourceIp") {
	case "method":
		s.str(&e.Method)
	case "sourceIp":
		s.str(&e.SourceIP)
	default:
		s.skip()
	}
}

// headers reads a map, where encoding/json treats null unlike in a struct: a null map is emptied, a null value is "".
func (e *Event) headers(s *scanner) {
	if s.peek() == 'n' {
		e.Headers = Headers{}
	}
	s.object(e.header)
}

func (e *Event) header(s *scanner, name string) {
	into := e.Headers.named(name)
	if into == nil {
		s.skip()
		return
	}
	*into = ""
	s.str(into)
}

func (h *Headers) named(name string) *string {
	switch name {
	case "user-agent":
		return &h.UserAgent
	case "referer":
		return &h.Referer
	case "host":
		return &h.Host
	case "sec-purpose":
		return &h.SecPurpose
	case "purpose":
		return &h.Purpose
	case "cloudfront-viewer-country":
		return &h.Country
	case "cloudfront-viewer-address":
		return &h.Viewer
	}
	return nil
}

// field returns the one of names that encoding/json takes name for: the very name, else one that differs in case only.
func field(name string, names ...string) string {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	return ""
}
