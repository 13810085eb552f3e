// Package lambdahttp runs an http.Handler as a Lambda function behind an API Gateway HTTP API
// (payload format 2.0).
//
// The conversion is done by aws-lambda-go-api-proxy, which is archived and has traps. Only this
// package imports it. It closes each of them, so that a handler runs as it would under net/http:
//
//   - The gateway's request context comes from the Go context. The x-golambdaproxy-* headers, which
//     a client could send, are dropped.
//   - The value of a header keeps what follows a comma.
//   - rawPath, which HTTP APIs deliver decoded, is escaped again, so a path with %25 does not fail.
//   - A handler that writes nothing answers 200.
//   - The first WriteHeader counts.
//   - A panic is a 500 that says nothing, and is logged with the request id.
//   - RemoteAddr has a port.
//
// An answer that is too long for Lambda would end the process; it is a 500 too, and logged.
package lambdahttp
