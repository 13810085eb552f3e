package click

// queryWriter puts a '?' before the first parameter and a separator before every other one.
type queryWriter struct{ begun bool }

func (q *queryWriter) separate(b []byte, separator byte) []byte {
	if q.begun {
		return append(b, separator)
	}
	q.begun = true
	return append(b, '?')
}

// cutPiece cuts a query at its first separator: '&', or ';', which some servers accept as well
// (https://www.w3.org/TR/html401/appendix/notes.html#h-B.2.2).
func cutPiece(query string) (piece, rest string) {
	for i := 0; i < len(query); i++ {
		if query[i] == '&' || query[i] == ';' {
			return query[:i], query[i+1:]
		}
	}
	return query, ""
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// appendEscaped appends a visitor's text. It escapes what is not allowed in a query
// (https://url.spec.whatwg.org/#query-percent-encode-set), so that it can break neither the header
// nor the answer's JSON. Escapes stay as they are.
func appendEscaped(b []byte, s string) []byte {
	const upperHex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ' || c >= 0x7f, c == '"', c == '#', c == '<', c == '>', c == '\\':
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		default:
			b = append(b, c)
		}
	}
	return b
}
