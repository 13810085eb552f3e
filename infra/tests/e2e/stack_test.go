package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// stack is a running `make run`.
type stack struct {
	cmd    *exec.Cmd
	url    string
	port   string
	output *output
	exited chan error
}

// output keeps what the stack printed.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) line(s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.buf.WriteString(s + "\n")
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

const (
	readyWithin = 3 * time.Minute // the first start builds everything
	stopWithin  = 5 * time.Second
)

// runStack starts `make run` on port, with its data in the folder data, and waits for its
// "ready" line.
func runStack(root, data, port string) (*stack, error) {
	cmd := exec.Command("make", "--no-print-directory", "run")
	cmd.Dir = root
	// With CHECK_ACCESS, a call that a function's policy does not allow fails here as it
	// would on AWS.
	cmd.Env = append(os.Environ(), "PORT="+port, "DATA="+data, "CHECK_ACCESS=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	printed, writer := io.Pipe()
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &stack{
		cmd: cmd, port: port, url: "http://127.0.0.1:" + port, output: &output{}, exited: make(chan error, 1),
	}
	ready := make(chan struct{})
	go s.follow(printed, ready)
	go func() {
		s.exited <- cmd.Wait()
		writer.Close()
	}()
	return s, s.waitReady(ready)
}

func (s *stack) follow(printed io.Reader, ready chan struct{}) {
	lines := bufio.NewScanner(printed)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.output.line(lines.Text())
		if lines.Text() == "ready "+s.url {
			close(ready)
		}
	}
}

func (s *stack) waitReady(ready chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	select {
	case <-ready:
		return nil
	case err := <-s.exited:
		s.exited <- err
		return fmt.Errorf("the stack ended before it was ready: %v\n%s", err, s.output)
	case <-ctx.Done():
		s.kill()
		return fmt.Errorf("the stack was not ready within %s\n%s", readyWithin, s.output)
	}
}

// stop sends a signal to make or, as Ctrl-C does, to its whole process group. It fails if
// stopping takes too long or leaves processes behind.
func (s *stack) stop(signal syscall.Signal, group bool) error {
	target := s.cmd.Process.Pid
	if group {
		target = -target
	}
	if err := syscall.Kill(target, signal); err != nil {
		return err
	}
	select {
	case err := <-s.exited:
		s.exited <- err
	case <-time.After(stopWithin):
		s.kill()
		return fmt.Errorf("the stack had not stopped within %s of %v\n%s", stopWithin, signal, s.output)
	}
	return s.noneLeft()
}

// kill kills the whole process group at once, as a crash of the machine would.
func (s *stack) kill() {
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	err := <-s.exited
	s.exited <- err
}

// noneLeft waits until no process has the stack's port in its environment any more.
func (s *stack) noneLeft() error {
	deadline := time.Now().Add(stopWithin)
	for {
		left := s.processes()
		if len(left) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("processes were left behind: %s", strings.Join(left, "; "))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *stack) processes() []string {
	var left []string
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, name := range environments {
		environment, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(environment, []byte("PORT="+s.port+"\x00")) {
			continue
		}
		if command, err := os.ReadFile(filepath.Join(filepath.Dir(name), "cmdline")); err == nil &&
			len(command) > 0 {
			left = append(left, string(bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
		}
	}
	return left
}

// freePort asks the kernel for a port that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
