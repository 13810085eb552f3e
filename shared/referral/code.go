package referral

import (
	"fmt"
	"strings"
)

// Code names a partner, program, website or ad, in links, keys and reports. The only valid values are those that ParseCode
// returns: 2 to 64 of the characters a–z, 0–9 and '-', the first of them no '-'. The zero value means "none".
//
// Storage keys and links are put together from codes without escaping, so a Code must never be made by conversion from input.
type Code string

const (
	minCodeLength = 2
	maxCodeLength = 64
)

// ParseCode lower-cases s and checks it. The error is an *Error with code Invalid.
func ParseCode(s string) (Code, error) {
	if len(s) < minCodeLength || len(s) > maxCodeLength {
		return "", Invalidf("a code has %d to %d characters", minCodeLength, maxCodeLength)
	}
	for i := 0; i < len(s); i++ {
		if !codeByte(s[i]) || i == 0 && s[i] == '-' {
			return "", Invalidf("a code is made of letters, digits and hyphens, and starts with a letter or digit")
		}
	}
	return Code(strings.ToLower(s)), nil
}

func codeByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-'
}

// madeCodeAlphabet leaves out the characters that people mix up when they copy a code by hand (0 o 1 l i).
const madeCodeAlphabet = "23456789abcdefghjkmnpqrstuvwxyz"

// MakeCode makes an 8-character code out of random bytes read from random.
func MakeCode(random interface{ Read([]byte) (int, error) }) (Code, error) {
	raw := make([]byte, 8)
	if _, err := random.Read(raw); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	for i, b := range raw {
		raw[i] = madeCodeAlphabet[int(b)%len(madeCodeAlphabet)]
	}
	return Code(raw), nil
}

// ContainsCode tells whether code is one of codes.
func ContainsCode(codes []Code, code Code) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}
