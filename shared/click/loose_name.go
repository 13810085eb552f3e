package click

import "bytes"

// A visitor must not be able to override a parameter that the destination or Signpost has. What
// counts as the same name depends on who parses the query:
//
//	PHP              drops leading spaces; '.', ' ' and a '[' that is not closed are '_';
//	                 "a[b]" is an entry of a
//	Rack up to 2     drops leading brackets, and ends the name at the next one
//	qs (Node)        "[a]" is a; with allowDots, "a.b" is an entry of a
//	classic ASP      %uXXXX is a character, a '%' that begins no escape is dropped,
//	                 letters have no case
//	ASP.NET          letters have no case
//	Zope             "a:int" is a
//
// So names are compared as the loosest of them would: in a form in which two names are equal if any
// of these parsers takes one for the other. That some harmless parameter is left out is the price.

// looseName appends to b the name of a parameter ("name=value") with all escapes undone, in lower
// case, without leading spaces, up to a zero byte, and with '_' for ' '. Dots, colons and brackets
// are kept: what they mean depends on the parser.
func looseName(b []byte, piece string) []byte {
	for i := 0; i < len(piece) && piece[i] != '='; i++ {
		c, length := unescape(piece[i:])
		i += length - 1
		switch {
		case c == dropped, c == ' ' && len(b) == 0:
			continue
		case c == 0:
			return b
		case c == ' ':
			c = '_'
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		b = append(b, byte(c))
	}
	return b
}

// dropped is what unescape returns for a character that the loosest parser leaves out.
const dropped = -1

// unescape returns the character that s begins with, and its length in s. Characters beyond one
// byte that are not a form of an ASCII character are no part of any name that matters.
func unescape(s string) (c rune, length int) {
	switch {
	case s[0] == '+':
		return ' ', 1
	case s[0] != '%':
		return rune(s[0]), 1
	case len(s) > 2 && isHex(s[1]) && isHex(s[2]):
		return rune(hexValue(s[1])<<4 | hexValue(s[2])), 3
	case len(s) > 5 && s[1]|0x20 == 'u' && isHex(s[2]) && isHex(s[3]) && isHex(s[4]) && isHex(s[5]):
		high, low := hexValue(s[2])<<4|hexValue(s[3]), hexValue(s[4])<<4|hexValue(s[5])
		return narrow(rune(high)<<8 | rune(low)), 6
	}
	return dropped, 1
}

// narrow returns the ASCII form of a full-width character, which some code pages take for it; other
// characters beyond ASCII become a byte that no reserved name has.
func narrow(c rune) rune {
	switch {
	case 0xFF01 <= c && c <= 0xFF5E:
		return c - 0xFF01 + '!'
	case c > 0x7f:
		return 0xFF
	}
	return c
}

// core returns the name without brackets around it and without what follows a bracket.
func core(name []byte) []byte {
	name = bytes.TrimLeft(name, "[]")
	if end := bytes.IndexAny(name, "[]"); end >= 0 {
		name = name[:end]
	}
	return name
}

// first returns the name up to a dot or colon.
func first(name []byte) []byte {
	if end := bytes.IndexAny(name, ".:"); end >= 0 {
		name = name[:end]
	}
	return name
}

// isNamed reports whether some parser takes a parameter of that name, as looseName gives it, for
// reserved, which is one of looseReadings.
func isNamed(reserved string, name []byte) bool {
	inner := core(name)
	return equalLoosely(reserved, name) || equalLoosely(reserved, inner) || equalLoosely(reserved, first(inner))
}

func equalLoosely(reserved string, name []byte) bool {
	if len(reserved) != len(name) {
		return false
	}
	for i, c := range name {
		if underscored(c) != reserved[i] {
			return false
		}
	}
	return true
}

// underscored returns '_' for what PHP can't have in a name.
func underscored(c byte) byte {
	if c == '.' || c == '[' {
		return '_'
	}
	return c
}

// looseReadings returns what parsers may take for the name of a parameter that must not be
// overridden: the whole of it, and its core.
func looseReadings(piece string) []string {
	name := looseName(nil, piece)
	whole, inner := underscoredName(name), underscoredName(core(name))
	if whole == inner {
		return []string{whole}
	}
	return []string{whole, inner}
}

func underscoredName(name []byte) string {
	made := make([]byte, len(name))
	for i, c := range name {
		made[i] = underscored(c)
	}
	return string(made)
}
