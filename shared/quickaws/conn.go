package quickaws

import (
	"bufio"
	"net"
	"net/http"
	"strconv"
	"time"
)

// conn is a connection that is kept open between requests.
type conn struct {
	net.Conn
	reader   *bufio.Reader
	out      []byte
	used     bool // for an earlier request
	answered bool // the server has begun to answer this one
}

func newConn(c net.Conn) *conn {
	return &conn{Conn: c, reader: bufio.NewReaderSize(c, 4096), out: make([]byte, 0, 4096)}
}

// roundTrip sends a request and reads the whole answer.
func (c *conn) roundTrip(host string, header http.Header, body []byte, deadline time.Time) (*http.Response, error) {
	c.answered = false
	if err := c.SetDeadline(deadline); err != nil {
		return nil, err
	}
	c.out = appendRequest(c.out[:0], host, header, body)
	if _, err := c.Write(c.out); err != nil {
		return nil, err
	}
	if _, err := c.reader.Peek(1); err != nil {
		return nil, err
	}
	c.answered = true
	resp, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return nil, err
	}
	return resp, readAnswer(resp)
}

// appendRequest appends a request as it goes over the wire. The header comes from the SDK and the
// signer, so it needs no checks.
func appendRequest(b []byte, host string, header http.Header, body []byte) []byte {
	b = append(b, "POST / HTTP/1.1\r\n"...)
	b = appendHeader(b, "Host", host)
	for name, values := range header {
		for _, v := range values {
			b = appendHeader(b, name, v)
		}
	}
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	return append(b, body...)
}

func appendHeader(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ": "...)
	b = append(b, value...)
	return append(b, "\r\n"...)
}
