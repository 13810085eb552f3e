package lambdahttp

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"

	"signpost/shared/problem"
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
		return refusal(http.StatusBadRequest, event.RequestContext.RequestID), nil
	}
	return a.serve(r, event.RequestContext.RequestID), nil
}

func (a *Adapter) serve(r *http.Request, requestID string) (answer events.APIGatewayV2HTTPResponse) {
	defer func() {
		if fault := recover(); fault != nil {
			a.log.ErrorContext(r.Context(), "panic", "requestId", requestID, "panic", fault, "stack", string(debug.Stack()))
			answer = refusal(http.StatusInternalServerError, requestID)
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

// RequestID returns the gateway's id of the request, by which the logs name it; "" outside of one.
func RequestID(ctx context.Context) string {
	gateway, _ := RequestContext(ctx)
	return gateway.RequestID
}

// refusal is a problem without details, for what no handler answers.
func refusal(status int, requestID string) events.APIGatewayV2HTTPResponse {
	w := newResponse(http.MethodGet)
	problem.New(status, "", requestID).Write(w)
	return w.answer()
}
