package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"signpost/infra/local/engine"
	"signpost/infra/tests/makerun"
	"signpost/shared/table"
)

// system is the engine, the wire to it, and the stack, which is a process of its own. Each of
// them survives the death of the others.
type system struct {
	dir, binaries, data, port, url string
	log                            *slog.Logger
	engine                         *engine.Engine
	faults                         *faultyWire
	kills                          map[string]int

	mu     sync.Mutex
	stack  *exec.Cmd
	failed error
}

const readyWithin = time.Minute

func startSystem(ctx context.Context, dir string, log *slog.Logger) (_ *system, err error) {
	s := &system{
		dir: dir, binaries: filepath.Join(dir, "bin"), data: filepath.Join(dir, "data"), log: log,
		kills: map[string]int{},
	}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	if err := s.build(ctx); err != nil {
		return nil, err
	}
	binary, err := engine.Install(ctx)
	if err != nil {
		return nil, err
	}
	config := engine.Config{Binary: binary, File: filepath.Join(dir, "table"), Log: log}
	if s.engine, err = engine.Start(ctx, config); err != nil {
		return nil, err
	}
	if s.faults, err = newFaultyWire(s.engine.Endpoint()); err != nil {
		return nil, err
	}
	if s.port, err = makerun.FreePort(); err != nil {
		return nil, err
	}
	s.url = "http://127.0.0.1:" + s.port
	return s, s.startStack()
}

// build compiles the stack, all functions and the commands that run needs. It changes to the
// project's folder.
func (s *system) build(ctx context.Context) error {
	root, err := projectRoot()
	if err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil { // the stack reads template.yaml where it is started
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc",
		"-o", s.binaries+"/",
		"./functions/...", "./infra/local", "./infra/local/token", "./infra/commands/replay")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the stack: %w: %s", err, said)
	}
	return nil
}

func projectRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "template.yaml")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			err = errors.New("template.yaml not found: run this inside the project")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

func (s *system) environment() []string {
	return append(os.Environ(), "PORT="+s.port, "DATA="+s.data, "BINARIES="+s.binaries, "MAKELEVEL=",
		"DYNAMODB_ENDPOINT="+s.faults.URL, "AWS_REGION="+engine.Region,
		"AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local")
}

// startStack starts the stack's process and waits until it is ready.
func (s *system) startStack() error {
	cmd := exec.Command(filepath.Join(s.binaries, "local"))
	cmd.Env = s.environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	log, err := os.OpenFile(filepath.Join(s.dir, "stack.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.mu.Lock()
	s.stack = cmd
	s.mu.Unlock()
	return s.waitReady(out)
}

func (s *system) waitReady(out io.Reader) error {
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "ready ") {
				ready <- true
			}
		}
		close(ready)
	}()
	select {
	case ok := <-ready:
		if ok {
			return nil
		}
	case <-time.After(readyWithin):
	}
	said, _ := os.ReadFile(filepath.Join(s.dir, "stack.log"))
	return fmt.Errorf("the stack did not get ready: %s", said[max(0, len(said)-2000):])
}

// killNowAndThen kills random processes until ctx is done: mostly functions, sometimes the
// engine or the whole stack.
func (s *system) killNowAndThen(ctx context.Context, random *rand.Rand) {
	for pause(ctx, time.Duration(random.ExpFloat64()*float64(killEvery))) {
		switch n := random.IntN(10); {
		case n == 0:
			s.kill("the stack", s.stackPid())
			if err := s.restartStack(); err != nil {
				s.mu.Lock()
				s.failed = err
				s.mu.Unlock()
				return
			}
		case n == 1:
			s.kill("the engine", s.engine.Pid())
		default:
			if functions := s.functions(); len(functions) > 0 {
				victim := functions[random.IntN(len(functions))]
				s.kill(victim.name, victim.pid)
			}
		}
	}
}

func (s *system) kill(name string, pid int) {
	s.kills[name]++
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// restartStack starts the stack again after it was killed. Starting is not part of the test, so
// nothing goes wrong on the wire meanwhile.
func (s *system) restartStack() error {
	_ = s.stack.Wait()
	s.faults.pause(true)
	defer s.faults.pause(false)
	return s.startStack()
}

func (s *system) stackPid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stack.Process.Pid
}

func (s *system) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// stop ends everything.
func (s *system) stop() {
	if s.stack != nil && s.stack.Process != nil {
		_ = s.stack.Process.Signal(syscall.SIGTERM)
		_ = s.stack.Wait()
	}
	if s.faults != nil {
		s.faults.CloseClientConnections()
		s.faults.Close()
	}
	if s.engine != nil {
		s.engine.Stop()
	}
}

// table returns the table, reached without the faulty wire.
func (s *system) table() *table.Table {
	return table.New(engine.Client(s.engine.Endpoint()), "signpost")
}

// run runs one of the programs that were built and returns its output.
func (s *system) run(ctx context.Context, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(s.binaries, program), args...)
	cmd.Env = s.environment()
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = fmt.Errorf("%s: %w: %s", program, err, exit.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}

// pause waits for d or until ctx is done. It reports whether ctx is not done.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
