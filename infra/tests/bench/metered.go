package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"signpost/infra/local/engine"
	"signpost/shared/table"
)

const tableName = "signpost"

// meteredTable is a real table in memory behind a proxy that has DynamoDB say what each request
// consumes, and adds it up.
type meteredTable struct {
	engine *engine.Engine
	server *httptest.Server
	client http.Client

	mu         sync.Mutex
	requests   int
	writeUnits float64
	readUnits  float64
}

// startMeteredTable starts an engine with an empty table.
func startMeteredTable(ctx context.Context) (*meteredTable, error) {
	binary, err := engine.Install(ctx)
	if err != nil {
		return nil, err
	}
	e, err := engine.Start(ctx, engine.Config{Binary: binary})
	if err != nil {
		return nil, err
	}
	m := &meteredTable{engine: e, client: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	m.server = httptest.NewServer(m)
	if err := engine.CreateTable(ctx, engine.Client(e.Endpoint()), tableName, engine.Signpost()); err != nil {
		m.stop()
		return nil, err
	}
	return m, nil
}

func (m *meteredTable) stop() {
	m.server.Close()
	m.engine.Stop()
}

// table returns the table, reached through the meter.
func (m *meteredTable) table() *table.Table { return table.New(engine.Client(m.server.URL), tableName) }

// startFunction builds and starts a function that works on the table.
func (m *meteredTable) startFunction(
	ctx context.Context, b *bench, pkg string, env ...string,
) (*function, error) {
	binary, err := build(ctx, b.dir, pkg)
	if err != nil {
		return nil, err
	}
	return startFunction(ctx, binary, append(env, "AWS_ENDPOINT_URL_DYNAMODB="+m.server.URL))
}

// putLink writes the website, partner and ad of the event's link.
func (m *meteredTable) putLink(ctx context.Context) error {
	for _, item := range []string{cannedWebsite, cannedPartner, cannedAd} {
		body := `{"TableName":"` + tableName + `","Item":` + item + `}`
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.engine.Endpoint(), strings.NewReader(body))
		if err != nil {
			return err
		}
		req.Header = http.Header{
			"Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Target": {"DynamoDB_20120810.PutItem"},
			"X-Amz-Date": {"20260101T000000Z"}, "Authorization": {unchecked},
		}
		resp, err := m.client.Do(req)
		if err != nil {
			return err
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("put an item: %s", resp.Status)
		}
	}
	return nil
}

// The engine wants a signature but does not check it.
const unchecked = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, " +
	"SignedHeaders=host, Signature=0"

func (m *meteredTable) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests, m.writeUnits, m.readUnits = 0, 0, 0
}

// ServeHTTP implements http.Handler.
func (m *meteredTable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if rest, ok := bytes.CutPrefix(body, []byte("{")); ok {
		body = append([]byte(`{"ReturnConsumedCapacity":"TOTAL",`), rest...)
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, m.engine.Endpoint(), bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	out.Header = r.Header.Clone()
	resp, err := m.client.Do(out)
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

// add adds the cost of a request. A write whose condition fails costs a unit too, but its answer
// does not say so
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html).
func (m *meteredTable) add(target string, status int, answer []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	for _, units := range consumed(answer) {
		if strings.HasSuffix(target, "GetItem") || strings.HasSuffix(target, ".Query") {
			m.readUnits += units
		} else {
			m.writeUnits += units
		}
	}
	if status == http.StatusBadRequest && bytes.Contains(answer, []byte("ConditionalCheckFailed")) {
		m.writeUnits++
	}
}

// consumed reads the units from an answer. Batches and transactions answer with a list.
func consumed(answer []byte) []float64 {
	type capacity struct{ CapacityUnits float64 }
	var one struct{ ConsumedCapacity capacity }
	if json.Unmarshal(answer, &one) == nil {
		return []float64{one.ConsumedCapacity.CapacityUnits}
	}
	var several struct{ ConsumedCapacity []capacity }
	_ = json.Unmarshal(answer, &several) // other answers say nothing
	var units []float64
	for _, c := range several.ConsumedCapacity {
		units = append(units, c.CapacityUnits)
	}
	return units
}
