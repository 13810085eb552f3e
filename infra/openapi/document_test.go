package main

import (
	"bytes"
	"os"
	"testing"
)

// The document that the center serves is that of the operations as they are.
func TestDocumentIsCurrent(t *testing.T) {
	want, err := document()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not current: run go run ./infra/openapi", file)
	}
}
