package counting

import "strings"

// cursor reads JSON that is known to be valid, or that need not be understood when it is not. What it is not sure of it leaves to encoding/json: an
// escape, a character beyond ASCII, a null, a name in other letters, a name that comes twice. Nothing that Lambda sends for a click has any
// of them. Then stop is true, and all that it reads is empty.
type cursor struct {
	s    string
	at   int
	stop bool
}

func (c *cursor) space() {
	for c.at < len(c.s) && (c.s[c.at] == ' ' || c.s[c.at] == '\n' || c.s[c.at] == '\t' || c.s[c.at] == '\r') {
		c.at++
	}
}

// next tells whether b comes next, and goes past it.
func (c *cursor) next(b byte) bool {
	c.space()
	if c.stop || c.at >= len(c.s) || c.s[c.at] != b {
		return false
	}
	c.at++
	return true
}

func (c *cursor) want(b byte) {
	if !c.next(b) {
		c.stop = true
	}
}

// more tells whether another member or element follows, in an object or array that ends with end. first is true before the first of them.
func (c *cursor) more(end byte, first *bool) bool {
	if c.next(end) || c.stop {
		return false
	}
	if !*first {
		c.want(',')
	}
	*first = false
	return !c.stop
}

// text reads a string of plain ASCII without escapes.
func (c *cursor) text() string {
	c.want('"')
	if c.stop {
		return ""
	}
	start := c.at
	for ; c.at < len(c.s); c.at++ {
		switch b := c.s[c.at]; {
		case b == '"':
			c.at++
			return c.s[start : c.at-1]
		case b == '\\' || b < ' ' || b >= 0x80:
			c.stop = true
			return ""
		}
	}
	c.stop = true
	return ""
}

// name reads the name of a member and the colon.
func (c *cursor) name() string {
	name := c.text()
	c.want(':')
	return name
}

// skip passes over a value of any kind.
func (c *cursor) skip() {
	c.space()
	depth := 0
	for c.at < len(c.s) && !c.stop {
		switch c.s[c.at] {
		case '"':
			c.skipString()
		case '{', '[':
			depth++
			c.at++
		case '}', ']':
			depth--
			c.at++
		case ',', ':', ' ', '\n', '\t', '\r':
			c.at++
		default:
			c.skipPlain()
		}
		if depth == 0 {
			return
		}
	}
	c.stop = true
}

// skipString passes over a string, escapes and all.
func (c *cursor) skipString() {
	for from := c.at + 1; ; {
		quote := strings.IndexByte(c.s[from:], '"')
		if quote < 0 {
			c.stop = true
			return
		}
		from += quote + 1
		escapes := 0
		for c.s[from-2-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			c.at = from
			return
		}
	}
}

// skipPlain passes over a number, true, false or null.
func (c *cursor) skipPlain() {
	for c.at < len(c.s) && strings.IndexByte(",]} \n\t\r", c.s[c.at]) < 0 {
		c.at++
	}
}
