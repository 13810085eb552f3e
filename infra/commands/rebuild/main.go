// Command rebuild rewrites the counters of a settled day from its clicks and its ledger: `make
// rebuild DAY=2026-03-01`. It prints what it did as JSON, and its progress on standard error.
// It reads the whole table, however long that takes, while the admin's route has only the time
// of a request. Doing it again changes nothing.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/infra/commands/open"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "rebuild:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	if len(args) != 1 || args[0] == "" {
		return errors.New("which day? make rebuild DAY=2026-03-01")
	}
	day, err := referral.ParseDay(args[0])
	if err != nil {
		return err
	}
	t, err := open.Table(ctx, os.Getenv)
	if err != nil {
		return err
	}
	return rebuild(ctx, t, day, time.Now(), out, progress)
}

// reportEvery is the number of items, or of rows, between two lines of progress.
const reportEvery = 100_000

func rebuild(ctx context.Context, t *table.Table, day referral.Day, now time.Time, out, progress io.Writer) error {
	b := counting.NewRebuilder(t)
	next := map[string]int{}
	report := func(what string, n int) {
		if n >= next[what]+reportEvery {
			next[what] = n
			fmt.Fprintf(progress, "%d %s\n", n, what)
		}
	}
	b.Progress = func(read, written int) {
		report("items read", read)
		report("rows written", written)
	}
	by := referral.Stamp{By: "make rebuild", At: now, ID: ulid.MustNew(ulid.Timestamp(now), rand.Reader).String()}
	result, err := b.Rebuild(ctx, day, by)
	if err != nil {
		return err
	}
	asJSON := json.NewEncoder(out)
	asJSON.SetIndent("", "  ")
	return asJSON.Encode(result)
}
