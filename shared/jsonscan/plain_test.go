package jsonscan

import "testing"

func FuzzPlainUntil(f *testing.F) {
	f.Add("Mozilla/5.0 (X11; Linux x86_64)", 3)
	f.Add("!\x01\x00\"#[\\]\x7f\x80\xff", 0)
	f.Fuzz(func(t *testing.T, s string, at int) {
		if at < 0 || at > len(s) {
			return
		}
		want := at
		for want < len(s) && s[want] != '"' && s[want] != '\\' && s[want] < 0x80 {
			want++
		}
		if got := plainUntil(s, at); got != want {
			t.Errorf("%q is plain from %d until %d, want %d", s, at, got, want)
		}
	})
}
