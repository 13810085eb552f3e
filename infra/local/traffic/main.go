// Command traffic fills the running local stack with a year of believable traffic: `make demo`. It
// writes what the system itself would have written, in the order in which it happened: partners,
// websites and ads, then clicks, then what merchants reported, decided by the real rules. The
// stack's own counter counts it. Of the same SEED and CLICKS there is one year in a stack: a second
// run says so, and one that was stopped is completed by the next.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"signpost/infra/local/year"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Getenv)
	if ctx.Err() != nil {
		err = errors.New("stopped: run make demo again and it goes on where it was")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "no demo:", err)
		os.Exit(1)
	}
}

// Defaults of the environment variables.
const (
	defaultSeed   = "1"
	defaultClicks = "1000000"
)

func run(ctx context.Context, env func(string) string) error {
	plan, err := planOf(env, time.Now())
	if err != nil {
		return err
	}
	data := cmp.Or(env("DATA"), ".local")
	url := "http://127.0.0.1:" + cmp.Or(env("PORT"), "8080")
	if err := runs(ctx, url, data); err != nil {
		return err
	}
	note, err := openNote(filepath.Join(data, "year"), plan)
	if err != nil {
		return err
	}
	f, err := newFiller(ctx, url, data, note)
	if err != nil {
		return err
	}
	if note.Finished {
		f.summary("is here already; nothing was added")
		return nil
	}
	return f.fill(ctx)
}

// planOf reads SEED and CLICKS.
func planOf(env func(string) string, now time.Time) (year.Plan, error) {
	plan := year.Plan{Until: now.UTC().Truncate(time.Minute)}
	var err error
	if plan.Seed, err = strconv.ParseUint(cmp.Or(env("SEED"), defaultSeed), 10, 64); err != nil {
		return plan, fmt.Errorf("SEED must be 0 to %d", year.MaxSeed)
	}
	if plan.Clicks, err = strconv.Atoi(cmp.Or(env("CLICKS"), defaultClicks)); err != nil {
		return plan, fmt.Errorf("CLICKS must be %d to %d", year.MinClicks, year.MaxClicks)
	}
	return plan, plan.Check()
}

// runs returns an error unless a stack runs at url and keeps its data in the folder data.
func runs(ctx context.Context, url, data string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/config.json", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("nothing runs at %s: start it with make run", url)
	}
	resp.Body.Close()
	of, err := os.ReadFile(filepath.Join(data, "url"))
	if err != nil || strings.TrimSpace(string(of)) != url {
		return fmt.Errorf("what runs at %s keeps its data elsewhere than in %s: "+
			"name the folder that make run was given, with DATA", url, data)
	}
	return nil
}
