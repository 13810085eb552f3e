package hostname

import (
	"testing"
	"unicode/utf8"
)

// The samples are those of RFC 3492, section 7.1, in lower case.
func TestDecodePunycode(t *testing.T) {
	for s, want := range map[string]string{
		"egbpdaj6bu4bxfgehfvwxn":           "ليهمابتكلموشعربي؟",
		"ihqwcrb4cv8a8dqg056pqjye":         "他们为什么不说中文",
		"b1abfaaepdrnnbgefbadotcwatmq2g4l": "почемужеонинеговорятпорусски",
		"3b-ww4c5e180e575a65lsy2b":         "3年b組金八先生",
		"de-jg4avhby1noc0d":                "パフィーdeルンバ",
		"d9juau41awczczp":                  "そのスピードで",
		"mnchen-3ya":                       "münchen",
		"google-":                          "google",
	} {
		if got, ok := decodePunycode(s); string(got) != want || !ok {
			t.Errorf("%s stands for %q, %v; want %q", s, string(got), ok, want)
		}
	}
}

func TestWhatIsNotPunycode(t *testing.T) {
	for name, s := range map[string]string{
		"nothing":                 "",
		"only the hyphen":         "-",
		"a number without an end": "9",
		"not a digit":             "a-_",
		"beyond Unicode":          "99999999",
		"beyond 31 bits":          "99999999999",
		"half a surrogate pair":   "ib9b",
	} {
		if got, ok := decodePunycode(s); ok {
			t.Errorf("%s: %q stands for %q", name, s, string(got))
		}
	}
}

func FuzzDecodePunycode(f *testing.F) {
	f.Add("mnchen-3ya")
	f.Add("99999999999")
	f.Fuzz(func(t *testing.T, s string) {
		label, ok := decodePunycode(s)
		if ok != (len(label) > 0) || utf8.ValidString(s) && !utf8.ValidString(string(label)) {
			t.Fatalf("%q stands for %q, %v", s, string(label), ok)
		}
	})
}
