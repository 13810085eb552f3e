package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
)

// capacityMeter stands between clients and a DynamoDB engine. It has the engine say what each
// request consumes, and adds it up.
type capacityMeter struct {
	*httptest.Server
	mu       sync.Mutex
	units    float64
	requests int
	err      error
}

func startCapacityMeter(engine string) (*capacityMeter, error) {
	target, err := url.Parse(engine)
	if err != nil {
		return nil, err
	}
	m := &capacityMeter{}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
	proxy.ModifyResponse = m.read
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.ask(r)
		proxy.ServeHTTP(w, r)
	}))
	return m, nil
}

// ask adds ReturnConsumedCapacity to a request.
func (m *capacityMeter) ask(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if rest, ok := bytes.CutPrefix(body, []byte("{")); ok && err == nil {
		body = append([]byte(`{"ReturnConsumedCapacity":"TOTAL",`), rest...)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.Header.Set("Content-Length", strconv.Itoa(len(body)))
}

func (m *capacityMeter) read(answer *http.Response) error {
	body, err := io.ReadAll(answer.Body)
	var consumed struct {
		ConsumedCapacity struct{ CapacityUnits float64 }
	}
	if err == nil {
		err = json.Unmarshal(body, &consumed)
	}
	m.mu.Lock()
	m.units += consumed.ConsumedCapacity.CapacityUnits
	m.requests++
	if err != nil {
		m.err = err
	}
	m.mu.Unlock()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// total returns the units and requests so far.
func (m *capacityMeter) total() (units float64, requests int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.units, m.requests, m.err
}
