package main

import (
	"log/slog"
	"os"
	"testing"
	"time"
)

// TestAMinuteOfFaults is a short soak. SOAK sets another length.
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
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	if err := soak(t.Context(), t.TempDir(), length, 1, log); err != nil {
		t.Error(err)
	}
}
