package runtime

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const invocationPath = "/2018-06-01/runtime/invocation/"

// serve answers the process's calls to the Runtime API until it is gone.
func (p *process) serve() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		if p.remember(conn) {
			go p.talk(conn)
		}
	}
}

func (p *process) remember(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		conn.Close()
		return false
	}
	p.conns[conn] = true
	return true
}

// talk answers the requests on a connection. It uses net/http's parser, but one goroutine and
// one write per request, where net/http's server needs several: this is the hot path of
// everything that runs locally.
func (p *process) talk(conn net.Conn) {
	defer func() {
		conn.Close()
		p.mu.Lock()
		delete(p.conns, conn)
		p.mu.Unlock()
	}()
	c := &caller{p: p, conn: conn, in: bufio.NewReaderSize(conn, 16<<10)}
	for {
		req, err := http.ReadRequest(c.in)
		if err != nil {
			return
		}
		err = c.answer(req)
		_, _ = io.Copy(io.Discard, req.Body)
		if err != nil {
			return
		}
	}
}

// caller is a process's connection to its Runtime API.
type caller struct {
	p    *process
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	body bytes.Buffer
}

func (c *caller) answer(req *http.Request) error {
	rest, ok := strings.CutPrefix(req.URL.Path, invocationPath)
	if !ok {
		if req.URL.Path == "/2018-06-01/runtime/init/error" {
			c.p.initFailed(req.Body)
			return c.status(http.StatusAccepted)
		}
		return c.status(http.StatusNotFound)
	}
	if rest == "next" {
		return c.next()
	}
	id, verb, _ := strings.Cut(rest, "/")
	switch verb {
	case "response":
		return c.response(id, req)
	case "error":
		return c.failed(id, req)
	}
	return c.status(http.StatusNotFound)
}

// next waits for an invocation and sends it.
func (c *caller) next() error {
	p := c.p
	p.poll.Do(func() { close(p.polled) })
	inv := p.woken()
	if inv == nil {
		p.freeze()
		if inv = p.await(); inv == nil {
			return io.EOF
		}
		p.thaw()
	}
	inv.id = newID()
	if !p.given(inv) {
		inv.finish(nil, &FunctionError{p.f.ID, "Runtime.ExitError", "the process ended"})
		return io.EOF
	}
	c.out = p.appendInvocation(c.out[:0], inv)
	_, err := c.conn.Write(c.out)
	return err
}

// appendInvocation appends the answer to /next.
func (p *process) appendInvocation(out []byte, inv *invocation) []byte {
	out = append(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json"...)
	out = append(out, "\r\nLambda-Runtime-Aws-Request-Id: "...)
	out = append(out, inv.id...)
	out = append(out, "\r\nLambda-Runtime-Deadline-Ms: "...)
	out = strconv.AppendInt(out, time.Now().Add(p.f.Timeout).UnixMilli(), 10)
	out = append(out, "\r\nLambda-Runtime-Trace-Id: "...)
	out = append(out, inv.trace...)
	out = append(out, "\r\nLambda-Runtime-Invoked-Function-Arn: "...)
	out = append(out, "arn:aws:lambda:us-east-1:000000000000:function:"...)
	out = append(out, p.f.ID...)
	out = append(out, "\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(inv.payload)), 10)
	out = append(out, "\r\n\r\n"...)
	return append(out, inv.payload...)
}

// await returns the next invocation, or nil if the process is to get none.
func (p *process) await() *invocation {
	select {
	case <-p.retired: // checked on its own first, because select chooses at random
		return nil
	default:
	}
	select {
	case inv := <-p.f.queue:
		return inv
	case <-p.retired:
		return nil
	}
}

// response takes a function's answer.
func (c *caller) response(id string, req *http.Request) error {
	inv := c.p.taken(id)
	if inv == nil {
		return c.status(http.StatusBadRequest)
	}
	c.body.Reset()
	if _, err := c.body.ReadFrom(io.LimitReader(req.Body, MaxPayload+1)); err != nil {
		inv.finish(nil, &FunctionError{c.p.f.ID, "Runtime.TruncatedResponse", err.Error()})
		return err
	}
	if c.body.Len() > MaxPayload {
		const message = "Response payload size exceeded maximum allowed payload size (%d bytes)."
		inv.finish(nil, &FunctionError{
			c.p.f.ID, "Function.ResponseSizeTooLarge", fmt.Sprintf(message, MaxPayload),
		})
		return c.status(http.StatusRequestEntityTooLarge)
	}
	if message := req.Trailer.Get("Lambda-Runtime-Function-Error-Type"); message != "" {
		inv.finish(nil, &FunctionError{c.p.f.ID, message, "the answer was cut off"})
	} else {
		c.p.freeze()
		inv.finish(bytes.Clone(c.body.Bytes()), nil)
	}
	return c.accepted()
}

// failed takes the error that a function returned.
func (c *caller) failed(id string, req *http.Request) error {
	inv := c.p.taken(id)
	if inv == nil {
		return c.status(http.StatusBadRequest)
	}
	inv.finish(nil, c.p.readError(req.Body))
	return c.accepted()
}

// accepted tells the process that its answer has arrived. A frozen process is told when it is
// woken for the next invocation.
func (c *caller) accepted() error {
	if p := c.p; p.f.freeze {
		p.freeze()
		inv := p.await()
		if inv == nil {
			return io.EOF
		}
		p.mu.Lock()
		p.pending = inv
		p.mu.Unlock()
		p.thaw()
	}
	return c.status(http.StatusAccepted)
}

func (p *process) woken() *invocation {
	p.mu.Lock()
	defer p.mu.Unlock()
	inv := p.pending
	p.pending = nil
	return inv
}

func (p *process) freeze() {
	if p.f.freeze {
		p.signal(syscall.SIGSTOP)
	}
}

func (p *process) thaw() {
	if p.f.freeze {
		p.signal(syscall.SIGCONT)
	}
}

func (p *process) initFailed(body io.Reader) {
	failure := p.readError(body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failure = failure
}

func (p *process) readError(body io.Reader) *FunctionError {
	var said struct {
		Type    string `json:"errorType"`
		Message string `json:"errorMessage"`
	}
	text, _ := io.ReadAll(io.LimitReader(body, 256<<10))
	if json.Unmarshal(text, &said) != nil || said.Type == "" {
		said.Type = "Runtime.Unknown"
	}
	return &FunctionError{p.f.ID, said.Type, said.Message}
}

func (c *caller) status(code int) error {
	const answer = "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n" +
		`{"status":"OK"}` + "\n"
	_, err := fmt.Fprintf(c.conn, answer, code, http.StatusText(code))
	return err
}

var (
	idPrefix = fmt.Sprintf("%08x-%04x-4%03x-8%03x", rand.Uint32(), rand.Uint32()>>16, rand.Uint32()>>20,
		rand.Uint32()>>20)
	idCount atomic.Uint64
)

// newID returns a request id that looks like Lambda's, a UUID.
func newID() string { return fmt.Sprintf("%s-%012x", idPrefix, idCount.Add(1)) }
