package main

import (
	"context"
	crand "crypto/rand"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"signpost/shared/click"
	"signpost/shared/edge"
	"signpost/shared/referral"
)

// measureHandler measures the redirect in this process, from the event's bytes to the answer's,
// with a table that answers at once, and compares it with the same rules behind httpadapter.
func measureHandler(ctx context.Context, b *bench) error {
	ours := newCannedRedirect()
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

// newCannedRedirect returns a redirect whose table is in memory.
func newCannedRedirect() *click.Redirect {
	log := slog.New(slog.DiscardHandler)
	t := cannedStore{}
	return &click.Redirect{
		Links: click.NewLinks(t), Salts: click.NewSalts(t, crand.Reader),
		Writer: click.NewWriter(t, nil, log), Edge: edge.New(eventSecret), Now: time.Now, Random: rand.Uint64, Log: log,
	}
}

// cannedStore has the event's link and accepts every click.
type cannedStore struct{}

func (cannedStore) ReadLink(
	context.Context, referral.Code, referral.Code, referral.Code,
) (*referral.Website, *referral.Partner, *referral.Ad, error) {
	programs := []referral.Code{"standard"}
	website := &referral.Website{
		Code: "haircare", URL: "https://example.com/haircare", Programs: programs, Status: referral.Active,
	}
	partner := &referral.Partner{Code: "abc123", Programs: programs, Status: referral.Active}
	ad := &referral.Ad{Code: "website2", Partner: "abc123", Status: referral.Active}
	return website, partner, ad, nil
}

func (cannedStore) WriteFirst(context.Context, referral.Click) (bool, error) { return true, nil }
func (cannedStore) WriteRepeat(context.Context, referral.Click) error        { return nil }

func (cannedStore) Salts(_ context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	salts := make([][]byte, len(days))
	for i := range salts {
		salts[i] = make([]byte, click.SaltLength)
		_, _ = io.ReadFull(random, salts[i])
	}
	return salts, nil
}
