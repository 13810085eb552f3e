package api

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// encoding/json turns each of them into U+FFFD, so "a\ud800" and "a\ud801" would be the same id.
func TestLoneSurrogatesAreRefused(t *testing.T) {
	for text, want := range map[string]bool{
		`"\ud83d\ude00"`:         true,
		`"\uD83D\uDE00\n\u00e9"`: true,
		`"😀"`:                    true,
		`"\\ud800"`:              true, // an escaped backslash, and letters
		`"\ufffd"`:               true,
		`"a\ud800"`:              false,
		`"a\ud801"`:              false,
		`"\udc00"`:               false,
		`"\ude00\ud83d"`:         false,
		`"\ud83d\ud83d\ude00"`:   false,
		`"\ud83d\n"`:             false,
		`"\ud83dx"`:              false,
		`"\ud83d\\ude00"`:        false,
		`"\\\ud800"`:             false,
		`{"\ud800":1}`:           false,
		`[["\uDFFF"]]`:           false,
	} {
		var got any
		if err := unmarshalStrictly([]byte(text), &got); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What is accepted is JSON for the standard library too, and means the same whether the first or
// the last of several equal keys counts.
func FuzzUnmarshalStrictly(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1,"b":[null,{"a":2}]}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[1]2`, "\xff",
		`{"a":{"b":{}},"b":"\ud800"}`, `1e400`, strings.Repeat("[", 40), "\ufeff{}", `{"a":1}}`, `{"a":1,}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got any
		if unmarshalStrictly(data, &got) != nil {
			return
		}
		if !json.Valid(data) || !utf8.Valid(data) {
			t.Fatalf("accepted %q", data)
		}
		text := strings.ToLower(string(data))
		if strings.Count(text, "\ufffd")+strings.Count(text, `\ufffd`) < replaced(got) {
			t.Fatalf("%q was changed to %q", data, got)
		}
		if first := firstValues(t, data); !equalJSON(t, first, got) {
			t.Fatalf("%q means %v or %v", data, first, got)
		}
	})
}

// replaced counts the replacement characters in a value, its keys among them.
func replaced(value any) int {
	n := 0
	switch v := value.(type) {
	case string:
		return strings.Count(v, "\ufffd")
	case []any:
		for _, item := range v {
			n += replaced(item)
		}
	case map[string]any:
		for key, item := range v {
			n += replaced(key) + replaced(item)
		}
	}
	return n
}

// firstValues reads JSON so that of duplicate keys the first counts, where the standard library has
// the last.
func firstValues(t *testing.T, data []byte) any {
	in := json.NewDecoder(strings.NewReader(string(data)))
	var read func() any
	read = func() any {
		token, err := in.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch token {
		case json.Delim('{'):
			object := map[string]any{}
			for in.More() {
				key, _ := in.Token()
				value := read()
				if _, there := object[key.(string)]; !there {
					object[key.(string)] = value
				}
			}
			_, _ = in.Token()
			return object
		case json.Delim('['):
			list := []any{}
			for in.More() {
				list = append(list, read())
			}
			_, _ = in.Token()
			return list
		}
		return token
	}
	return read()
}

func equalJSON(t *testing.T, a, b any) bool {
	left, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	right, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(left) == string(right)
}
