package lambdahttp

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
)

// spoofable are the headers in which aws-lambda-go-api-proxy hands on what the gateway says; a client may send them too.
const spoofable = "x-golambdaproxy-"

// request makes the event a request as net/http would have delivered it.
func request(ctx context.Context, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	headers := event.Headers
	event.Headers = nil // set below, whole
	event.RawPath = escapedPath(event)
	event.RawQueryString = escapedQuery(event.RawQueryString)
	var accessor core.RequestAccessorV2
	r, err := accessor.EventToRequestWithContext(ctx, event)
	if err != nil {
		return nil, fmt.Errorf("make the event a request: %w", err)
	}
	r.Header = header(headers, event.Cookies)
	r.RemoteAddr = net.JoinHostPort(event.RequestContext.HTTP.SourceIP, "0")
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
		r.Header.Del("Host")
	}
	return r, nil
}

// escapedPath undoes the gateway's decoding: what the handler finds in URL.Path is rawPath, byte for byte.
func escapedPath(event events.APIGatewayV2HTTPRequest) string {
	path := event.RawPath
	if path == "" {
		path = event.RequestContext.HTTP.Path
	}
	return (&url.URL{Path: path}).EscapedPath()
}

// escapedQuery escapes what would end the query, or make its URL unreadable.
func escapedQuery(query string) string {
	var b strings.Builder
	for i := 0; i < len(query); i++ {
		if c := query[i]; c <= ' ' || c == '#' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// header keeps each value whole. The gateway has joined a header that was sent twice with a comma, as RFC 9110 section 5.2 allows;
// cookies come apart, and belong into one header (RFC 6265 section 5.4).
func header(from map[string]string, cookies []string) http.Header {
	h := make(http.Header, len(from)+1)
	for name, value := range from {
		if !strings.HasPrefix(strings.ToLower(name), spoofable) {
			h.Set(name, value)
		}
	}
	if len(cookies) > 0 {
		h.Set("Cookie", strings.Join(cookies, "; "))
	}
	return h
}
