// Package ulid reads and writes ULIDs for the functions that handle every click: it allocates
// nothing and has nothing to prepare when a function starts. Everything else makes its ids with
// github.com/oklog/ulid, to which tests hold this package.
//
// A ULID is 48 bits of time in milliseconds and 80 random bits, in 26 characters of Crockford's
// base 32 (https://github.com/ulid/spec).
package ulid

import "time"

// Length is the length of a ULID in characters, of which the first ten are its time.
const (
	Length     = 26
	timeLength = 10
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// digits are the values of the characters of the alphabet, plus one; zero is for all others.
var digits = [256]byte{
	'0': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, '6': 7, '7': 8, '8': 9, '9': 10,
	'A': 11, 'B': 12, 'C': 13, 'D': 14, 'E': 15, 'F': 16, 'G': 17, 'H': 18, 'J': 19, 'K': 20, 'M': 21,
	'N': 22, 'P': 23, 'Q': 24, 'R': 25, 'S': 26, 'T': 27, 'V': 28, 'W': 29, 'X': 30, 'Y': 31, 'Z': 32,
}

// Put writes the ULID of a time and of 80 random bits, high before low, into the first Length
// bytes of b.
func Put(b []byte, at time.Time, high uint16, low uint64) {
	ms := uint64(at.UnixMilli())
	for i := timeLength - 1; i >= 0; i-- {
		b[i] = alphabet[ms&31]
		ms >>= 5
	}
	for i := Length - 1; i >= timeLength; i-- {
		b[i] = alphabet[low&31]
		low = low>>5 | uint64(high&31)<<59
		high >>= 5
	}
}

// Time returns the UTC time of a ULID. ok is false if s is not a ULID in the form that Put writes:
// the specification allows small letters as well, but a key must have one form only.
func Time(s string) (at time.Time, ok bool) {
	if len(s) != Length || s[0] > '7' {
		return time.Time{}, false
	}
	var ms int64
	for i := range Length {
		digit := digits[s[i]]
		if digit == 0 {
			return time.Time{}, false
		}
		if i < timeLength {
			ms = ms<<5 | int64(digit-1)
		}
	}
	return time.UnixMilli(ms).UTC(), true
}
