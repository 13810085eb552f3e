package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"signpost/infra/local/journal"
)

func open(t *testing.T, path string) (*journal.Journal, []string) {
	t.Helper()
	var got []string
	j, err := journal.Open(path, func(record []byte) error {
		var s string
		defer func() { got = append(got, s) }()
		return json.Unmarshal(record, &s)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j, got
}

func TestRecordsReadBackInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "state")
	j, got := open(t, path)
	if len(got) != 0 {
		t.Fatalf("a new file holds %q", got)
	}
	if err := errors.Join(j.Append("one", "two\nlines"), j.Append("three")); err != nil {
		t.Fatal(err)
	}
	j.Close()
	if _, got = open(t, path); !slices.Equal(got, []string{"one", "two\nlines", "three"}) {
		t.Errorf("got %q", got)
	}
}

func TestACutOffRecordIsDroppedAndTheNextOneIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j, _ := open(t, path)
	if err := j.Append("one", "two"); err != nil {
		t.Fatal(err)
	}
	whole := j.Size()
	j.Close()
	for cut := whole - 1; cut > whole-15; cut-- {
		if err := os.Truncate(path, cut); err != nil {
			t.Fatal(err)
		}
		j, got := open(t, path)
		if !slices.Equal(got, []string{"one"}) {
			t.Fatalf("cut at %d of %d: got %q", cut, whole, got)
		}
		if err := j.Append("two"); err != nil {
			t.Fatal(err)
		}
		j.Close()
	}
	if _, got := open(t, path); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("got %q", got)
	}
}

func TestADamagedFileIsOneClearError(t *testing.T) {
	for name, content := range map[string]string{
		"not a journal": "hello\n",
		"changed":       "3b7ba4bf \"one\"\n00000000 \"two\"\n",
		"binary":        "\x00\x01\x02\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := journal.Open(path, func([]byte) error { return nil })
			var corrupt *journal.CorruptError
			if !errors.As(err, &corrupt) || !strings.Contains(err.Error(), path) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("error = %v", err)
			}
		})
	}
}

func TestRewriteReplacesTheContent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j, _ := open(t, path)
	if err := errors.Join(
		j.Append("one"),
		j.Rewrite(func(yield func(any) bool) { _ = yield("uno") && yield("due") }),
		j.Append("tre"),
	); err != nil {
		t.Fatal(err)
	}
	j.Close()
	if _, got := open(t, path); !slices.Equal(got, []string{"uno", "due", "tre"}) {
		t.Errorf("got %q", got)
	}
}

func TestOnlyOneProgramHasItOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j, _ := open(t, path)
	if err := j.Rewrite(func(func(any) bool) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(path, nil); !errors.Is(err, journal.ErrInUse) {
		t.Errorf("error = %v", err)
	}
}

func TestConcurrentAppendsAreAllKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j, _ := open(t, path)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 25 {
				if err := j.Append(fmt.Sprint(i, ".", k)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	j.Close()
	if _, got := open(t, path); len(got) != 200 {
		t.Errorf("%d of 200 records", len(got))
	}
}

// TestKilledWhileWriting runs this test binary as a writer that prints what was acknowledged,
// and kills it.
func TestKilledWhileWriting(t *testing.T) {
	path := os.Getenv("JOURNAL_TEST_WRITE")
	if path != "" {
		j, _ := open(t, path)
		for i := 0; ; i++ {
			if err := j.Append(strings.Repeat("x", i%500) + fmt.Sprint(i)); err != nil {
				panic(err)
			}
			fmt.Println(i)
		}
	}
	path = filepath.Join(t.TempDir(), "state")
	for range 3 {
		writer := exec.Command(os.Args[0], "-test.run=^TestKilledWhileWriting$")
		writer.Env = append(os.Environ(), "JOURNAL_TEST_WRITE="+path)
		promised, err := writer.StdoutPipe()
		if err != nil || writer.Start() != nil {
			t.Fatal("can't start the writer", err)
		}
		last := 0
		for last < 50 {
			if _, err := fmt.Fscanln(promised, &last); err != nil {
				t.Fatal(err)
			}
		}
		_ = writer.Process.Kill()
		_ = writer.Wait()
		j, got := open(t, path)
		if len(got) <= last {
			t.Errorf("%d records, but %d were promised", len(got), last+1)
		}
		j.Close()
		_ = os.Remove(path)
	}
}
