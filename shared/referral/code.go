package referral

import (
	"fmt"
	"io"
	"strings"
)

// Code names a partner, program, website or ad in links, keys and stats. The only valid values
// are those that ParseCode and MakeCode return: 2 to 64 of the characters a–z, 0–9 and '-', the
// first of which is not '-'. The zero value means "none".
//
// Storage keys and links are built from codes without escaping, so never convert input to a Code.
type Code string

const (
	minCodeLength = 2
	maxCodeLength = 64
)

// ParseCode converts s to lower case and checks it. The error is an *Error of kind Invalid.
func ParseCode(s string) (Code, error) {
	if len(s) < minCodeLength || len(s) > maxCodeLength {
		return "", Invalidf("a code has %d to %d characters", minCodeLength, maxCodeLength)
	}
	for i := 0; i < len(s); i++ {
		if !codeByte(s[i]) || i == 0 && s[i] == '-' {
			return "", Invalidf("a code consists of letters, digits and hyphens, and starts with a letter or digit")
		}
	}
	return Code(strings.ToLower(s)), nil
}

func codeByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-'
}

// madeCodeAlphabet leaves out what people confuse when they copy a code by hand (0 o 1 l i).
const madeCodeAlphabet = "23456789abcdefghjkmnpqrstuvwxyz"

// MakeCode makes an 8-character code from random bytes.
func MakeCode(random io.Reader) (Code, error) {
	raw := make([]byte, 8)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	for i, b := range raw {
		raw[i] = madeCodeAlphabet[int(b)%len(madeCodeAlphabet)]
	}
	return Code(raw), nil
}
