package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

// faultyWire is a proxy between the stack and its table. While it is started, requests go wrong
// at random.
type faultyWire struct {
	*httptest.Server
	table *httputil.ReverseProxy

	mu     sync.Mutex
	random *rand.Rand // nil: nothing goes wrong
	paused bool
	began  time.Time
	happen map[string]int // how often what happened
}

func newFaultyWire(engine string) (*faultyWire, error) {
	target, err := url.Parse(engine)
	if err != nil {
		return nil, err
	}
	f := &faultyWire{table: httputil.NewSingleHostReverseProxy(target), happen: map[string]int{}}
	f.table.Transport = &http.Transport{MaxIdleConnsPerHost: 128}
	f.table.ErrorHandler = func(http.ResponseWriter, *http.Request, error) {
		panic(http.ErrAbortHandler) // the engine is being restarted
	}
	f.Server = httptest.NewServer(f)
	return f, nil
}

func (f *faultyWire) start(seed uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.random, f.began = rand.New(rand.NewPCG(seed, 2)), time.Now()
}

func (f *faultyWire) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.random = nil
}

// pause switches faults off for a while, or on again.
func (f *faultyWire) pause(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paused = on
}

// ServeHTTP implements http.Handler.
func (f *faultyWire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch f.next() {
	case "throttled":
		refuse(w, http.StatusBadRequest, errorBody("ProvisionedThroughputExceededException"))
	case "error 500":
		refuse(w, http.StatusInternalServerError, errorBody("InternalServerError"))
	case "malformed answer":
		refuse(w, http.StatusOK, `{"Item":{"pk":`)
	case "late answer":
		time.Sleep(time.Second)
		f.table.ServeHTTP(w, r)
	case "lost answer":
		f.table.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	case "no connection":
		panic(http.ErrAbortHandler)
	default:
		f.table.ServeHTTP(w, r)
	}
}

func errorBody(name string) string {
	return `{"__type":"com.amazonaws.dynamodb.v20120810#` + name + `","message":"not now"}`
}

func refuse(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// next draws what happens to a request. For two seconds out of every twenty, nothing gets
// through.
func (f *faultyWire) next() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.random == nil || f.paused {
		return "passed"
	}
	what := "passed"
	if time.Since(f.began)%(20*time.Second) > 18*time.Second {
		what = "no connection"
	} else {
		switch n := f.random.IntN(1000); {
		case n < 20:
			what = "throttled"
		case n < 30:
			what = "error 500"
		case n < 40:
			what = "lost answer"
		case n < 45:
			what = "malformed answer"
		case n < 48:
			what = "late answer"
		}
	}
	f.happen[what]++
	return what
}

func (f *faultyWire) counts() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprint(f.happen)
}
