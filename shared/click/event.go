package click

import (
	"errors"
	"unsafe"

	"signpost/shared/edge"
	"signpost/shared/jsonscan"
)

// Event is the part that the redirect needs of an event of an API Gateway HTTP API, payload format
// 2.0:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type Event struct {
	Path      string // decoded by API Gateway
	Query     string // as the visitor sent it
	Method    string
	SourceIP  string
	TimeEpoch int64 // when the request arrived, in milliseconds since 1970
	Headers
}

// Headers are the request headers that matter. API Gateway writes their names in lower case.
type Headers struct {
	UserAgent  string
	Referer    string
	Host       string
	SecPurpose string
	Purpose    string
	Country    string // cloudfront-viewer-country
	Viewer     string // cloudfront-viewer-address: the visitor's address and port
	Secret     string // edge.Header: shows that the request came through CloudFront
}

var errEvent = errors.New("not an API Gateway HTTP API event")

// ParseEvent reads the few fields that matter and skips the rest. From every payload that
// encoding/json accepts as events.APIGatewayV2HTTPRequest it reads what encoding/json reads; a
// fuzz test checks that. The Event refers to payload, which must not change while the Event is in
// use: copying the payload would cost more than reading it.
func ParseEvent(payload []byte) (Event, error) {
	var e Event
	s := jsonscan.New(unsafe.String(unsafe.SliceData(payload), len(payload)))
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case jsonscan.IsField(name, "rawPath"):
			s.TextInto(&e.Path)
		case jsonscan.IsField(name, "rawQueryString"):
			s.TextInto(&e.Query)
		case jsonscan.IsField(name, "headers"):
			e.readHeaders(&s)
		case jsonscan.IsField(name, "requestContext"):
			e.readContext(&s)
		default:
			s.Skip()
		}
	}
	if !s.Done() {
		return Event{}, errEvent
	}
	return e, nil
}

func (e *Event) readContext(s *jsonscan.Scanner) {
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case jsonscan.IsField(name, "http"):
			e.readHTTP(s)
		case jsonscan.IsField(name, "timeEpoch"):
			s.IntInto(&e.TimeEpoch)
		default:
			s.Skip()
		}
	}
}

func (e *Event) readHTTP(s *jsonscan.Scanner) {
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case jsonscan.IsField(name, "method"):
			s.TextInto(&e.Method)
		case jsonscan.IsField(name, "sourceIp"):
			s.TextInto(&e.SourceIP)
		default:
			s.Skip()
		}
	}
}

// readHeaders reads a map, for which null has other effects than for a struct: a null map becomes
// empty, and a null value is "".
func (e *Event) readHeaders(s *jsonscan.Scanner) {
	if s.IsNull() {
		e.Headers = Headers{}
	}
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		if into := e.Headers.named(name); into != nil {
			*into = ""
			s.TextInto(into)
		} else {
			s.Skip()
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
	case edge.Header:
		return &h.Secret
	}
	return nil
}
