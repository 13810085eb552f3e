package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// strictJSON reads and writes JSON. encoding/json takes the last of duplicate keys and mends bad UTF-8 in silence, so that what was checked
// elsewhere need not be what is used here; both are refused (RFC 8259, sections 4 and 8.1).
var strictJSON = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshalStrictly}

func unmarshalStrictly(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New("the body is not UTF-8")
	}
	if err := checkKeys(data); err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return errors.New("the body does not have the expected form")
	}
	return nil
}

const maxDepth = 32

// checkKeys reads one JSON value and refuses duplicate keys, trailing data and needless depth.
func checkKeys(data []byte) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.UseNumber()
	if err := checkValue(in, 0); err != nil {
		return err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return errors.New("data after the value")
	}
	return nil
}

func checkValue(in *json.Decoder, depth int) error {
	token, err := in.Token()
	if err != nil {
		return errors.New("it cannot be read")
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return errors.New("too deep")
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
		return errors.New("it cannot be read")
	}
	key, _ := token.(string)
	if keys[key] {
		return fmt.Errorf("duplicate field %.40q", key)
	}
	keys[key] = true
	return nil
}
