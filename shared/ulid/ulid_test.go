package ulid_test

import (
	"encoding/binary"
	"testing"
	"time"

	oklog "github.com/oklog/ulid/v2"
	"pgregory.net/rapid"

	"signpost/shared/ulid"
)

func TestPutWritesWhatTheLibraryWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Uint64Range(0, oklog.MaxTime()).Draw(t, "ms")
		high, low := rapid.Uint16().Draw(t, "high"), rapid.Uint64().Draw(t, "low")
		var want oklog.ULID
		if err := want.SetTime(ms); err != nil {
			t.Fatal(err)
		}
		binary.BigEndian.PutUint16(want[6:], high)
		binary.BigEndian.PutUint64(want[8:], low)
		var got [ulid.Length]byte
		ulid.Put(got[:], time.UnixMilli(int64(ms)), high, low)
		if string(got[:]) != want.String() {
			t.Fatalf("got %s, want %s", got, want)
		}
		if at, ok := ulid.Time(string(got[:])); !ok || uint64(at.UnixMilli()) != ms {
			t.Fatalf("the time of %s is %v, %v; want %d", got, at, ok, ms)
		}
	})
}

func FuzzTimeReadsWhatTheLibraryReads(f *testing.F) {
	f.Add("01ARZ3NDEKTSV4RRFFQ69G5FAV")
	f.Add("01arz3ndektsv4rrffq69g5fav")
	f.Add("81ARZ3NDEKTSV4RRFFQ69G5FAV")
	f.Fuzz(func(t *testing.T, s string) {
		want, err := oklog.ParseStrict(s)
		at, ok := ulid.Time(s)
		if exact := err == nil && want.String() == s; ok != exact {
			t.Errorf("%q is a ULID: %v, want %v", s, ok, exact)
		} else if ok && uint64(at.UnixMilli()) != want.Time() {
			t.Errorf("the time of %q is %v", s, at)
		}
	})
}

func TestReadingATimeDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { ulid.Time("01ARZ3NDEKTSV4RRFFQ69G5FAV") }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
