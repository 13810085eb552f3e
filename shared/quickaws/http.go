package quickaws

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// HTTP is an HTTP/1.1 client for AWS's JSON services, whose requests and answers are short. Each
// is one write and one read on a connection that is kept, in the caller's own goroutine, which
// takes less processor time than net/http's transport (see infra/tests/bench/README.md).
//
// An attempt ends after 85 ms, or at the context's deadline if that is sooner. Cancelling the
// context has no effect. If a kept connection turns out to be dead, the request is sent again, so
// it must be one that may be repeated. An HTTP may be used by many goroutines.
type HTTP struct {
	dialer    dialer
	connected atomic.Bool // at least once
	mu        sync.Mutex
	idle      map[string][]*conn // by host, the most recently used last
}

// NewHTTP returns a client. extraRoots are PEM certificates to trust besides Amazon's, as in the
// file that AWS_CA_BUNDLE names; nil for none.
func NewHTTP(extraRoots []byte) *HTTP {
	return &HTTP{dialer: newDialer(extraRoots), idle: map[string][]*conn{}}
}

// post sends body to "/" with header and returns the answer, with its body in memory.
func (h *HTTP) post(ctx context.Context, to *url.URL, header http.Header, body []byte) (*http.Response, error) {
	deadline := h.deadline(ctx)
	for time.Now().Before(deadline) {
		c, err := h.take(to, deadline)
		if err != nil {
			return nil, transportError{err}
		}
		resp, err := c.roundTrip(to.Host, header, body, deadline)
		if err == nil {
			h.put(to, c, resp.Close)
			return resp, nil
		}
		c.Close()
		if !c.used || c.answered {
			return nil, transportError{err}
		}
	}
	h.forget(to) // the other connections may hang as well
	return nil, transportError{os.ErrDeadlineExceeded}
}

// deadline returns when an attempt ends. Until a process has its first connection it may take
// firstWithin, because it may have to load the system's certificates.
func (h *HTTP) deadline(ctx context.Context) time.Time {
	within := attemptWithin
	if !h.connected.Load() {
		within = firstWithin
	}
	deadline := time.Now().Add(within)
	if end, ok := ctx.Deadline(); ok && end.Before(deadline) {
		return end
	}
	return deadline
}

// take returns the most recently used idle connection, or else a new one.
func (h *HTTP) take(u *url.URL, deadline time.Time) (*conn, error) {
	if c := h.takeIdle(u); c != nil {
		return c, nil
	}
	c, err := h.dialer.dial(u, deadline)
	if err == nil {
		h.connected.Store(true)
	}
	return c, err
}

func (h *HTTP) takeIdle(u *url.URL) *conn {
	h.mu.Lock()
	defer h.mu.Unlock()
	idle := h.idle[u.Host]
	if len(idle) == 0 {
		return nil
	}
	c := idle[len(idle)-1]
	h.idle[u.Host] = idle[:len(idle)-1]
	c.used = true
	return c
}

func (h *HTTP) forget(u *url.URL) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.idle[u.Host] {
		c.Close()
	}
	delete(h.idle, u.Host)
}

// put keeps c for the next request, unless the server closes it or has sent more than an answer.
func (h *HTTP) put(u *url.URL, c *conn, end bool) {
	if end || c.reader.Buffered() > 0 {
		c.Close()
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.idle[u.Host] = append(h.idle[u.Host], c)
}

// transportError says that a request got no valid answer. It may or may not have taken effect.
type transportError struct{ error }

// Unwrap returns the cause.
func (e transportError) Unwrap() error { return e.error }

var errTooLong = errors.New("the answer is too long")

// maxAnswer limits how much of an answer is read. DynamoDB's longest is 16 MB; the redirect's are a
// few kilobytes.
const maxAnswer = 1 << 20

func readAnswer(resp *http.Response) error {
	defer resp.Body.Close()
	body := make([]byte, 0, max(resp.ContentLength, 512))
	buffer := bytes.NewBuffer(body)
	n, err := buffer.ReadFrom(io.LimitReader(resp.Body, maxAnswer+1))
	if err == nil && n > maxAnswer {
		err = errTooLong
	}
	resp.Body = io.NopCloser(buffer)
	return err
}
