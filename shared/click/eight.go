package click

import (
	"encoding/binary"
	"strings"
)

// Eight bytes at a time: user agents and headers are a few hundred bytes of every visit.

const (
	highBits = 0x8080808080808080
	each     = 0x0101010101010101
)

// plain tells whether the inside of a JSON string stands for itself: no escapes, nothing outside ASCII.
func plain(s string) bool {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if eightOf(s[i:i+8])&highBits != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return strings.IndexByte(s, '\\') < 0
}

func eightOf(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// appendLower appends s with ASCII letters in lower case.
func appendLower(b []byte, s string) []byte {
	for ; len(s) >= 8; s = s[8:] {
		b = binary.LittleEndian.AppendUint64(b, lowerEight(eightOf(s[:8])))
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

// lowerEight adds 32 to each of eight bytes that is a capital letter. Adding to the lower seven bits of a byte sets its high bit where the byte has
// reached a bound, and never carries into the next.
func lowerEight(x uint64) uint64 {
	seven := x &^ highBits
	fromA := seven + (0x80-'A')*each
	afterZ := seven + (0x80-'Z'-1)*each
	capital := (fromA ^ afterZ) & ^x & highBits
	return x | capital>>2
}
