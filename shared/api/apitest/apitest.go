// Package apitest calls an API in tests as API Gateway does: through the Lambda adapter, with the
// claims of a token that was checked.
package apitest

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"signpost/shared/lambdahttp"
)

// Request is a request to send. An empty User has no token.
type Request struct {
	Method string            // GET when empty
	Path   string            // with the query, as a client writes it
	User   string            // the token's user name; its subject is this with "id-of-" in front
	Groups string            // the claim cognito:groups, such as "[admins]"
	Claims map[string]string // in place of those that User and Groups make
	Body   string
	Header map[string]string // lower-case names
}

// RequestID is the id that the gateway gives every request.
const RequestID = "apitest-request"

// Answer is the answer to a request.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Call sends q to h.
func Call(t testing.TB, h http.Handler, q Request) Answer {
	t.Helper()
	got, err := lambdahttp.New(h, slog.New(slog.DiscardHandler)).Handle(t.Context(), q.event())
	if err != nil {
		t.Fatalf("%s %s: %v", q.Method, q.Path, err)
	}
	answer := Answer{Status: got.StatusCode, Header: http.Header{}, Body: got.Body}
	for name, value := range got.Headers {
		answer.Header.Set(name, value)
	}
	return answer
}

func (q Request) event() events.APIGatewayV2HTTPRequest {
	if q.Method == "" {
		q.Method = http.MethodGet
	}
	path, query, _ := strings.Cut(q.Path, "?")
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: path, RawQueryString: query, Headers: map[string]string{}, Body: q.Body,
	}
	if q.Body != "" {
		e.Headers["content-type"] = "application/json"
	}
	for name, value := range q.Header {
		e.Headers[name] = value
	}
	e.RequestContext.RequestID = RequestID
	e.RequestContext.DomainName = "go.example.com"
	e.RequestContext.HTTP.Method = q.Method
	e.RequestContext.HTTP.Path = path
	e.RequestContext.HTTP.SourceIP = "192.0.2.7"
	if q.User != "" {
		e.RequestContext.Authorizer = q.authorizer()
	}
	return e
}

func (q Request) authorizer() *events.APIGatewayV2HTTPRequestContextAuthorizerDescription {
	const scope = "signpost/partner"
	claims := map[string]string{
		"username": q.User, "sub": "id-of-" + q.User, "token_use": "access", "scope": scope, "client_id": "center",
	}
	if q.Groups != "" {
		claims["cognito:groups"] = q.Groups
	}
	maps.Copy(claims, q.Claims)
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims, Scopes: []string{scope}},
	}
}

// JSON decodes the body into T, or ends the test.
func JSON[T any](t testing.TB, a Answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatalf("answer %d %s: %v", a.Status, a.Body, err)
	}
	return v
}
