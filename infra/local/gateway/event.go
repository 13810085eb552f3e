package gateway

import (
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// event is a request on its way to a function.
type event struct {
	request *http.Request
	match   match
	caller  *identity // nil if the route has no authorizer
	body    []byte
	id      string
	at      time.Time
}

// encode appends the event in payload format 2.0
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
// It is written by hand because every redirect on this machine passes through it.
func (e event) encode(out []byte) []byte {
	path := deliveredPath(e.request.URL.Path)
	out = append(out, `{"version":"2.0","routeKey":`...)
	out = appendString(out, e.match.route.Key)
	out = append(out, `,"rawPath":`...)
	out = appendString(out, path)
	out = append(out, `,"rawQueryString":`...)
	out = appendString(out, e.request.URL.RawQuery)
	out = e.appendCookies(out)
	out = e.appendHeaders(out)
	out = e.appendQuery(out)
	out = e.appendParameters(out)
	out = e.appendContext(out, path)
	return append(e.appendBody(out), '}')
}

// deliveredPath returns what AWS delivers for a path that was decoded once. AWS parses it as a
// URL again, so that anything after a question mark is lost and what is still escaped is
// decoded. AWS answers 400 if it can't be decoded again. Here such a path is delivered, so that
// tests show that functions cope with it.
func deliveredPath(once string) string {
	path, _, _ := strings.Cut(once, "?")
	if !strings.Contains(path, "%") {
		return path
	}
	if twice, err := url.PathUnescape(path); err == nil {
		return twice
	}
	return path
}

// appendCookies writes each cookie of the request as one string. The Cookie header itself is
// not among the headers.
func (e event) appendCookies(out []byte) []byte {
	lines := e.request.Header["Cookie"]
	if len(lines) == 0 {
		return out
	}
	out = append(out, `,"cookies":[`...)
	first := true
	for _, line := range lines {
		for cookie := range strings.SplitSeq(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie == "" {
				continue
			}
			if !first {
				out = append(out, ',')
			}
			first = false
			out = appendString(out, cookie)
		}
	}
	return append(out, ']')
}

// appendHeaders writes the headers, with lower-case names and multiple values joined by commas,
// and those that API Gateway adds.
func (e event) appendHeaders(out []byte) []byte {
	r := e.request
	host, port := peer(r)
	out = append(out, `,"headers":{"host":`...)
	out = appendString(out, r.Host)
	out = appendField(out, "content-length", strconv.Itoa(len(e.body)))
	out = appendField(out, "x-amzn-trace-id", "Root=1-"+strconv.FormatInt(e.at.Unix(), 16)+"-"+newTrace())
	out = appendField(out, "x-forwarded-for", strings.Join(append(r.Header["X-Forwarded-For"], host), ", "))
	out = appendField(out, "x-forwarded-port", port)
	out = appendField(out, "x-forwarded-proto", "http")
	for name, values := range r.Header {
		switch name {
		case "Cookie", "Content-Length", "Host",
			"X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto",
			"Connection", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Keep-Alive", "Proxy-Connection":
		default:
			out = appendField(out, strings.ToLower(name), strings.Join(values, ","))
		}
	}
	return append(out, '}')
}

// peer returns the address that the request came from and the port that it came to.
func peer(r *http.Request) (host, port string) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if _, port, err = net.SplitHostPort(r.Host); err != nil {
		port = "80"
	}
	return host, port
}

// appendQuery writes the parameters, decoded and with multiple values joined by commas. If
// there are none, the field is left out.
func (e event) appendQuery(out []byte) []byte {
	if e.request.URL.RawQuery == "" {
		return out
	}
	query, _ := url.ParseQuery(e.request.URL.RawQuery) // what can't be decoded is only in rawQueryString
	if len(query) == 0 {
		return out
	}
	out = append(out, `,"queryStringParameters":{`...)
	first := true
	for name, values := range query {
		if !first {
			out = append(out, ',')
		}
		first = false
		out = appendString(out, name)
		out = append(out, ':')
		out = appendString(out, strings.Join(values, ","))
	}
	return append(out, '}')
}

func (e event) appendParameters(out []byte) []byte {
	if len(e.match.parameters) == 0 {
		return out
	}
	out = append(out, `,"pathParameters":{`...)
	for i, p := range e.match.parameters {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendString(out, p.name)
		out = append(out, ':')
		out = appendString(out, deliveredPath(p.value))
	}
	return append(out, '}')
}

func (e event) appendContext(out []byte, path string) []byte {
	r := e.request
	host, _ := peer(r)
	domain := r.Host
	if name, _, err := net.SplitHostPort(domain); err == nil {
		domain = name
	}
	prefix, _, _ := strings.Cut(domain, ".")
	out = append(out, `,"requestContext":{"accountId":"000000000000","apiId":"local"`...)
	if e.caller != nil {
		out = append(out, `,"authorizer":{"jwt":`...)
		out = append(append(out, e.caller.context...), '}')
	}
	out = appendField(out, "domainName", domain)
	out = appendField(out, "domainPrefix", prefix)
	out = append(out, `,"http":{"method":`...)
	out = appendString(out, r.Method)
	out = appendField(out, "path", path)
	out = appendField(out, "protocol", r.Proto)
	out = appendField(out, "sourceIp", host)
	out = appendField(out, "userAgent", r.UserAgent())
	out = append(out, '}')
	out = appendField(out, "requestId", e.id)
	out = appendField(out, "routeKey", e.match.route.Key)
	out = append(out, `,"stage":"$default","time":"`...)
	out = e.at.UTC().AppendFormat(out, "02/Jan/2006:15:04:05 -0700")
	out = append(out, `","timeEpoch":`...)
	out = strconv.AppendInt(out, e.at.UnixMilli(), 10)
	return append(out, '}')
}

func (e event) appendBody(out []byte) []byte {
	if len(e.body) == 0 {
		return append(out, `,"isBase64Encoded":false`...)
	}
	if isText(e.request.Header.Get("Content-Type")) && utf8.Valid(e.body) {
		out = appendField(out, "body", string(e.body))
		return append(out, `,"isBase64Encoded":false`...)
	}
	out = append(out, `,"body":"`...)
	out = base64.StdEncoding.AppendEncode(out, e.body)
	return append(out, `","isBase64Encoded":true`...)
}

// isText reports whether API Gateway delivers a body of that type as it is. All others,
// including those without a type, are base64-encoded.
func isText(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch media {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(media, "text/")
}
