package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestTheBarPrintsALineForEachTenth(t *testing.T) {
	var out bytes.Buffer
	b := &bar{out: &out, began: time.Now(), tenth: -1}
	b.prepare("partners", 3, 200) // on a terminal only
	b.expect(900, 100)
	for range 1000 {
		b.wrote(1)
	}
	for n := range 901 {
		b.count(n)
	}
	b.end()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 11 || !strings.Contains(lines[0], "  0 %  1 of 1000 written, 0 of 900 clicks counted") ||
		!strings.Contains(lines[10], "[##############################] 100 %  1000 of 1000 written, 900 of 900") {
		t.Errorf("%d lines:\n%s", len(lines), &out)
	}
}
