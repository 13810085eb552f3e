package lambdahttp

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/awslabs/aws-lambda-go-api-proxy/core"

	"signpost/shared/edge"
)

// spoofable is the prefix of the headers in which aws-lambda-go-api-proxy passes on what the
// gateway says. A client can send them too.
const spoofable = "x-golambdaproxy-"

// request turns event into a request as net/http would deliver it.
func request(ctx context.Context, event Event) (*http.Request, error) {
	headers := event.Headers
	event.Headers = nil // see header
	event.RawPath = escapedPath(event)
	event.RawQueryString = escapedQuery(event.RawQueryString)
	var accessor core.RequestAccessorV2
	r, err := accessor.EventToRequestWithContext(ctx, event)
	if err != nil {
		return nil, fmt.Errorf("read the event: %w", err)
	}
	r.Header = header(headers, event.Cookies)
	r.RemoteAddr = net.JoinHostPort(event.RequestContext.HTTP.SourceIP, "0")
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
		r.Header.Del("Host")
	}
	return r, nil
}

// escapedPath escapes rawPath, so that the handler finds it in URL.Path byte for byte.
func escapedPath(event Event) string {
	path := event.RawPath
	if path == "" {
		path = event.RequestContext.HTTP.Path
	}
	return (&url.URL{Path: path}).EscapedPath()
}

// escapedQuery escapes what would end the query or make the URL invalid.
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

// header keeps each value as it is, except for the edge's secret, which no handler needs. The
// gateway has joined headers that were sent twice with a comma, as RFC 9110 section 5.2 allows. It
// delivers cookies one by one, but they belong into one header (RFC 6265 section 5.4).
func header(from map[string]string, cookies []string) http.Header {
	h := make(http.Header, len(from)+1)
	for name, value := range from {
		if name = strings.ToLower(name); name != edge.Header && !strings.HasPrefix(name, spoofable) {
			h.Set(name, value)
		}
	}
	if len(cookies) > 0 {
		h.Set("Cookie", strings.Join(cookies, "; "))
	}
	return h
}
