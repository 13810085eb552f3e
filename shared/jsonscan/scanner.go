// Package jsonscan reads a few fields out of JSON text in one pass, without allocating and without
// reflection. It is for the functions that read an event for every click; everything else uses
// encoding/json.
package jsonscan

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Scanner steps through JSON text from left to right. It reads from valid JSON what encoding/json
// reads, without copying it out of the text, and does not check what it skips. The caller reads or
// skips the value of every member and element before asking for the next.
//
// A Scanner that meets something it cannot follow has failed: from then on it finds no members or
// elements, and everything it reads is empty. A copy is a bookmark that the caller can return to.
type Scanner struct {
	text   string
	at     int
	failed bool
}

// New returns a Scanner at the beginning of text.
func New(text string) Scanner { return Scanner{text: text} }

// Fail makes the Scanner fail, for callers that meet something they cannot follow.
func (s *Scanner) Fail() {
	s.failed = true
	s.at = len(s.text)
}

// Failed reports whether the Scanner has failed.
func (s *Scanner) Failed() bool { return s.failed }

// Done reports whether the whole text was read without failing.
func (s *Scanner) Done() bool {
	s.space()
	return !s.failed && s.at == len(s.text)
}

// Len returns the length of the text in bytes.
func (s *Scanner) Len() int { return len(s.text) }

// Since returns the text between a bookmark and here.
func (s *Scanner) Since(bookmark Scanner) string { return s.text[bookmark.at:s.at] }

// FirstMember steps into an object and returns the name of its first member; ok is false if it has
// none. Null is an object without members.
func (s *Scanner) FirstMember() (name string, ok bool) {
	if s.IsNull() {
		s.Skip()
		return "", false
	}
	if !s.take('{') {
		s.Fail()
		return "", false
	}
	if s.take('}') {
		return "", false
	}
	return s.name()
}

// NextMember returns the name of the object's next member; ok is false if there is none, and the
// Scanner is past the object.
func (s *Scanner) NextMember() (name string, ok bool) {
	if s.take(',') {
		return s.name()
	}
	if !s.take('}') {
		s.Fail()
	}
	return "", false
}

// name reads the name of a member and the colon after it.
func (s *Scanner) name() (name string, ok bool) {
	name = s.Text()
	if !s.take(':') {
		s.Fail()
	}
	return name, !s.failed
}

// FirstElement steps into an array, to its first element, and reports whether it has one. Null is
// an array without elements.
func (s *Scanner) FirstElement() bool {
	if s.IsNull() {
		s.Skip()
		return false
	}
	if !s.take('[') {
		s.Fail()
		return false
	}
	return !s.take(']') && s.element()
}

// NextElement steps to the array's next element; if there is none it returns false, and the
// Scanner is past the array.
func (s *Scanner) NextElement() bool {
	if s.take(',') {
		return s.element()
	}
	if !s.take(']') {
		s.Fail()
	}
	return false
}

// element steps to where an element begins, so that a bookmark is there exactly.
func (s *Scanner) element() bool {
	if s.peek() == 0 {
		s.Fail()
	}
	return !s.failed
}

// IsNull reports whether null comes next.
func (s *Scanner) IsNull() bool { return s.peek() == 'n' }

// Text reads a string.
func (s *Scanner) Text() string {
	if s.peek() != '"' {
		s.Fail()
		return ""
	}
	from := s.at + 1
	if end := plainUntil(s.text, from); end < len(s.text) && s.text[end] == '"' {
		s.at = end + 1
		return s.text[from:end]
	}
	return s.unquote(s.quoted())
}

// TextInto reads a string into v. Null leaves v alone, as it does a field of a struct.
func (s *Scanner) TextInto(v *string) {
	if s.IsNull() {
		s.Skip()
		return
	}
	*v = s.Text()
}

// unquote returns what a string in quotes stands for.
func (s *Scanner) unquote(quoted string) string {
	var text string
	if !s.failed && json.Unmarshal([]byte(quoted), &text) != nil {
		s.Fail()
	}
	return text
}

// quoted steps over a string and returns it in its quotes.
func (s *Scanner) quoted() string {
	if s.peek() != '"' {
		s.Fail()
		return ""
	}
	from, at := s.at, s.at+1
	for {
		n := strings.IndexByte(s.text[at:], '"')
		if n < 0 {
			s.Fail()
			return ""
		}
		at += n + 1
		if s.text[at-2] != '\\' || !endsInEscape(s.text[from+1:at-1]) {
			s.at = at
			return s.text[from:at]
		}
	}
}

// endsInEscape reports whether s ends in an odd number of backslashes, so that what follows it is
// escaped.
func endsInEscape(s string) bool {
	n := len(s)
	for n > 0 && s[n-1] == '\\' {
		n--
	}
	return (len(s)-n)%2 == 1
}

// IntInto reads an integer into v. Null leaves v alone, as it does a field of a struct.
func (s *Scanner) IntInto(v *int64) {
	if s.IsNull() {
		s.Skip()
		return
	}
	n, err := strconv.ParseInt(s.bare(), 10, 64)
	if err != nil {
		s.Fail()
		return
	}
	*v = n
}

// bare steps over a number, true, false or null and returns it.
func (s *Scanner) bare() string {
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

// Skip steps over a value of any kind.
func (s *Scanner) Skip() {
	if s.peek() == '"' {
		s.quoted()
		return
	}
	depth := 0
	for {
		switch s.peek() {
		case 0:
			s.Fail()
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

// peek returns the first byte of the next token, 0 at the end. API Gateway and Lambda write no
// spaces between tokens.
func (s *Scanner) peek() byte {
	if s.at < len(s.text) && s.text[s.at] > ' ' {
		return s.text[s.at]
	}
	return s.peekAfterSpace()
}

func (s *Scanner) peekAfterSpace() byte {
	s.space()
	if s.at >= len(s.text) {
		return 0
	}
	return s.text[s.at]
}

// take steps over c, if it comes next, and reports whether it did.
func (s *Scanner) take(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return s.takeAfterSpace(c)
}

func (s *Scanner) takeAfterSpace(c byte) bool {
	if s.peekAfterSpace() != c {
		return false
	}
	s.at++
	return true
}

func (s *Scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}
