package writing

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fault is what the proxy does to one request.
type fault int

const (
	none        fault = iota
	throttled         // the table says that there are too many requests
	internal          // 500 with an error of DynamoDB
	unavailable       // 503 with a proxy's error page
	malformed         // the request is executed, but half of the answer is missing
	hangsUp           // the connection is reset before the request is executed
	hang              // nothing is executed, and there is no answer
	slow              // executed at once, answered after 2 s
	lost              // executed, but the connection is reset instead of an answer
	late              // there is no answer, and it is executed after everything else
	noTable           // the table does not exist
	denied            // access denied
)

var faultNames = [...]string{
	"none", "throttled", "500", "503", "malformed", "hangs up", "hang", "2 s late", "response lost",
	"overtaken", "table missing", "access denied",
}

func (f fault) String() string { return faultNames[f] }

// proxy stands between the redirect and a service.
type proxy struct {
	target string
	server *httptest.Server
	ended  chan struct{} // closed when the test ends
	met    atomic.Int64  // number of requests that a fault has hit

	mu      sync.Mutex
	plan    []fault // for the next requests; the last one stays in effect
	pending []func()
}

func startProxy(t testing.TB, target string) *proxy {
	p := &proxy{target: target, ended: make(chan struct{}), plan: []fault{none}}
	p.server = httptest.NewServer(p)
	t.Cleanup(func() { close(p.ended); p.server.Close() })
	return p
}

// expect sets the faults of the next requests. The last one stays in effect.
func (p *proxy) expect(plan ...fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan = plan
}

func (p *proxy) next() fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.plan[0]
	if len(p.plan) > 1 {
		p.plan = p.plan[1:]
	}
	return f
}

// release executes the requests that were held back.
func (p *proxy) release() {
	p.mu.Lock()
	pending := p.pending
	p.pending = nil
	p.mu.Unlock()
	for _, do := range pending {
		do()
	}
}

// ServeHTTP implements http.Handler.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	forward := func() (int, []byte) { return p.forward(r, body) }
	f := p.next()
	if f != none {
		p.met.Add(1)
	}
	switch f {
	case none:
		status, answer := forward()
		reply(w, status, string(answer))
	case throttled:
		reply(w, 400, dynamoDBError("ProvisionedThroughputExceededException"))
	case internal:
		reply(w, 500, dynamoDBError("InternalServerError"))
	case unavailable:
		reply(w, 503, "<html>Service Unavailable</html>")
	case malformed:
		status, _ := forward()
		reply(w, status, `{"Attributes": {"pk`)
	case hangsUp:
		reset(w)
	case hang:
		p.wait(r, time.Hour)
	case slow:
		status, answer := forward()
		p.wait(r, 2*time.Second)
		reply(w, status, string(answer))
	case lost:
		forward()
		reset(w)
	case late:
		p.mu.Lock()
		p.pending = append(p.pending, func() { forward() })
		p.mu.Unlock()
		p.wait(r, time.Hour)
	case noTable:
		reply(w, 400, dynamoDBError("ResourceNotFoundException"))
	case denied:
		reply(w, 400, `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not authorized"}`)
	}
}

func dynamoDBError(name string) string {
	return `{"__type":"com.amazonaws.dynamodb.v20120810#` + name + `","message":"no"}`
}

func (p *proxy) forward(r *http.Request, body []byte) (int, []byte) {
	out, err := http.NewRequest(r.Method, p.target, bytes.NewReader(body))
	if err != nil {
		return 500, nil
	}
	out.Header = r.Header.Clone()
	resp, err := http.DefaultClient.Do(out)
	if err != nil {
		return 500, nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return 500, nil
	}
	return resp.StatusCode, answer
}

// wait holds the answer back until the client is gone, the test ends or the time is over.
func (p *proxy) wait(r *http.Request, d time.Duration) {
	select {
	case <-r.Context().Done():
	case <-p.ended:
	case <-time.After(d):
	}
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// reset ends the connection without an answer, so that the client sees it at once.
func reset(w http.ResponseWriter) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_ = c.(*net.TCPConn).SetLinger(0)
	c.Close()
}
