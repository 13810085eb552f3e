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
	if s.at < len(s.text) && s.text[s.at] > ' ' { // API Gateway writes no spaces
		return s.text[s.at]
	}
	return s.peekAfterSpace()
}

func (s *scanner) peekAfterSpace() byte {
	s.space()
	if s.at >= len(s.text) {
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
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return s.takeAfterSpace(c)
}

func (s *scanner) takeAfterSpace(c byte) bool {
	if s.peekAfterSpace() != c {
		return false
	}
	s.at++
	return true
}

// fail makes the scanner stop: there is nothing more to find.
func (s *scanner) fail() {
	s.failed = true
	s.at = len(s.text)
}

// first steps into an object and returns the name of its first member; ok is false when there is none. The caller then consumes the value and
// calls next. Null is an object without members.
func (s *scanner) first() (name string, ok bool) {
	if s.peek() == 'n' {
		s.skip()
		return "", false
	}
	if !s.take('{') {
		s.fail()
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
		s.fail()
	}
	return "", false
}

// name reads the name of a member and steps over the colon. Names are short: looking at each byte is faster than searching.
func (s *scanner) name() (name string, ok bool) {
	if s.peek() != '"' {
		s.fail()
		return "", false
	}
	from := s.at + 1
	for at := from; at < len(s.text); at++ {
		if c := s.text[at]; c == '"' {
			name, s.at = s.text[from:at], at+1
			return name, s.colon()
		} else if c == '\\' {
			name = s.unquote(s.quoted())
			return name, s.colon()
		}
	}
	s.fail()
	return "", false
}

func (s *scanner) colon() bool {
	if !s.take(':') {
		s.fail()
	}
	return !s.failed
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
		s.fail()
	}
	return text
}

// quoted steps over a string and returns it with its quotes.
func (s *scanner) quoted() string {
	if s.peek() != '"' {
		s.fail()
		return ""
	}
	from, at := s.at, s.at+1
	for {
		n := strings.IndexByte(s.text[at:], '"')
		if n < 0 {
			s.fail()
			return ""
		}
		at += n + 1
		if s.text[at-2] != '\\' || !escaped(s.text[from+1:at-1]) {
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
		s.fail()
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
	if s.peek() == '"' {
		s.quoted()
		return
	}
	depth := 0
	for {
		switch s.peek() {
		case 0:
			s.fail()
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
