package startup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"signpost/shared/startup"
)

// isAhead fails the test unless the clock is ahead by d.
func isAhead(t *testing.T, clock func() time.Time, d time.Duration) {
	t.Helper()
	before, now, after := time.Now(), clock(), time.Now()
	if now.Before(before.Add(d)) || now.After(after.Add(d)) {
		t.Errorf("%s ahead, want %s", now.Sub(before), d)
	}
}

func TestTheLocalClockCanBeMoved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "clock")
	t.Setenv("SIGNPOST_LOCAL", "1")
	t.Setenv("SIGNPOST_CLOCK", file)
	clock := startup.Clock()
	isAhead(t, clock, 0)
	for _, step := range []struct {
		text string
		want time.Duration
	}{
		{"24h\n", 24 * time.Hour}, {"", 24 * time.Hour}, {"soon", 24 * time.Hour},
		{"25h30m", 25*time.Hour + 30*time.Minute},
	} {
		if err := os.WriteFile(file, []byte(step.text), 0o600); err != nil {
			t.Fatal(err)
		}
		isAhead(t, clock, step.want)
	}
}

func TestNobodyMovesTheClockOnAWS(t *testing.T) {
	file := filepath.Join(t.TempDir(), "clock")
	if err := os.WriteFile(file, []byte("24h"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SIGNPOST_LOCAL", "")
	t.Setenv("SIGNPOST_CLOCK", file)
	isAhead(t, startup.Clock(), 0)
}
