package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// strictJSON refuses duplicate keys, invalid UTF-8 and lone surrogates (RFC 8259, sections 4, 8.1
// and 8.2). encoding/json silently takes the last of several keys and repairs the text, so what is
// used here might not be what was checked elsewhere, and different strings would become one.
var strictJSON = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshalStrictly}

func unmarshalStrictly(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New("the body is not UTF-8")
	}
	if err := checkKeys(data); err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	if hasLoneSurrogate(data) {
		return errors.New(`the body has a lone surrogate (\ud800 to \udfff), which is not a character`)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return errors.New("the body does not have the expected form")
	}
	return nil
}

const maxDepth = 32

// checkKeys reads one JSON value, and refuses duplicate keys, trailing data and more than maxDepth
// levels.
func checkKeys(data []byte) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.UseNumber()
	if err := checkValue(in, 0); err != nil {
		return err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is data after the value")
	}
	return nil
}

func checkValue(in *json.Decoder, depth int) error {
	token, err := in.Token()
	if err != nil {
		return errors.New("it can't be parsed")
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return errors.New("it is nested too deeply")
	}
	keys := map[string]bool{}
	for in.More() {
		if opening == '{' {
			if err := checkKey(in, keys); err != nil {
				return err
			}
		}
		if err := checkValue(in, depth+1); err != nil {
			return err
		}
	}
	if _, err := in.Token(); err != nil {
		return errors.New("it ends too soon")
	}
	return nil
}

func checkKey(in *json.Decoder, keys map[string]bool) error {
	token, err := in.Token()
	if err != nil {
		return errors.New("it can't be parsed")
	}
	key, _ := token.(string)
	if keys[key] {
		return fmt.Errorf("it has the field %.40q twice", key)
	}
	keys[key] = true
	return nil
}

// hasLoneSurrogate reports whether a string in data, which is JSON, has an escape that is half of a
// UTF-16 surrogate pair without the other half.
func hasLoneSurrogate(data []byte) bool {
	for {
		backslash := bytes.IndexByte(data, '\\')
		if backslash < 0 {
			return false
		}
		data = data[backslash:]
		first, escaped := escapedUnit(data)
		if !escaped {
			data = data[len(`\n`):]
			continue
		}
		data = data[len(`\ud83d`):]
		if !utf16.IsSurrogate(first) {
			continue
		}
		second, _ := escapedUnit(data)
		if utf16.DecodeRune(first, second) == unicode.ReplacementChar {
			return true
		}
		data = data[len(`\ude00`):]
	}
}

// escapedUnit returns the UTF-16 code unit of an escape like \ud83d at the start of data.
func escapedUnit(data []byte) (unit rune, ok bool) {
	if !bytes.HasPrefix(data, []byte(`\u`)) || len(data) < len(`\ud83d`) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[len(`\u`):len(`\ud83d`)]), 16, 16)
	return rune(n), err == nil
}
