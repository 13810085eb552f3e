package jsonscan

import (
	"encoding/binary"
	"math/bits"
)

const (
	highBits    = 0x8080808080808080
	each        = 0x0101010101010101
	quotes      = '"' * each
	backslashes = '\\' * each
)

// plainUntil returns the position of the first byte of s, from at on, that does not stand for
// itself inside a JSON string: a quote, a backslash, or one outside ASCII. It is len(s) if there
// is none.
func plainUntil(s string, at int) int {
	for ; at+8 <= len(s); at += 8 {
		eight := binary.LittleEndian.Uint64([]byte(s[at : at+8]))
		if special := (zeros(eight^quotes) | zeros(eight^backslashes) | eight) & highBits; special != 0 {
			return at + bits.TrailingZeros64(special)/8
		}
	}
	for at < len(s) && s[at] != '"' && s[at] != '\\' && s[at] < 0x80 {
		at++
	}
	return at
}

// zeros sets the high bit of the lowest byte of x that is zero, and perhaps high bits above it.
func zeros(x uint64) uint64 { return (x - each) &^ x }
