// Command bench measures what the redirect, the counters and the local stack cost, and prints
// one line for each result: name value unit. README.md says how each figure is measured.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
)

// measurement prints one or more results.
type measurement struct {
	name string
	run  func(context.Context, *bench) error
}

// measurements run in this order. The last one needs results of others.
var measurements = []measurement{
	{"size", measureSize},
	{"bots", measureBots},
	{"handler", measureHandler},
	{"invoke", measureInvoke},
	{"init", measureInit},
	{"requests", measureRequests},
	{"conversion", measureConversion},
	{"counter", measureCounter},
	{"counter_units", measureCounterUnits},
	{"first_click", measureFirstClick},
	{"latency", measureLatency},
	{"import", measureImport},
	{"reports", measureReports},
	{"local", measureLocal},
	{"price", measurePrice},
}

// bench is what measurements share.
type bench struct {
	dir     string             // for binaries and other files
	results map[string]float64 // what was printed, by name
}

// result prints one line.
func (b *bench) result(name string, value float64, unit string) {
	b.results[name] = value
	fmt.Printf("%s %.4g %s\n", name, value, unit)
}

func main() {
	only := flag.String("only", "", "run the measurements whose names match this pattern")
	flag.Parse()
	if err := run(*only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(only string) error {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "signpost-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	os.Unsetenv("AWS_CA_BUNDLE") // every client would read it, and some do so slowly
	b := &bench{dir: dir, results: map[string]float64{}}
	failed := false
	for _, m := range measurements {
		if !pattern.MatchString(m.name) {
			continue
		}
		if err := m.run(ctx, b); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", m.name, err)
			failed = true
		}
	}
	if failed {
		return fmt.Errorf("not everything could be measured")
	}
	return nil
}
