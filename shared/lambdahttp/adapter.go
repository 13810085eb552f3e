package lambdahttp

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
)

// Adapter gives the requests of an HTTP API to an http.Handler. It may be used by many goroutines.
type Adapter struct {
	handler http.Handler
	log     *slog.Logger
}

// Handler is a function that Lambda can call; Adapter.Handle is one.
type Handler func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// New returns an adapter that logs panics and events which are no requests to log; slog.Default if that is nil.
func New(handler http.Handler, log *slog.Logger) *Adapter {
	if log == nil {
		log = slog.Default()
	}
	return &Adapter{handler: handler, log: log}
}

// Handle answers one request. It never returns an error: what goes wrong is an answer, and a line in the log.
func (a *Adapter) Handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	r, err := request(ctx, event)
	if err != nil {
		a.log.WarnContext(ctx, "not a request", "requestId", event.RequestContext.RequestID, "error", err)
		return problem(http.StatusBadRequest, event.RequestContext.RequestID), nil
	}
	return a.serve(r, event.RequestContext.RequestID), nil
}

func (a *Adapter) serve(r *http.Request, requestID string) (answer events.APIGatewayV2HTTPResponse) {
	defer func() {
		if fault := recover(); fault != nil {
			a.log.ErrorContext(r.Context(), "panic", "requestId", requestID, "panic", fault, "stack", string(debug.Stack()))
			answer = problem(http.StatusInternalServerError, requestID)
		}
	}()
	w := newResponse(r.Method)
	a.handler.ServeHTTP(w, r)
	return w.answer()
}

// RequestContext returns what the gateway says about the request (its id, the token's claims); false outside a request of Handle.
func RequestContext(ctx context.Context) (events.APIGatewayV2HTTPRequestContext, bool) {
	return core.GetAPIGatewayV2ContextFromContext(ctx)
}

// problem is an answer in the form of RFC 9457.
func problem(status int, requestID string) events.APIGatewayV2HTTPResponse {
	body, _ := json.Marshal(struct {
		Type      string `json:"type"`
		Title     string `json:"title"`
		Status    int    `json:"status"`
		RequestID string `json:"requestId"`
	}{"about:blank", http.StatusText(status), status, requestID})
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Headers:    map[string]string{"Content-Type": "application/problem+json", "Cache-Control": "no-store"},
		Body:       string(body),
	}
}
