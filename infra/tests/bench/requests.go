package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"signpost/infra/local/engine"
)

// measureRequests counts what a click costs at the wire to the table, with the redirect's real
// program and a real table.
func measureRequests(ctx context.Context, b *bench) error {
	endpoint, stop, err := startTable(ctx)
	if err != nil {
		return err
	}
	defer stop()
	binary, err := build(ctx, b.dir, "./functions/redirect")
	if err != nil {
		return err
	}
	m := &meter{target: endpoint}
	server := httptest.NewServer(m)
	defer server.Close()
	start := func() (*function, error) {
		return startFunction(ctx, binary, []string{"AWS_ENDPOINT_URL_DYNAMODB=" + server.URL})
	}
	f, err := start()
	if err != nil {
		return err
	}
	defer f.stop()
	for _, visit := range []struct {
		name  string
		event []byte
	}{{"cold", addressed("203.0.1.1")}, {"warm", addressed("203.0.1.2")}, {"warm_returning",
		addressed("203.0.1.2")}} {
		if err := b.meterVisit(ctx, m, f, visit.name, visit.event); err != nil {
			return err
		}
	}
	again, err := start() // a function that has not seen the visitor
	if err != nil {
		return err
	}
	defer again.stop()
	if _, err := again.api.invoke(ctx, addressed("203.0.1.3")); err != nil {
		return err
	}
	return b.meterVisit(ctx, m, again, "returning", addressed("203.0.1.1"))
}

func addressed(address string) []byte { return replaceAddress(event, address) }

func (b *bench) meterVisit(ctx context.Context, m *meter, f *function, name string, event []byte) error {
	m.reset()
	answer, err := f.api.invoke(ctx, event)
	if err != nil {
		return err
	}
	if !bytes.Contains(answer, []byte(`"statusCode":302`)) {
		return fmt.Errorf("%s: %s", name, answer)
	}
	b.result("click_requests_"+name, float64(m.requests), "requests")
	b.result("click_write_units_"+name, m.writeUnits, "units")
	b.result("click_read_units_"+name, m.readUnits, "units")
	return nil
}

// startTable runs a real table with the event's link.
func startTable(ctx context.Context) (endpoint string, stop func(), err error) {
	binary, err := engine.Install(ctx)
	if err != nil {
		return "", nil, err
	}
	e, err := engine.Start(ctx, engine.Config{Binary: binary})
	if err != nil {
		return "", nil, err
	}
	if err := engine.CreateTable(ctx, engine.Client(e.Endpoint()), "signpost", engine.Signpost()); err != nil {
		e.Stop()
		return "", nil, err
	}
	for _, text := range []string{cannedWebsite, cannedPartner, cannedAd} {
		if err := putText(ctx, e.Endpoint(), text); err != nil {
			e.Stop()
			return "", nil, err
		}
	}
	return e.Endpoint(), e.Stop, nil
}

// putText puts an item that is written as DynamoDB's JSON.
func putText(ctx context.Context, endpoint, text string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint,
		bytes.NewReader([]byte(`{"TableName":"signpost","Item":`+text+`}`)))
	if err != nil {
		return err
	}
	req.Header = http.Header{
		"Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Target": {"DynamoDB_20120810.PutItem"},
		"X-Amz-Date":    {"20260101T000000Z"},
		"Authorization": {"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"},
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("put an item: %s", resp.Status)
	}
	return nil
}

// meter stands between a function and the table, asks the table for what each request costs,
// and adds it up.
type meter struct {
	target string

	mu         sync.Mutex
	requests   int
	writeUnits float64
	readUnits  float64
}

func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests, m.writeUnits, m.readUnits = 0, 0, 0
}

// ServeHTTP implements http.Handler.
func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	body = append([]byte(`{"ReturnConsumedCapacity":"TOTAL",`), body[1:]...)
	out, err := http.NewRequestWithContext(r.Context(), r.Method, m.target, bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	out.Header = r.Header.Clone()
	resp, err := http.DefaultClient.Do(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	m.add(r.Header.Get("X-Amz-Target"), resp.StatusCode, answer)
	w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
	w.WriteHeader(resp.StatusCode)
	_, _ = w.Write(answer)
}

// add notes the cost of a request. A write whose condition fails costs what it would have cost,
// and says nothing about it
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html).
func (m *meter) add(target string, status int, answer []byte) {
	var one struct{ ConsumedCapacity json.RawMessage }
	_ = json.Unmarshal(answer, &one)
	type units struct{ CapacityUnits float64 }
	var single units
	var several []units
	if json.Unmarshal(one.ConsumedCapacity, &several) != nil {
		_ = json.Unmarshal(one.ConsumedCapacity, &single)
		several = []units{single}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	for _, u := range several {
		if bytes.HasSuffix([]byte(target), []byte("GetItem")) {
			m.readUnits += u.CapacityUnits
		} else {
			m.writeUnits += u.CapacityUnits
		}
	}
	if status == http.StatusBadRequest && bytes.Contains(answer, []byte("ConditionalCheckFailed")) {
		m.writeUnits++
	}
}
