package runtime

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"signpost/infra/local/lineage"
)

const (
	// A process that dies before its first poll is restarted after a pause that doubles
	// each time, up to maxPause. Invocations during the pause fail at once, as on AWS.
	minPause = 50 * time.Millisecond
	maxPause = 2 * time.Second
)

// function is a function with its processes.
type function struct {
	Function
	freeze bool
	log    *slog.Logger
	queue  chan *invocation // unbuffered, so that a process has taken what was sent
	begins string           // the trace of an invocation that begins a chain

	mu        sync.Mutex
	processes map[*process]bool
}

func newFunction(declared Function, config Config) *function {
	declared.Processes = max(declared.Processes, 1)
	declared.Concurrency = max(declared.Concurrency, 1)
	if config.Freeze {
		declared.Concurrency = 1
	}
	return &function{
		Function: declared, freeze: config.Freeze, log: config.Log, queue: make(chan *invocation),
		begins: lineage.Next("", declared.ID), processes: map[*process]bool{},
	}
}

// supervise keeps one process running until ctx ends. It calls tell with nil when the process
// first polls for work, or with the reason why it does not.
func (f *function) supervise(ctx context.Context, tell func(error) bool) {
	pause := minPause
	for ctx.Err() == nil {
		p, err := startProcess(f)
		if err == nil {
			err = f.run(ctx, p, tell)
		}
		if ctx.Err() != nil {
			return
		}
		if err == nil { // it had polled for work
			pause = minPause
			continue
		}
		if !tell(err) {
			f.log.Error("a function does not start", "function", f.ID, "error", err.Error())
		}
		f.refuse(ctx, pause, err)
		pause = min(2*pause, maxPause)
	}
}

// run waits until the process has ended or must be replaced. The error says why it never polled
// for work.
func (f *function) run(ctx context.Context, p *process, tell func(error) bool) error {
	select {
	case <-p.polled:
		tell(nil)
	case <-p.exited:
		return p.initError()
	case <-ctx.Done():
		p.kill()
		return nil
	}
	select {
	case <-p.retired:
	case <-ctx.Done():
		p.kill()
		return nil
	}
	if p.tooLate.Load() { // a successor takes over while it finishes its other work
		f.log.Warn("a function took too long and is being restarted",
			"function", f.ID, "timeout", f.Timeout.String())
		return nil
	}
	<-p.exited
	f.log.Warn("a function crashed and is being restarted",
		"function", f.ID, "how", p.ending(), "said", p.lastWords())
	return nil
}

// refuse fails the invocations that arrive during the pause.
func (f *function) refuse(ctx context.Context, pause time.Duration, cause error) {
	over := time.NewTimer(pause)
	defer over.Stop()
	for {
		select {
		case inv := <-f.queue:
			inv.finish(nil, &FunctionError{f.ID, "Runtime.InitError", cause.Error()})
		case <-over.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (f *function) add(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.processes[p] = true
}

func (f *function) remove(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.processes, p)
}

// living returns the processes that exist.
func (f *function) living() []*process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.processes))
}

func (f *function) timedOut() error {
	return &FunctionError{
		f.ID, "Sandbox.Timedout", fmt.Sprintf("Task timed out after %.2f seconds", f.Timeout.Seconds()),
	}
}
