// Package runtime runs Lambda functions on this machine: it starts the real bootstraps, serves
// each the Lambda Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html),
// hands them invocations and starts them again when they crash.
package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// MaxPayload is the most that a synchronous invocation takes and gives, in bytes: 6 MB and what
// AWS allows above it (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html;
// 6291556 is what its error messages name).
const MaxPayload = 6291556

// Function is a function to run.
type Function struct {
	ID          string // logical id; Invoke takes it
	Bootstrap   string // path of the executable
	Environment []string
	Timeout     time.Duration // an invocation that takes longer fails and its process is replaced
	MemoryMB    int           // told to the function, not enforced
	// invocations that a process works on at once (AWS_LAMBDA_MAX_CONCURRENCY); at least 1
	Concurrency int
	Processes   int    // at least 1
	LogFile     string // where standard output and error go; empty discards them
}

// Config says which functions to run and how.
type Config struct {
	Functions []Function
	// Freeze stops each process (SIGSTOP) from its answer to its next invocation, as AWS
	// freezes one: nothing that matters may happen after the answer. Concurrency is then 1.
	Freeze bool
	Log    *slog.Logger // told of crashes and restarts; nil is silent
}

// Runtime runs functions. It is safe for concurrent use.
type Runtime struct {
	functions map[string]*function
	stop      context.CancelFunc
	running   sync.WaitGroup
}

// Start starts every function and returns when all of them wait for an invocation. If one does
// not, the error says which and why, and nothing is left running. ctx bounds only the start;
// the caller must Stop the runtime.
func Start(ctx context.Context, config Config) (*Runtime, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	living, stop := context.WithCancel(context.Background())
	r := &Runtime{functions: map[string]*function{}, stop: stop}
	ready := make(chan error) // what each process's first start comes to
	waiting := 0
	for _, declared := range config.Functions {
		f := newFunction(declared, config)
		r.functions[declared.ID] = f
		for range f.Processes {
			waiting++
			r.running.Go(func() { f.supervise(living, once(living, ready)) })
		}
	}
	for ; waiting > 0; waiting-- {
		select {
		case err := <-ready:
			if err != nil {
				r.Stop()
				return nil, err
			}
		case <-ctx.Done():
			r.Stop()
			return nil, ctx.Err()
		}
	}
	return r, nil
}

// once returns what tells the first error that it is given, nil too, and says whether it did.
func once(living context.Context, first chan<- error) func(error) bool {
	told := false
	return func(err error) bool {
		if told {
			return false
		}
		told = true
		select {
		case first <- err:
		case <-living.Done():
		}
		return true
	}
}

// Stop kills every process and waits until they are gone.
func (r *Runtime) Stop() {
	r.stop()
	r.running.Wait()
	for _, f := range r.functions {
		for _, p := range f.living() {
			p.kill()
		}
	}
}

// Pids returns the process ids of a function, for fault tests.
func (r *Runtime) Pids(function string) []int {
	var pids []int
	if f, ok := r.functions[function]; ok {
		for _, p := range f.living() {
			pids = append(pids, p.cmd.Process.Pid)
		}
	}
	return pids
}

// ErrTooLarge says that a payload is over MaxPayload; Lambda's Invoke answers 413 then.
var ErrTooLarge = errors.New("the payload is larger than Lambda takes")

// FunctionError says that a function was called and failed: it returned an error, crashed, took
// too long or answered too much. It corresponds to X-Amz-Function-Error of Lambda's Invoke.
type FunctionError struct {
	Function string
	Type     string // such as Runtime.ExitError, Sandbox.Timedout, or the error's own type
	Message  string
}

// Error names the function and what happened to it.
func (e *FunctionError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Function, e.Type, e.Message)
}

// Invoke calls the function with that logical id and returns its answer. A *FunctionError says
// that the function failed. When ctx ends first, the function is left to finish, as AWS does
// when a caller goes away. The caller must not change payload afterwards.
func (r *Runtime) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	f, ok := r.functions[function]
	if !ok {
		return nil, fmt.Errorf("no function %q", function)
	}
	if len(payload) > MaxPayload {
		return nil, ErrTooLarge
	}
	inv := &invocation{payload: payload, result: make(chan result, 1)}
	select {
	case f.queue <- inv:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case got := <-inv.result:
		return got.answer, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// invocation is one call on its way through a process.
type invocation struct {
	id      string
	payload []byte
	timer   *time.Timer
	result  chan result // takes one
}

type result struct {
	answer []byte
	err    error
}

// finish gives the caller the result; only the first one counts.
func (inv *invocation) finish(answer []byte, err error) {
	select {
	case inv.result <- result{answer, err}:
	default:
	}
}
