package gateway

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"unicode/utf8"
)

// appendField appends a comma, a name that needs no escaping, and a string.
func appendField(out []byte, name, value string) []byte {
	out = append(out, ',', '"')
	out = append(out, name...)
	out = append(out, '"', ':')
	return appendString(out, value)
}

const hex = "0123456789abcdef"

// appendString appends s as a JSON string. Invalid UTF-8 becomes U+FFFD, as in encoding/json.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			out = append(out, s[from:i]...)
			out = appendEscape(out, c)
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			out = append(out, s[from:i]...)
			out = append(out, "\ufffd"...)
			from = i + size
		}
		i += size
	}
	return append(append(out, s[from:]...), '"')
}

func appendEscape(out []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(out, '\\', c)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		return append(out, '\\', 'r')
	case '\t':
		return append(out, '\\', 't')
	}
	return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// newRequestID returns an id that looks like an HTTP API's, such as "JKJaXmPLvHcESHA=".
func newRequestID() string {
	var b [11]byte
	fill(b[:])
	return base64.StdEncoding.EncodeToString(b[:])
}

func newTrace() string { return fmt.Sprintf("%016x%08x", rand.Uint64(), rand.Uint32()) }

func fill(b []byte) {
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
}
