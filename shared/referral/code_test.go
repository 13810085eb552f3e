package referral_test

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestParseCode(t *testing.T) {
	for in, want := range map[string]referral.Code{
		"abc123": "abc123", "ABC123": "abc123", "a1": "a1", "0-": "0-", "a--b": "a--b", strings.Repeat("x", 64): referral.Code(strings.Repeat("x", 64)),
	} {
		if got, err := referral.ParseCode(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "a", "-a", strings.Repeat("x", 65), "a b", "a#b", "a/b", "a%2Fb", "a_b", "a.b", "é1", "a\x00", "ａｂ", "a\n"} {
		if got, err := referral.ParseCode(in); referral.CodeOf(err) != referral.Invalid || got != "" {
			t.Errorf("%q: %q, %v; want invalid", in, got, err)
		}
	}
}

var codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,63}$`)

// What is a code is one for ever, fits the pattern, and cannot reach into another key or path.
func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"abc123", "A-", "a#b", "../x", "a%23"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := referral.ParseCode(s)
		if (err == nil) != codePattern.MatchString(strings.ToLower(s)) && len(s) == len(strings.ToLower(s)) {
			t.Fatalf("%q: %v", s, err)
		}
		if err != nil {
			return
		}
		if again, err := referral.ParseCode(string(code)); err != nil || again != code || !codePattern.MatchString(string(code)) {
			t.Fatalf("%q: %q, then %q, %v", s, code, again, err)
		}
	})
}

func TestMadeCodesAreCodes(t *testing.T) {
	seen := map[referral.Code]bool{}
	for range 1000 {
		code, err := referral.MakeCode(rand.Reader)
		if err != nil || seen[code] || !codePattern.MatchString(string(code)) || strings.ContainsAny(string(code), "0o1li") {
			t.Fatalf("%q, %v", code, err)
		}
		seen[code] = true
	}
	if _, err := referral.MakeCode(bytes.NewReader(nil)); err == nil {
		t.Error("a code was made of nothing")
	}
}
