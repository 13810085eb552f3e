// Package makerun starts `make run` as a user would, in a process group of its own, for tests that
// see the whole system from outside.
package makerun

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

// Stack is a running `make run`.
type Stack struct {
	URL  string // without a slash at the end
	Port string

	cmd        *exec.Cmd
	root, data string
	output     *output
	exited     chan error
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

// Start starts `make run` in root, the project's folder, on port, with its data in the folder data
// and more variables in its environment, and waits for its "ready" line.
func Start(root, data, port string, environment ...string) (*Stack, error) {
	cmd := exec.Command("make", "--no-print-directory", "run")
	cmd.Dir = root
	// With CHECK_ACCESS, a call that a function's policy does not allow fails here as it
	// would on AWS.
	cmd.Env = append(os.Environ(), "PORT="+port, "DATA="+data, "CHECK_ACCESS=1")
	cmd.Env = append(cmd.Env, environment...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	printed, writer := io.Pipe()
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Stack{
		URL: "http://127.0.0.1:" + port, Port: port,
		cmd: cmd, root: root, data: data, output: &output{}, exited: make(chan error, 1),
	}
	ready := make(chan struct{})
	go s.follow(printed, ready)
	go func() {
		s.exited <- cmd.Wait()
		writer.Close()
	}()
	if err := s.waitReady(ready); err != nil {
		return s, err
	}
	return s, lookAtBinaries(root)
}

// lookAtBinaries lets `go test` know what a test depends on, so that it does not take the result
// for other binaries from its cache.
func lookAtBinaries(root string) error {
	binaries, err := filepath.Glob(filepath.Join(root, "build", "local", "*"))
	for _, binary := range binaries {
		if _, err := os.Stat(binary); err != nil {
			return err
		}
	}
	return err
}

func (s *Stack) follow(printed io.Reader, ready chan struct{}) {
	lines := bufio.NewScanner(printed)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.output.line(lines.Text())
		if lines.Text() == "ready "+s.URL {
			close(ready)
		}
	}
}

func (s *Stack) waitReady(ready chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	select {
	case <-ready:
		return nil
	case err := <-s.exited:
		s.exited <- err
		return fmt.Errorf("the stack ended before it was ready: %v\n%s", err, s.output)
	case <-ctx.Done():
		s.Kill()
		return fmt.Errorf("the stack was not ready within %s\n%s", readyWithin, s.output)
	}
}

// Refused returns what the stack printed about calls that a function's policies don't allow, a line
// each; "" if there were none. Many such calls only make a function worse.
func (s *Stack) Refused() string {
	var refused []string
	for line := range strings.Lines(s.Output()) {
		if strings.Contains(line, "AWS would refuse this call") {
			refused = append(refused, line)
		}
	}
	return strings.Join(refused, "")
}

// Output returns what the stack has printed so far.
func (s *Stack) Output() string { return s.output.String() }

// Stop sends a signal to make or, as Ctrl-C does, to its whole process group. It fails if
// stopping takes too long or leaves processes behind.
func (s *Stack) Stop(signal syscall.Signal, group bool) error {
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
		s.Kill()
		return fmt.Errorf("the stack had not stopped within %s of %v\n%s", stopWithin, signal, s.output)
	}
	return s.NoneLeft()
}

// Kill kills the whole process group at once, as a crash of the machine would.
func (s *Stack) Kill() {
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	err := <-s.exited
	s.exited <- err
}

// Token runs `make token`, whose output must be the token and nothing else.
func (s *Stack) Token(user string) (string, error) {
	cmd := exec.Command("make", "--no-print-directory", "-s", "token", "USER="+user)
	cmd.Dir = s.root
	cmd.Env = append(os.Environ(), "PORT="+s.Port, "DATA="+s.data)
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("make token: %w: %s", err, failure.String())
	}
	token := strings.TrimSuffix(string(out), "\n")
	if strings.ContainsAny(token, " \n") || strings.Count(token, ".") != 2 {
		return "", fmt.Errorf("make token printed more than a token: %q", out)
	}
	return token, nil
}

// NoneLeft waits until no process has the stack's port in its environment any more.
func (s *Stack) NoneLeft() error {
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

func (s *Stack) processes() []string {
	var left []string
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, name := range environments {
		environment, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(environment, []byte("PORT="+s.Port+"\x00")) {
			continue
		}
		if command, err := os.ReadFile(filepath.Join(filepath.Dir(name), "cmdline")); err == nil &&
			len(command) > 0 {
			left = append(left, string(bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
		}
	}
	return left
}

// FreePort asks the kernel for a port that nobody listens on.
func FreePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
