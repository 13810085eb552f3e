package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/local/engine"
	"signpost/shared/counting"
	"signpost/shared/table"
)

// measureCounter measures the counter in this process on an event with 1,000 clicks on 20
// links, and compares it with decoding the event as events.DynamoDBEvent. What the SDK takes to
// send the 22 resulting updates is measured separately.
func measureCounter(ctx context.Context, b *bench) error {
	event := streamEvent(0, newTraffic(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)).batch(links(5, 1)))
	sums := newCounter(noRows{})
	client := dynamodb.New(engine.Client("http://127.0.0.1:9").Options(),
		func(o *dynamodb.Options) { o.HTTPClient = yes{} })
	writing := newCounter(counting.NewCounters(table.New(client, tableName), nil))
	handlers := []lambda.Handler{sums, writing, lambda.NewHandler(decodeOnly)}
	costs, err := interleave(handlers, func(h lambda.Handler) (time.Duration, error) {
		return timeCounter(ctx, h, event)
	})
	if err != nil {
		return err
	}
	allocs := func(c *counting.Counter) float64 {
		return testing.AllocsPerRun(20, func() { _, _ = c.Invoke(ctx, event) }) / clicksPerBatch
	}
	b.result("counter_us_per_click", micro(costs[0]), "us")
	b.result("counter_events_type_us_per_click", micro(costs[2]), "us")
	b.result("counter_vs_events", ratio(costs[0], costs[2]), "ratio")
	b.result("counter_written_vs_events", ratio(costs[1], costs[2]), "ratio")
	b.result("counter_allocs_per_click", allocs(sums), "allocations")
	b.result("counter_written_allocs_per_click", allocs(writing), "allocations")
	return nil
}

func decodeOnly(context.Context, events.DynamoDBEvent) (json.RawMessage, error) { return nil, nil }

func timeCounter(ctx context.Context, h lambda.Handler, event []byte) (time.Duration, error) {
	const n = 10
	began := processCPU()
	for range n {
		if _, err := h.Invoke(ctx, event); err != nil {
			return 0, err
		}
	}
	return (processCPU() - began) / (n * clicksPerBatch), nil
}

func newCounter(rows counting.Rows) *counting.Counter {
	return &counting.Counter{Rows: rows, Failures: noQueue{}, Secrets: noSecret{}, Log: slog.New(slog.DiscardHandler)}
}

// noRows accepts rows and writes nothing.
type noRows struct{}

func (noRows) Count(_ context.Context, _ string, rows []counting.RowBatch) error {
	if len(rows) == 0 {
		return fmt.Errorf("nothing to count")
	}
	return nil
}

// noQueue is a failure queue that must not be needed.
type noQueue struct{}

func (noQueue) Send(context.Context, string, time.Duration) error {
	return fmt.Errorf("nothing should have failed")
}

// yes answers each request at once, as DynamoDB answers a write that asks for nothing.
type yes struct{}

// Do implements dynamodb.HTTPClient.
func (yes) Do(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader("{}")),
	}, nil
}

// noSecret is the key of the ad groups.
type noSecret struct{}

// Secret returns 32 bytes.
func (noSecret) Secret(context.Context, string) ([]byte, error) { return make([]byte, 32), nil }
