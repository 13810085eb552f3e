package click

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"pgregory.net/rapid"
)

func TestULIDsAreThoseOfTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Uint64Range(0, ulid.MaxTime()).Draw(t, "ms")
		high, low := rapid.Uint16().Draw(t, "high"), rapid.Uint64().Draw(t, "low")
		var want ulid.ULID
		if err := want.SetTime(ms); err != nil {
			t.Fatal(err)
		}
		binary.BigEndian.PutUint16(want[6:], high)
		binary.BigEndian.PutUint64(want[8:], low)
		var got [ulidLength]byte
		putULID(got[:], time.UnixMilli(int64(ms)), high, low)
		if string(got[:]) != want.String() {
			t.Fatalf("got %s, want %s", got, want)
		}
		if at, ok := parseULID(string(got[:])); !ok || uint64(at.UnixMilli()) != ms {
			t.Fatalf("%s is of %v, %v; want %d", got, at, ok, ms)
		}
	})
}

func FuzzParseULID(f *testing.F) {
	f.Add("01ARZ3NDEKTSV4RRFFQ69G5FAV")
	f.Fuzz(func(t *testing.T, s string) {
		want, err := ulid.ParseStrict(s)
		at, ok := parseULID(s)
		if exact := err == nil && want.String() == s; ok != exact {
			t.Errorf("%q is a ULID: %v, want %v", s, ok, exact)
		} else if ok && uint64(at.UnixMilli()) != want.Time() {
			t.Errorf("%q is of %v", s, at)
		}
	})
}
