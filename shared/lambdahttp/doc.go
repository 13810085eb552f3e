// Package lambdahttp runs an http.Handler as a Lambda function behind an API Gateway HTTP API (payload format 2.0).
//
// The conversion is aws-lambda-go-api-proxy's. That package is archived and has trapdoors; this one is the only place that imports it,
// and closes each of them, so that a handler meets what it would meet under net/http:
//
//   - the gateway's request context comes from the Go context; x-golambdaproxy-* headers, which a client could send, are dropped
//   - a header's value keeps what follows a comma
//   - rawPath, which HTTP APIs deliver decoded, is escaped again, so that a path with %25 in it does not fail
//   - a handler that writes nothing has answered 200
//   - the first WriteHeader counts
//   - a panic is a 500 that says nothing, logged with the request id
//   - RemoteAddr has a port
package lambdahttp
