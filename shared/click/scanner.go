package click

import (
	"encoding/json"
	"strconv"
	"strings"
)

// scanner walks through JSON text from left to right. It finds what it is asked for in valid JSON and fails on what it can't follow;
// it does not check what it skips.
type scanner struct {
	text   string
	at     int
	failed bool
}

// peek returns the first byte of the next token, 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.failed || s.at >= len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// take steps over c and tells whether it was there.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// first steps into an object and returns the name of its first member; ok is false when there is none. The caller then consumes the value and
// calls next. Null is an object without members.
func (s *scanner) first() (name string, ok bool) {
	if s.peek() == 'n' {
		s.skip()
		return "", false
	}
	if !s.take('{') {
		s.failed = true
		return "", false
	}
	if s.take('}') {
		return "", false
	}
	return s.name()
}

// next returns the name of the object's next member; ok is false when there is none, and the scanner is behind the object.
func (s *scanner) next() (name string, ok bool) {
	if s.take(',') {
		return s.name()
	}
	if !s.take('}') {
		s.failed = true
	}
	return "", false
}

func (s *scanner) name() (name string, ok bool) {
	name = s.unquote(s.quoted())
	if !s.take(':') {
		s.failed = true
	}
	return name, !s.failed
}

// str reads a string into v. Null leaves v alone.
func (s *scanner) str(v *string) {
	if s.peek() == 'n' {
		s.skip()
		return
	}
	*v = s.unquote(s.quoted())
}

// unquote returns what a string token stands for, as encoding/json has it.
func (s *scanner) unquote(token string) string {
	if s.failed {
		return ""
	}
	if inner := token[1 : len(token)-1]; plain(inner) {
		return inner
	}
	var text string
	if json.Unmarshal([]byte(token), &text) != nil {
		s.failed = true
	}
	return text
}

// plain tells whether a string's text stands for itself: no escapes, nothing outside printable ASCII.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c > '~' || c == '\\' {
			return false
		}
	}
	return true
}

// quoted steps over a string and returns it with its quotes.
func (s *scanner) quoted() string {
	if s.peek() != '"' {
		s.failed = true
		return ""
	}
	from, at := s.at, s.at+1
	for {
		n := strings.IndexByte(s.text[at:], '"')
		if n < 0 {
			s.failed = true
			return ""
		}
		at += n + 1
		if !escaped(s.text[from+1 : at-1]) {
			s.at = at
			return s.text[from:at]
		}
	}
}

// escaped tells whether what follows s is escaped: s ends in an odd number of backslashes.
func escaped(s string) bool {
	n := len(s)
	for n > 0 && s[n-1] == '\\' {
		n--
	}
	return (len(s)-n)%2 == 1
}

// integer reads a whole number into v. Null leaves v alone.
func (s *scanner) integer(v *int64) {
	if s.peek() == 'n' {
		s.skip()
		return
	}
	n, err := strconv.ParseInt(s.bare(), 10, 64)
	if err != nil {
		s.failed = true
		return
	}
	*v = n
}

// bare steps over a number, true, false or null and returns it.
func (s *scanner) bare() string {
	from := s.at
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ',', '}', ']', ' ', '\t', '\n', '\r':
			return s.text[from:s.at]
		}
		s.at++
	}
	return s.text[from:]
}

// skip steps over one value of any kind.
func (s *scanner) skip() {
	depth := 0
	for {
		switch s.peek() {
		case 0:
			s.failed = true
			return
		case '"':
			s.quoted()
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			depth--
			s.at++
		case ',', ':':
			s.at++
		default:
			s.bare()
		}
		if depth <= 0 || s.failed {
			return
		}
	}
}
