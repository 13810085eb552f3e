package main

import (
	"log/slog"
	"os"
	"testing"
	"time"
)

// TestAMinuteOfFaults is a short soak; SOAK is another length.
func TestAMinuteOfFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("takes more than a minute")
	}
	length := time.Minute
	if s := os.Getenv("SOAK"); s != "" {
		var err error
		if length, err = time.ParseDuration(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := soak(t.Context(), t.TempDir(), length, 1,
		slog.New(slog.NewTextHandler(t.Output(), nil))); err != nil {
		t.Error(err)
	}
}
