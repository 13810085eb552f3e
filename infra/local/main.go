// Command local runs all of Signpost on this machine: `make run` builds and starts it.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"signpost/infra/local/stack"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "signpost:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if os.Getenv("MAKELEVEL") != "" {
		stopWithMake(ctx)
	}
	port, err := strconv.Atoi(cmp.Or(os.Getenv("PORT"), "8080"))
	if err != nil || port < 0 || port > 65535 {
		return fmt.Errorf("PORT=%s is not a port", os.Getenv("PORT"))
	}
	parameters, err := readParameters(os.Getenv("PARAMETERS"))
	if err != nil {
		return err
	}
	s, err := stack.Start(ctx, stack.Options{
		Template: "template.yaml", Binaries: cmp.Or(os.Getenv("BINARIES"), "build/local"),
		Data: cmp.Or(os.Getenv("DATA"), ".local"), Port: port,
		DynamoDB: os.Getenv("DYNAMODB_ENDPOINT"), Freeze: os.Getenv("FREEZE") != "",
		CheckAccess: os.Getenv("CHECK_ACCESS") != "", Throttle: os.Getenv("THROTTLE") != "",
		Parameters: parameters, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if ctx.Err() != nil { // told to stop before it was ready
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("ready %s\n", s.URL)
	select {
	case <-ctx.Done():
		stop() // from here on a second Ctrl-C ends the program at once
	case err = <-s.Failed():
	}
	halt(s)
	return err
}

// readParameters reads parameters of the template, such as "UseEdge=false AdsPerPartner=5".
func readParameters(list string) (map[string]any, error) {
	parameters := map[string]any{}
	for _, parameter := range strings.Fields(list) {
		name, value, ok := strings.Cut(parameter, "=")
		if !ok {
			return nil, fmt.Errorf("PARAMETERS has %q, which is not a name and a value", parameter)
		}
		parameters[name] = value
		if n, err := strconv.Atoi(value); err == nil {
			parameters[name] = n
		}
	}
	return parameters, nil
}

// halt stops the stack. If that takes longer than a person cares to wait, it exits, and the
// children die with this program.
func halt(s *stack.Stack) {
	force := time.AfterFunc(4*time.Second, func() { os.Exit(1) })
	defer force.Stop()
	s.Stop()
}
