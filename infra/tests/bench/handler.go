package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"signpost/infra/tests/bench/canned"
	"signpost/shared/click"
	"signpost/shared/edge"
)

// measureHandler measures the redirect in this process, from the event's bytes to the answer's,
// with a table that answers at once, and compares it with the same rules behind httpadapter.
func measureHandler(ctx context.Context, b *bench) error {
	ours := canned.Redirect(edge.New(eventSecret))
	adapted := lambda.NewHandler(httpadapter.NewV2(httpRedirect(ours)).ProxyWithContext)
	handlers := []lambda.Handler{ours, adapted}
	costs, err := interleave(handlers, func(h lambda.Handler) (time.Duration, error) { return timeHandler(ctx, h) })
	if err != nil {
		return err
	}
	allocs := testing.AllocsPerRun(2000, func() { _, _ = ours.Invoke(ctx, event) })
	b.result("handler_us", micro(costs[0]), "us")
	b.result("handler_httpadapter_us", micro(costs[1]), "us")
	b.result("handler_vs_httpadapter", ratio(costs[0], costs[1]), "ratio")
	b.result("handler_allocs", allocs, "allocations")
	adaptedAllocs := testing.AllocsPerRun(500, func() { _, _ = adapted.Invoke(ctx, event) })
	b.result("handler_httpadapter_allocs", adaptedAllocs, "allocations")
	return nil
}

func timeHandler(ctx context.Context, h lambda.Handler) (time.Duration, error) {
	const n = 3000
	began := processCPU()
	for range n {
		if _, err := h.Invoke(ctx, event); err != nil {
			return 0, err
		}
	}
	return (processCPU() - began) / n, nil
}

// httpRedirect is the redirect as an HTTP server would have it.
func httpRedirect(r *click.Redirect) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		event := click.Event{
			Path: req.URL.Path, Query: req.URL.RawQuery, Method: req.Method,
			Headers: click.Headers{
				UserAgent: req.UserAgent(), Referer: req.Referer(), Host: req.Host,
				SecPurpose: req.Header.Get("Sec-Purpose"), Purpose: req.Header.Get("Purpose"),
				Country: req.Header.Get("CloudFront-Viewer-Country"), Secret: req.Header.Get(edge.Header),
			},
		}
		if gateway, ok := core.GetAPIGatewayV2ContextFromContext(req.Context()); ok {
			event.SourceIP = gateway.HTTP.SourceIP
		}
		location, status := r.Visit(req.Context(), &event, nil)
		if status != http.StatusFound {
			http.Error(w, http.StatusText(status), status)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Location", string(location))
		w.WriteHeader(status)
	})
}
