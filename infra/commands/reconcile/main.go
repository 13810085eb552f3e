// Command reconcile recomputes a day from its events and compares it with its counters: `make
// reconcile DAY=2026-03-01`. It prints the result as JSON, and its progress on standard error.
// It reads the whole table, however long that takes, while the admin's route has only the time
// of a request. It exits with 1 if counters differ.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"signpost/infra/commands/open"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	equal, err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "reconcile:", err)
	}
	if err != nil || !equal {
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) (equal bool, err error) {
	if len(args) != 1 || args[0] == "" {
		return false, fmt.Errorf("which day? make reconcile DAY=2026-03-01")
	}
	day, err := referral.ParseDay(args[0])
	if err != nil {
		return false, err
	}
	table, err := open.Table(ctx, os.Getenv)
	if err != nil {
		return false, err
	}
	return reconcileDay(ctx, counting.NewReader(table), day, out, progress)
}

// reportEvery is the number of items between two lines of progress.
const reportEvery = 100_000

func reconcileDay(
	ctx context.Context, source reconcile.Source, day referral.Day, out, progress io.Writer,
) (equal bool, err error) {
	r := reconcile.New(source)
	next := reportEvery
	r.Progress = func(items int) {
		if items >= next {
			fmt.Fprintf(progress, "%d items read\n", items)
			next = items + reportEvery
		}
	}
	result, err := r.Day(ctx, day)
	if err != nil {
		return false, err
	}
	asJSON := json.NewEncoder(out)
	asJSON.SetIndent("", "  ")
	return len(result.Differences) == 0 && result.Unreadable == 0, asJSON.Encode(result)
}
