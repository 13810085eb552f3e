package lambdahttp

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"

	"signpost/shared/edge"
	"signpost/shared/problem"
)

// Event is a request as the gateway delivers it, and Answer is what it expects back.
type (
	Event  = events.APIGatewayV2HTTPRequest
	Answer = events.APIGatewayV2HTTPResponse
)

// Handler is a function that Lambda can call, such as Adapter.Handle.
type Handler func(context.Context, Event) (Answer, error)

// Adapter passes the requests of an HTTP API to an http.Handler. It is safe for concurrent use.
type Adapter struct {
	handler http.Handler
	edge    edge.Edge
	log     *slog.Logger
}

// New returns an adapter. It logs panics, and events that are not requests, to log, or to
// slog.Default if that is nil.
func New(handler http.Handler, log *slog.Logger) *Adapter {
	if log == nil {
		log = slog.Default()
	}
	return &Adapter{handler: handler, log: log}
}

// Behind makes the adapter refuse requests that did not come through the edge: with 403, before the
// handler sees them. It returns the adapter.
func (a *Adapter) Behind(e edge.Edge) *Adapter {
	a.edge = e
	return a
}

// Handle answers one request. It never returns an error: whatever goes wrong is an answer, and a
// line in the log.
func (a *Adapter) Handle(ctx context.Context, event Event) (Answer, error) {
	if !a.edge.Admits(event.Headers[edge.Header]) {
		return refusal(http.StatusForbidden, event.RequestContext.RequestID), nil
	}
	r, err := request(ctx, event)
	if err != nil {
		a.log.WarnContext(ctx, "not a request", "requestId", event.RequestContext.RequestID, "error", err)
		return refusal(http.StatusBadRequest, event.RequestContext.RequestID), nil
	}
	answer := a.serve(r, event.RequestContext.RequestID)
	if size := payload(answer); size > maxPayload {
		a.log.ErrorContext(ctx, "the answer is too long for Lambda",
			"requestId", event.RequestContext.RequestID, "status", answer.StatusCode, "bytes", size)
		answer = refusal(http.StatusInternalServerError, event.RequestContext.RequestID)
	}
	return answer, nil
}

func (a *Adapter) serve(r *http.Request, requestID string) (answer Answer) {
	defer func() {
		if fault := recover(); fault != nil {
			a.log.ErrorContext(r.Context(), "panic",
				"requestId", requestID, "panic", fault, "stack", string(debug.Stack()))
			answer = refusal(http.StatusInternalServerError, requestID)
		}
	}()
	w := newResponse(r.Method)
	a.handler.ServeHTTP(w, r)
	return w.answer()
}

// refusal answers with a problem where no handler does.
func refusal(status int, requestID string) Answer {
	w := newResponse(http.MethodGet)
	problem.New(status, "", requestID).Write(w)
	return w.answer()
}

// RequestContext returns what the gateway says about a request of Handle, such as the token's
// claims. Outside of one, it returns false.
func RequestContext(ctx context.Context) (events.APIGatewayV2HTTPRequestContext, bool) {
	return core.GetAPIGatewayV2ContextFromContext(ctx)
}

// RequestID returns the gateway's id for a request of Handle, by which the logs name it. Outside of
// one, it returns "".
func RequestID(ctx context.Context) string {
	gateway, _ := RequestContext(ctx)
	return gateway.RequestID
}
