package click

import "encoding/binary"

const (
	highBits = 0x8080808080808080
	each     = 0x0101010101010101
)

// appendLower appends s with its ASCII letters in lower case. It takes eight bytes at a time,
// because a user agent is a hundred bytes of every visit.
func appendLower(b []byte, s string) []byte {
	for ; len(s) >= 8; s = s[8:] {
		b = binary.LittleEndian.AppendUint64(b, lowerEight(binary.LittleEndian.Uint64([]byte(s[:8]))))
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// lowerEight adds 32 to each of eight bytes that is a capital letter. Adding to the lower seven
// bits of a byte sets its high bit if the byte has reached a bound, and never carries into the
// next byte.
func lowerEight(x uint64) uint64 {
	seven := x &^ highBits
	fromA := seven + (0x80-'A')*each
	afterZ := seven + (0x80-'Z'-1)*each
	capital := (fromA ^ afterZ) & ^x & highBits
	return x | capital>>2
}
