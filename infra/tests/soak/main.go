// Command soak loads the whole local stack for a while, with faults on the way to its table and
// its processes killed one after the other. It then checks that every answered visit is exactly
// one click in the table, that all counters are the sum of their events, and that no process
// has grown.
//
//	go run ./infra/tests/soak -for 30m
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"time"
)

func main() {
	length := flag.Duration("for", 30*time.Minute, "how long to load the stack")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "the seed of the faults and kills")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "signpost-soak-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = soak(ctx, dir, *length, *seed, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}
