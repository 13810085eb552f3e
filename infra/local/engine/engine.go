// Package engine runs the DynamoDB engine of the local stack and of the tests. It is dynoxide,
// a single native binary from npm, installed from the committed lock file and checked against a
// known digest before it runs.
//
// The engine listens on the loopback interface only and dies with the program that started it.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"
)

const (
	readyWithin = 10 * time.Second
	stopWithin  = 2 * time.Second
	// An engine that dies more than maxRestarts times in restartPeriod is given up.
	maxRestarts   = 5
	restartPeriod = 30 * time.Second
)

// Config says which engine to run and where it keeps its tables.
type Config struct {
	// Binary is the checked executable that Install returned.
	Binary string
	// File is the database file. If it is empty, everything is in memory, and a restart
	// loses it.
	File string
	// Log gets a line whenever the engine dies. Nil logs nothing.
	Log *slog.Logger
}

// Engine is a running DynamoDB engine. Whenever it dies it is restarted on the same port.
type Engine struct {
	config Config
	port   int
	stop   context.CancelFunc
	done   chan struct{}
	failed chan error

	mu    sync.Mutex
	child *child
}

// Start runs the engine on a free port of 127.0.0.1 and returns once it answers. A database
// file that the engine can't read is a *FileError. The caller must Stop it; ctx bounds only the
// start.
func Start(ctx context.Context, config Config) (*Engine, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if err := prepareFile(config.File); err != nil {
		return nil, err
	}
	first, port, err := startOnFreePort(ctx, config)
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.Background())
	e := &Engine{
		config: config, port: port, stop: stop, done: make(chan struct{}), failed: make(chan error, 1),
		child: first,
	}
	go e.supervise(running)
	return e, nil
}

// Endpoint returns the engine's base URL, which stays the same across restarts.
func (e *Engine) Endpoint() string { return endpoint(e.port) }

// Failed delivers one error if the engine dies so often that it is no longer restarted.
func (e *Engine) Failed() <-chan error { return e.failed }

// Pid returns the id of the current process, for fault tests.
func (e *Engine) Pid() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.child.pid()
}

// Stop ends the engine and waits until its process is gone. It may be called more than once.
func (e *Engine) Stop() {
	e.stop()
	<-e.done
}

func (e *Engine) supervise(ctx context.Context) {
	defer close(e.done)
	var deaths []time.Time
	for {
		select {
		case <-ctx.Done():
			e.child.end(stopWithin)
			return
		case <-e.child.exited:
		}
		deaths = append(recent(deaths, time.Now()), time.Now())
		if len(deaths) > maxRestarts {
			e.failed <- fmt.Errorf("the DynamoDB engine died %d times in %s, last: %w", len(deaths),
				restartPeriod, e.child.err())
			return
		}
		e.config.Log.Warn("the DynamoDB engine died and is being restarted", "endpoint", e.Endpoint(),
			"error", e.child.err().Error())
		if err := e.restart(ctx); err != nil {
			if ctx.Err() == nil {
				e.failed <- fmt.Errorf("the DynamoDB engine could not be restarted: %w", err)
			}
			return
		}
	}
}

// restart tries a few times: what killed the engine, such as a lack of memory, may also hit its
// successor.
func (e *Engine) restart(ctx context.Context) error {
	next, err := startChild(ctx, e.config, e.port)
	for try := 1; err != nil && try < maxRestarts && ctx.Err() == nil; try++ {
		time.Sleep(100 * time.Millisecond)
		next, err = startChild(ctx, e.config, e.port)
	}
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.child = next
	e.mu.Unlock()
	return nil
}

func recent(times []time.Time, now time.Time) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) > restartPeriod {
		times = times[1:]
	}
	return times
}

// startOnFreePort tries a few ports, because another program may take a port after it was
// chosen.
func startOnFreePort(ctx context.Context, config Config) (*child, int, error) {
	for tries := 0; ; tries++ {
		port, err := freePort()
		if err != nil {
			return nil, 0, err
		}
		c, err := startChild(ctx, config, port)
		if errors.Is(err, errPortTaken) && tries < 4 {
			continue
		}
		return c, port, err
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("no free port on 127.0.0.1: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func endpoint(port int) string {
	return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}
