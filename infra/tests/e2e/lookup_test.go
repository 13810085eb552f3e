package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// lookUp finds a value in a JSON document. A path has names and positions separated by dots,
// "[name=value]" for the list element that has it (with several conditions separated by
// commas), and "length" for a length. lookUp returns "none" if there is no such value.
func lookUp(document []byte, path string) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "", fmt.Errorf("not JSON: %w: %s", err, document)
	}
	for _, step := range steps(path) {
		value = stepInto(value, step)
		if value == nil {
			return "none", nil
		}
	}
	switch v := value.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	}
	out, err := json.Marshal(value)
	return string(out), err
}

// steps splits a path at its dots and brackets. Dots inside brackets are part of a value.
func steps(path string) []string {
	var all []string
	for path != "" {
		if strings.HasPrefix(path, "[") {
			condition, rest, _ := strings.Cut(path, "]")
			all, path = append(all, condition), strings.TrimPrefix(rest, ".")
			continue
		}
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			return append(all, path)
		}
		all, path = append(all, path[:end]), strings.TrimPrefix(path[end:], ".")
	}
	return all
}

func stepInto(value any, step string) any {
	switch v := value.(type) {
	case map[string]any:
		return v[step]
	case []any:
		if step == "length" {
			return json.Number(strconv.Itoa(len(v)))
		}
		if conditions, ok := strings.CutPrefix(step, "["); ok {
			return elementWith(v, strings.Split(conditions, ","))
		}
		if i, err := strconv.Atoi(step); err == nil && i < len(v) {
			return v[i]
		}
	}
	return nil
}

func elementWith(list []any, conditions []string) any {
	for _, element := range list {
		object, _ := element.(map[string]any)
		matches := object != nil
		for _, condition := range conditions {
			name, want, _ := strings.Cut(condition, "=")
			got, _ := object[name].(string)
			if n, isNumber := object[name].(json.Number); isNumber {
				got = n.String()
			}
			matches = matches && got == want
		}
		if matches {
			return element
		}
	}
	return nil
}
