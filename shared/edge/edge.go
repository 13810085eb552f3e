// Package edge tells requests that came through CloudFront from those that went around it: only
// CloudFront knows a secret, which it adds to each request.
//
// The API has an address of its own, which anybody can call. What CloudFront's headers say of a
// visitor, such as the country, is worth nothing unless the secret comes with it.
package edge

import (
	"crypto/subtle"
	"os"
	"strings"
	"unsafe"
)

// Header is the header that has the secret, as API Gateway delivers its name. CloudFront replaces
// what a visitor sends under it, and may add none whose name begins with x-edge-.
const Header = "x-origin-secret"

// Edge knows the secrets of what is in front of the API. The zero value is for an API with nothing
// in front. It is safe for concurrent use.
type Edge struct {
	inFront bool
	secrets [][]byte
}

// New returns the edge that adds one of secrets, which are separated by commas. There are two while
// one replaces the other. "" means that there is no edge; nothing but commas, that there is one
// whose secret got lost, so that it admits nothing.
func New(secrets string) Edge {
	e := Edge{inFront: secrets != ""}
	for secret := range strings.SplitSeq(secrets, ",") {
		if secret != "" {
			e.secrets = append(e.secrets, []byte(secret))
		}
	}
	return e
}

// FromEnvironment returns the edge whose secrets the environment variable EDGE_SECRETS has.
func FromEnvironment() Edge { return New(os.Getenv("EDGE_SECRETS")) }

// InFront reports whether there is an edge. Only then is what CloudFront's headers say of a visitor
// CloudFront's word.
func (e Edge) InFront() bool { return e.inFront }

// Admits reports whether a request that has sent under Header, "" for nothing, may be answered.
// Without an edge any may. It allocates nothing, and takes as long for a wrong secret as for a
// right one of the same length.
func (e Edge) Admits(sent string) bool {
	right := 0
	for _, secret := range e.secrets {
		right |= subtle.ConstantTimeCompare(unsafe.Slice(unsafe.StringData(sent), len(sent)), secret)
	}
	return right == 1 || !e.inFront
}
