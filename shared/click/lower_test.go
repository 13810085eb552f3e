package click

import "testing"

func FuzzAppendLower(f *testing.F) {
	f.Add("Mozilla/5.0 (X11; Linux x86_64) @[`{ \x7f\x80\xff AZaz")
	f.Fuzz(func(t *testing.T, s string) {
		lower := ""
		for i := range len(s) {
			c := s[i]
			if 'A' <= c && c <= 'Z' {
				c += 32
			}
			lower += string([]byte{c})
		}
		if got := string(appendLower(nil, s)); got != lower {
			t.Errorf("appendLower(%q) = %q", s, got)
		}
	})
}
