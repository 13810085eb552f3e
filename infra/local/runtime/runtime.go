// Package runtime runs Lambda functions on this machine: it starts their real bootstraps,
// serves them the Lambda Runtime API
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), hands them invocations, and
// restarts them when they crash.
package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"signpost/infra/local/lineage"
)

// MaxPayload is the maximum size of a synchronous invocation's payload and answer in bytes: 6
// MB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html) and the 100
// bytes more that AWS's error messages name.
const MaxPayload = 6291556

// Function is a function to run.
type Function struct {
	ID          string // logical id, by which Invoke finds it
	Bootstrap   string // path of the executable
	Environment []string
	Timeout     time.Duration // an invocation that takes longer fails, and its process is replaced
	MemoryMB    int           // told to the function, not enforced
	// Concurrency is how many invocations a process handles at once
	// (AWS_LAMBDA_MAX_CONCURRENCY), at least 1.
	Concurrency int
	Processes   int    // at least 1
	AllowsLoops bool   // goes on in a loop of events that Lambda would stop (RecursiveLoop: Allow)
	LogFile     string // where standard output and error go; empty discards them
}

// Config says which functions to run and how.
type Config struct {
	Functions []Function
	// Freeze stops each process (SIGSTOP) between its answer and its next invocation, as
	// AWS does. This shows whether a function does anything that matters after its answer.
	// Concurrency is then 1.
	Freeze bool
	Log    *slog.Logger // gets crashes and restarts; nil logs nothing
}

// Runtime runs functions. It is safe for concurrent use.
type Runtime struct {
	functions map[string]*function
	stop      context.CancelFunc
	running   sync.WaitGroup
}

// Start starts every function and returns when all of them wait for an invocation. If one of
// them does not get there, the error says which and why, and nothing is left running. ctx
// bounds only the start. The caller must Stop the runtime.
func Start(ctx context.Context, config Config) (*Runtime, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	living, stop := context.WithCancel(context.Background())
	r := &Runtime{functions: map[string]*function{}, stop: stop}
	ready := make(chan error) // the outcome of each process's first start
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

// once returns a function that sends the first error that it gets, which may be nil, and
// reports whether it did.
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

// Stop kills all processes and waits until they are gone.
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

// ErrLoop means that the event comes from a chain that has invoked the function too often.
var ErrLoop = errors.New("RecursiveInvocationException: a recursive loop was detected, and the event is not delivered")

// ErrTooLarge means that a payload is larger than MaxPayload. Lambda's Invoke answers 413 then.
var ErrTooLarge = errors.New("the payload is larger than Lambda allows")

// FunctionError means that a function was called and failed: it returned an error, crashed,
// took too long or its answer was too large. It corresponds to X-Amz-Function-Error of Lambda's
// Invoke.
type FunctionError struct {
	Function string
	Type     string // such as Runtime.ExitError, Sandbox.Timedout or the type of the error
	Message  string
}

// Error names the function and says what happened to it.
func (e *FunctionError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Function, e.Type, e.Message)
}

// Invoke calls the function with that logical id and returns its answer. If the function
// failed, the error is a *FunctionError. If ctx ends first, the function goes on until it is
// done, as on AWS when a caller goes away. The caller must not change payload afterwards. The event
// may have a trace in ctx (lineage.With). If it comes from a loop, the error is ErrLoop.
func (r *Runtime) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	f, ok := r.functions[function]
	if !ok {
		return nil, fmt.Errorf("no function %q", function)
	}
	if len(payload) > MaxPayload {
		return nil, ErrTooLarge
	}
	trace := lineage.From(ctx)
	if !f.AllowsLoops && lineage.Count(trace, function) >= lineage.Limit {
		return nil, ErrLoop
	}
	inv := &invocation{payload: payload, trace: f.begins, result: make(chan result, 1)}
	if trace != "" {
		inv.trace = lineage.Next(trace, function)
	}
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

// invocation is a call that a process handles.
type invocation struct {
	id      string
	payload []byte
	trace   string // what the function sends with its calls
	timer   *time.Timer
	result  chan result // has room for one
}

type result struct {
	answer []byte
	err    error
}

// finish gives the caller the result. Only the first one counts.
func (inv *invocation) finish(answer []byte, err error) {
	select {
	case inv.result <- result{answer, err}:
	default:
	}
}
