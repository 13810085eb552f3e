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
	longest := strings.Repeat("x", 64)
	for in, want := range map[string]referral.Code{
		"abc123": "abc123", "ABC123": "abc123", "a1": "a1", "0-": "0-", "a--b": "a--b", longest: referral.Code(longest),
	} {
		if got, err := referral.ParseCode(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "a", "-a", longest + "x", "a b", "a#b", "a/b", "a%2Fb", "a_b", "a.b", "é1", "a\x00", "ａｂ", "a\n",
	} {
		if got, err := referral.ParseCode(in); referral.CodeOf(err) != referral.Invalid || got != "" {
			t.Errorf("%q: %q, %v; want invalid", in, got, err)
		}
	}
}

var codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,63}$`)

// A code stays one when parsed again, and matches the pattern, so it can't reach into another key
// or path.
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
		again, err := referral.ParseCode(string(code))
		if err != nil || again != code || !codePattern.MatchString(string(code)) {
			t.Fatalf("%q: %q, then %q, %v", s, code, again, err)
		}
	})
}

func TestMadeCodesAreCodes(t *testing.T) {
	seen := map[referral.Code]bool{}
	for range 1000 {
		code, err := referral.MakeCode(rand.Reader)
		ambiguous := strings.ContainsAny(string(code), "0o1li")
		if err != nil || seen[code] || !codePattern.MatchString(string(code)) || ambiguous {
			t.Fatalf("%q, %v", code, err)
		}
		seen[code] = true
	}
	if _, err := referral.MakeCode(bytes.NewReader(nil)); err == nil {
		t.Error("a code was made without randomness")
	}
}
