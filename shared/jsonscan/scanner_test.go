package jsonscan

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// fields are read by name out of an object, as functions read events.
type fields struct {
	Text   string `json:"text"`
	Kelvin int64  `json:"kelvin"`
}

func scanFields(s *Scanner) fields {
	var f fields
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case IsField(name, "text"):
			s.TextInto(&f.Text)
		case IsField(name, "kelvin"):
			s.IntInto(&f.Kelvin)
		default:
			s.Skip()
		}
	}
	return f
}

// scanTree reads a value whole, in the form in which encoding/json puts it into an any.
func scanTree(t *testing.T, s *Scanner) any {
	switch s.peek() {
	case '{':
		object := map[string]any{}
		for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
			object[name] = scanTree(t, s)
		}
		return object
	case '[':
		array := []any{}
		for ok := s.FirstElement(); ok; ok = s.NextElement() {
			array = append(array, scanTree(t, s))
		}
		return array
	case '"':
		return s.Text()
	}
	beginning := *s
	s.Skip()
	value, err := decode(s.Since(beginning))
	if err != nil {
		t.Errorf("skipped %q: %v", s.Since(beginning), err)
	}
	return value
}

func decode(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err
}

func FuzzScannerReadsWhatEncodingJSONReads(f *testing.F) {
	for _, text := range []string{
		`{"text":"a","kelvin":-12,"x":{"text":[]}}`, ` { "text" : "a" , "x" : [ 1 , "b\\" , [ ] , { } ] } `,
		`[]`, `null`, `1e3`, `"\ud800x"`, "\"\xff ü\"", "{\"\xf6\":0}",
		`{"TEXT":"b","te\u0078t":null,"\u212Aelvin":7}`, "{\"\u212Aelvin\":7,\"kelvinx\":8}",
		`{"kelvin":null,"x":"]}\"{[\\"}`,
		`{"text":"` + strings.Repeat("a", 8) + `"}`, `{"text":"` + strings.Repeat("a", 9) + `\\"}`,
		``, `{`, `[`, `]`, `[1`, `{} x`, `{"text":"`, `{"text":"\"`, `{"text" "a"}`,
		`{"text":5}`, `{"kelvin":9223372036854775808}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := New(text)
		gotFields := scanFields(&s)
		whole := s.Done()
		if !json.Valid([]byte(text)) {
			return // it must not panic, nor go on for ever
		}
		var wantFields fields
		if json.Unmarshal([]byte(text), &wantFields) == nil && (!whole || gotFields != wantFields) {
			t.Errorf("%q: scanned %+v, %v; want %+v", text, gotFields, whole, wantFields)
		}
		s = New(text)
		want, _ := decode(text)
		if got := scanTree(t, &s); !s.Done() || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: scanned %#v, failed %v; want %#v", text, got, s.Failed(), want)
		}
		s = New(text)
		if s.Skip(); !s.Done() {
			t.Errorf("%q was not skipped to its end", text)
		}
	})
}

func TestABookmarkIsReturnedTo(t *testing.T) {
	s := New(`[ {"a":1} , {"b":"2"} ]`)
	var elements []string
	for ok := s.FirstElement(); ok; ok = s.NextElement() {
		beginning := s
		s.Fail()
		s = beginning
		s.Skip()
		elements = append(elements, s.Since(beginning))
	}
	if !s.Done() || !reflect.DeepEqual(elements, []string{`{"a":1}`, `{"b":"2"}`}) {
		t.Errorf("read %q", elements)
	}
}

func TestAFailedScannerFindsNothing(t *testing.T) {
	s := New(`{"a":["b",{"c":1}],"d":"e"}`)
	s.FirstMember()
	s.Fail()
	name, member := s.NextMember()
	element := s.NextElement() || s.FirstElement()
	text := s.Text()
	if name != "" || member || element || text != "" || s.Done() || !s.Failed() {
		t.Errorf("found %q, %v, %v, %q", name, member, element, text)
	}
}

func TestScanningDoesNotAllocate(t *testing.T) {
	text := `{"text":"plain","x":{"y":["z",1,null]},"kelvin":7}`
	if n := testing.AllocsPerRun(100, func() {
		s := New(text)
		scanFields(&s)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
