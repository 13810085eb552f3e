package click

import (
	"errors"
	"strings"
	"unsafe"
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
// events.APIGatewayV2HTTPRequest it finds what encoding/json finds; a fuzz test holds it to that. What it returns refers to payload, which must not
// change as long as it is used: copying the event would cost more than reading it.
func ParseEvent(payload []byte) (Event, error) {
	var e Event
	s := scanner{text: unsafe.String(unsafe.SliceData(payload), len(payload))}
	for name, ok := s.first(); ok; name, ok = s.next() {
		switch {
		case is(name, "rawPath"):
			s.str(&e.Path)
		case is(name, "rawQueryString"):
			s.str(&e.Query)
		case is(name, "headers"):
			e.readHeaders(&s)
		case is(name, "requestContext"):
			e.readContext(&s)
		default:
			s.skip()
		}
	}
	s.space()
	if s.failed || s.at != len(s.text) {
		return Event{}, errEvent
	}
	return e, nil
}

func (e *Event) readContext(s *scanner) {
	for name, ok := s.first(); ok; name, ok = s.next() {
		switch {
		case is(name, "http"):
			e.readHTTP(s)
		case is(name, "timeEpoch"):
			s.integer(&e.TimeEpoch)
		default:
			s.skip()
		}
	}
}

func (e *Event) readHTTP(s *scanner) {
	for name, ok := s.first(); ok; name, ok = s.next() {
		switch {
		case is(name, "method"):
			s.str(&e.Method)
		case is(name, "sourceIp"):
			s.str(&e.SourceIP)
		default:
			s.skip()
		}
	}
}

// readHeaders reads a map, where encoding/json treats null unlike in a struct: a null map is emptied, a null value is "".
func (e *Event) readHeaders(s *scanner) {
	if s.peek() == 'n' {
		e.Headers = Headers{}
	}
	for name, ok := s.first(); ok; name, ok = s.next() {
		if into := e.Headers.named(name); into != nil {
			*into = ""
			s.str(into)
		} else {
			s.skip()
		}
	}
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

// is tells whether encoding/json takes name for that of the field: case makes no difference, and neither do two letters outside ASCII that fold
// into ASCII.
func is(name, field string) bool {
	if len(name) < len(field) || name[0]|' ' != field[0] && name[0] < 0x80 {
		return false
	}
	return strings.EqualFold(name, field)
}
