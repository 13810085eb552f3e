package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/click"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// down is a store that fails.
type down struct{}

func (down) WriteFirst(context.Context, referral.Click) (bool, error) {
	return false, errors.New("down")
}

func (down) WriteRepeat(context.Context, referral.Click) error { return errors.New("down") }

// logOf returns what the redirect logs when it can't write n clicks, each of another visit.
func logOf(n int) string {
	var log bytes.Buffer
	w := click.NewWriter(down{}, nil, slog.New(slog.NewJSONHandler(&log, nil)))
	for i := range n {
		w.Write(context.Background(), referral.Click{
			ID: referral.ClickID(fmt.Sprintf("visit%011d01ARZ3NDEKTSV4RRFFQ69G5FAV", i)),
			At: time.Unix(1, 0), Website: "haircare", Partner: "abc123", Kind: referral.Hit,
		}, time.Now())
	}
	return log.String()
}

func TestReplayingAgainChangesNothing(t *testing.T) {
	db := enginetest.Start(t)
	store := table.New(db.Client, db.Table)
	log := "START RequestId: 1\n" + logOf(20) + "{\"unwrittenClick\":{}}\n" +
		strings.TrimSpace(logOf(21)) // without a line feed at the end
	for range 2 {
		n, err := replay(t.Context(), store, nobodyWaits, strings.NewReader(log))
		if err != nil || n != 41 {
			t.Fatalf("clicks = %d, %v; want 41", n, err)
		}
	}
	found, err := db.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &db.Table})
	if err != nil || found.Count != 21 {
		t.Errorf("items = %d, %v; want 21", found.Count, err)
	}
}

func TestReplayReadsLinesThatLogToolsHaveWrapped(t *testing.T) {
	line := strings.TrimSpace(logOf(1))
	for _, wrapped := range []string{
		line, "2026-03-01T00:00:00Z abc " + line, fmt.Sprintf(`{"message":%q}`, line),
		fmt.Sprintf(`{"a":%q}`, fmt.Sprintf(`{"message":%q}`, line)),
	} {
		if _, ok := click.FindMessage(wrapped); !ok {
			t.Errorf("no click found in %s", wrapped)
		}
	}
}

func TestReplayFailsWhileTheTableIsDown(t *testing.T) {
	if _, err := replay(t.Context(), down{}, nobodyWaits, strings.NewReader(logOf(3))); err == nil {
		t.Error("no error")
	}
}

func TestReplaySaysWhatIsMissing(t *testing.T) {
	t.Setenv("TABLE", "")
	t.Setenv("DATA", t.TempDir())
	empty := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {""}, {"/no/such/file"}, {empty}} {
		if err := run(t.Context(), args); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("run(%q) = %v, want one line", args, err)
		}
	}
}

func nobodyWaits(context.Context, referral.ClickID) error { return nil }
