// Package gateway turns HTTP requests into the events of an API Gateway HTTP API (payload
// format 2.0), and functions' answers back into HTTP. It copies what AWS does, oddities
// included. Where AWS's documentation is silent, a behaviour's test names who observed it.
package gateway

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"signpost/infra/local/template"
)

// Limits of an HTTP API and of the Lambda functions behind it
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html,
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
const (
	maxBody    = 10 << 20
	maxPayload = 6 << 20 // without the 100 bytes more that answers may have
	maxHead    = 10240   // request line and header values together
)

// Invoker calls functions by logical id. An error other than the context's means that the
// function failed. *runtime.Runtime implements it.
type Invoker interface {
	Invoke(ctx context.Context, function string, payload []byte) ([]byte, error)
}

// Config says what the API serves.
type Config struct {
	Routes    []template.Route
	Functions Invoker
	Throttle  bool             // refuses what is more than the routes' throttles let through
	Log       *slog.Logger     // gets the reason of every 5xx; nil logs nothing
	Now       func() time.Time // nil is time.Now
}

// Gateway serves the API. It is safe for concurrent use.
type Gateway struct {
	router    router
	guards    map[*template.Authorizer]*guard
	buckets   map[string]*bucket // by route key; of a route without one, everything passes
	functions Invoker
	log       *slog.Logger
	now       func() time.Time
}

// New returns a gateway for the routes. A route key that AWS would refuse is an error.
func New(config Config) (*Gateway, error) {
	routes, err := newRouter(config.Routes)
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		router: routes, guards: map[*template.Authorizer]*guard{}, buckets: map[string]*bucket{},
		functions: config.Functions, log: config.Log, now: config.Now,
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	if g.now == nil {
		g.now = time.Now
	}
	for _, r := range config.Routes {
		if r.Authorizer != nil && g.guards[r.Authorizer] == nil {
			g.guards[r.Authorizer] = newGuard(*r.Authorizer, g.now)
		}
		if config.Throttle && r.Throttle.Rate > 0 {
			g.buckets[r.Key] = newBucket(r.Throttle, g.now())
		}
	}
	return g, nil
}

// ServeHTTP serves a request as the API's stage $default does.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := newRequestID()
	w.Header().Set("Apigw-Requestid", id)
	if headSize(r) > maxHead {
		refuse(w, http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large")
		return
	}
	found, ok := g.router.match(r.Method, r.URL.Path)
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	if !g.buckets[found.route.Key].take(g.now()) {
		refuse(w, http.StatusTooManyRequests, "Too Many Requests")
		return
	}
	var caller *identity
	if guard := g.guards[found.route.Authorizer]; guard != nil {
		if caller, ok = guard.admit(w, r, found.route.Scopes); !ok {
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuseBody(w, err)
		return
	}
	g.call(w, r, event{request: r, match: found, caller: caller, body: body, id: id, at: g.now()})
}

func refuseBody(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	refuse(w, http.StatusBadRequest, "Bad Request")
}

// call invokes the function within the integration's timeout and writes its answer. The payload
// is not reused, because a function may still read it after its caller has given up.
func (g *Gateway) call(w http.ResponseWriter, r *http.Request, e event) {
	payload := e.encode(make([]byte, 0, 2048+2*len(e.body)))
	if len(payload) > maxPayload {
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), e.match.route.Timeout)
	defer cancel()
	answer, err := g.functions.Invoke(ctx, e.match.route.Function, payload)
	switch {
	case err == nil:
		if err := writeAnswer(w, r.Method, answer); err != nil {
			g.log.Error("a function's answer can't be sent", "function", e.match.route.Function,
				"requestId", e.id, "error", err.Error())
		}
	case ctx.Err() != nil:
		g.log.Error("a function did not answer in time", "function", e.match.route.Function,
			"requestId", e.id, "timeout", e.match.route.Timeout.String())
		refuse(w, http.StatusServiceUnavailable, "Service Unavailable")
	default:
		g.log.Error("a function failed", "function", e.match.route.Function,
			"requestId", e.id, "error", err.Error())
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
	}
}

// refuse writes an answer of the API itself.
func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"message":"`+message+`"}`)
}

func headSize(r *http.Request) int {
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto)
	for _, values := range r.Header {
		for _, v := range values {
			size += len(v)
		}
	}
	return size
}
