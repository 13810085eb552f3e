package click

import (
	"strings"
	"time"
)

// A ULID is 48 bits of time in milliseconds and 80 random bits, in 26 characters of Crockford's base 32 (https://github.com/ulid/spec). These few lines
// spare every cold start the library's preparations; tests hold them to it.
const (
	ulidLength   = 26
	ulidTime     = 10 // characters
	ulidAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// putULID writes the ULID of a time and of random bits, of which it uses 80, into b.
func putULID(b []byte, at time.Time, high uint16, low uint64) {
	ms := uint64(at.UnixMilli())
	for i := ulidTime - 1; i >= 0; i-- {
		b[i] = ulidAlphabet[ms&31]
		ms >>= 5
	}
	for i := ulidLength - 1; i >= ulidTime; i-- {
		b[i] = ulidAlphabet[low&31]
		low = low>>5 | uint64(high&31)<<59
		high >>= 5
	}
}

// parseULID returns the time of a ULID; ok is false for what is none, as written by putULID.
func parseULID(s string) (at time.Time, ok bool) {
	if len(s) != ulidLength || s[0] > '7' {
		return time.Time{}, false
	}
	var ms int64
	for i := range ulidLength {
		digit := strings.IndexByte(ulidAlphabet, s[i])
		if digit < 0 {
			return time.Time{}, false
		}
		if i < ulidTime {
			ms = ms<<5 | int64(digit)
		}
	}
	return time.UnixMilli(ms).UTC(), true
}
