package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// runtimeAPI is the Lambda Runtime API for a measured process
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
type runtimeAPI struct {
	address string
	ready   chan time.Time // when the process first asked for work
	events  chan []byte
	answers chan answer
	server  *http.Server
	asked   atomic.Bool
}

// answer is the process's answer to an event, or why it failed.
type answer struct {
	body []byte
	err  error
}

func startRuntimeAPI() (*runtimeAPI, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &runtimeAPI{
		address: l.Addr().String(), ready: make(chan time.Time, 1), events: make(chan []byte),
		answers: make(chan answer),
	}
	r.server = &http.Server{Handler: r}
	go r.server.Serve(l)
	return r, nil
}

func (r *runtimeAPI) stop() { r.server.Close() }

// ServeHTTP implements http.Handler.
func (r *runtimeAPI) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch {
	case strings.HasSuffix(req.URL.Path, "/invocation/next"):
		r.next(w, req)
	case strings.HasSuffix(req.URL.Path, "/response"):
		body, err := io.ReadAll(req.Body)
		w.WriteHeader(http.StatusAccepted)
		r.answers <- answer{body, err}
	default:
		body, _ := io.ReadAll(req.Body)
		w.WriteHeader(http.StatusAccepted)
		r.answers <- answer{err: errors.New(string(body))}
	}
}

func (r *runtimeAPI) next(w http.ResponseWriter, req *http.Request) {
	if !r.asked.Swap(true) {
		r.ready <- time.Now()
	}
	select {
	case event := <-r.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
		w.Header().Set("Lambda-Runtime-Deadline-Ms",
			strconv.FormatInt(time.Now().Add(5*time.Second).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn",
			"arn:aws:lambda:us-east-1:123456789012:function:redirect")
		w.Header().Set("Lambda-Runtime-Trace-Id",
			"Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(event)
	case <-req.Context().Done():
	}
}

// invoke lets the process answer an event.
func (r *runtimeAPI) invoke(ctx context.Context, event []byte) ([]byte, error) {
	select {
	case r.events <- event:
	case <-ctx.Done():
		return nil, errors.New("the process does not ask for work")
	}
	select {
	case a := <-r.answers:
		return a.body, a.err
	case <-ctx.Done():
		return nil, errors.New("the process does not answer")
	}
}
