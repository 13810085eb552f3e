package quickaws

import (
	"context"
	"io"
	"net/http"
	"time"
)

// client sends requests with a time limit for each attempt.
type client struct{ transport http.RoundTripper }

// Do implements the SDK's HTTPClient.
func (c client) Do(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), attemptWithin)
	resp, err := c.transport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = body{resp.Body, cancel}
	return resp, nil
}

// body ends the attempt when it is closed.
type body struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b body) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// HTTP returns what the clients send requests with: one pool of kept connections.
func HTTP() interface {
	Do(*http.Request) (*http.Response, error)
} {
	return client{&http.Transport{MaxIdleConnsPerHost: 100, IdleConnTimeout: 50 * time.Second, DisableCompression: true}}
}
