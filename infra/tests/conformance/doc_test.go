// Package conformance holds the running system to its API document: it makes up requests from
// openapi.json, valid ones and broken ones, sends them as everybody who may call, and checks that
// every answer is one that the document describes.
package conformance
