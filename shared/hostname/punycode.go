package hostname

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parameters of Punycode (RFC 3492, section 5).
const (
	punyBase        = 36
	punyTMin        = 1
	punyTMax        = 26
	punySkew        = 38
	punyDamp        = 700
	punyInitialBias = 72
	punyInitialN    = 128
)

// decodePunycode returns the characters that s stands for (RFC 3492, section 6.2). s is a label
// in lower case, without its "xn--". ok is false if it is not valid Punycode, or stands for
// nothing.
func decodePunycode(s string) (label []rune, ok bool) {
	if dash := strings.LastIndexByte(s, '-'); dash >= 0 {
		label, s = []rune(s[:dash]), s[dash+1:]
	}
	n, i, bias := rune(punyInitialN), 0, punyInitialBias
	for s != "" {
		delta, rest, ok := decodeDelta(s, bias)
		if !ok {
			return nil, false
		}
		length := len(label) + 1
		bias = adaptBias(delta, length, i == 0)
		i, s = i+delta, rest
		if i/length > unicode.MaxRune-int(n) {
			return nil, false
		}
		n += rune(i / length)
		i %= length
		if !utf8.ValidRune(n) {
			return nil, false
		}
		label = slices.Insert(label, i, n)
		i++
	}
	return label, len(label) > 0
}

// decodeDelta reads one variable-length number from the beginning of s.
func decodeDelta(s string, bias int) (delta int, rest string, ok bool) {
	weight := 1
	for k := punyBase; s != ""; k += punyBase {
		digit, ok := punyDigit(s[0])
		s = s[1:]
		if !ok || digit > (math.MaxInt32-delta)/weight {
			return 0, "", false
		}
		delta += digit * weight
		threshold := min(max(k-bias, punyTMin), punyTMax)
		if digit < threshold {
			return delta, s, true
		}
		if weight > math.MaxInt32/(punyBase-threshold) {
			return 0, "", false
		}
		weight *= punyBase - threshold
	}
	return 0, "", false
}

// punyDigit returns the value of a digit: a to z are 0 to 25, 0 to 9 are 26 to 35.
func punyDigit(c byte) (int, bool) {
	switch {
	case 'a' <= c && c <= 'z':
		return int(c - 'a'), true
	case '0' <= c && c <= '9':
		return int(c-'0') + 26, true
	}
	return 0, false
}

// adaptBias fits the bias to the size of the deltas (RFC 3492, section 6.1).
func adaptBias(delta, length int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / length
	k := 0
	for ; delta > (punyBase-punyTMin)*punyTMax/2; k += punyBase {
		delta /= punyBase - punyTMin
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+punySkew)
}
