package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

var errPortTaken = errors.New("the port is taken")

// FileError says that the engine can't use its database file.
type FileError struct {
	File   string // the database file
	Reason string // what the engine said, one line
}

// Error returns one line that names the file and says what to do about it.
func (e *FileError) Error() string {
	return fmt.Sprintf("the database file %s can't be used (%s): "+
		"restore it from a copy, or move it away to start empty", e.File, e.Reason)
}

// child is one process of the engine.
type child struct {
	cmd    *exec.Cmd
	output tail
	exited chan struct{} // closed when the process is gone
	status error         // set before exited is closed
}

// startChild starts a process and waits until it answers requests. Its error says why it
// doesn't.
func startChild(ctx context.Context, config Config, port int) (*child, error) {
	args := []string{"serve", "--host", "127.0.0.1", "-p", strconv.Itoa(port)}
	if config.File != "" {
		args = append(args, "--db-path", config.File)
	}
	c := &child{cmd: exec.Command(config.Binary, args...), exited: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = &c.output, &c.output
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started := make(chan error)
	go c.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start the DynamoDB engine: %w", err)
	}
	if err := c.awaitReady(ctx, port); err != nil {
		c.end(0)
		return nil, c.explain(err, config.File)
	}
	return c, nil
}

// run starts the process and waits for it on one locked thread: Linux sends Pdeathsig when the
// thread that started the child ends, not when the program does (golang/go#27505).
func (c *child) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	c.status = c.cmd.Wait()
	close(c.exited)
}

func (c *child) awaitReady(ctx context.Context, port int) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		if answers(ctx, port) {
			return nil
		}
		select {
		case <-c.exited:
			return c.err()
		case <-ctx.Done():
			return fmt.Errorf("the DynamoDB engine did not answer within %s", readyWithin)
		case <-time.After(wait):
		}
	}
}

// The engine wants a signature but does not check it.
const unchecked = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, " +
	"SignedHeaders=host, Signature=0"

// answers reports whether the engine answers a request that is cheap and needs no table.
func answers(ctx context.Context, port int) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint(port), strings.NewReader(`{"Limit":1}`))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", "DynamoDB_20120810.ListTables")
	req.Header.Set("Authorization", unchecked)
	req.Header.Set("X-Amz-Date", "20260101T000000Z")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode == http.StatusOK
}

// explain turns the last thing the engine printed into an error that the caller can act on.
func (c *child) explain(err error, file string) error {
	said := c.output.lastError()
	switch {
	case strings.Contains(said, "is already in use"):
		return errPortTaken
	case file != "" && said != "":
		return &FileError{File: file, Reason: said}
	}
	return err
}

// end asks the process to stop, and kills it if it takes longer than patience.
func (c *child) end(patience time.Duration) {
	if patience > 0 {
		_ = c.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-c.exited:
			return
		case <-time.After(patience):
		}
	}
	_ = c.cmd.Process.Kill()
	<-c.exited
}

// err says how the process ended. It may be called only after exited is closed.
func (c *child) err() error {
	reason := "it exited"
	if c.status != nil {
		reason = c.status.Error()
	}
	if said := c.output.lastError(); said != "" {
		reason += ": " + said
	}
	return errors.New(reason)
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// tail keeps the last 4 KiB that a process printed.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - 4096; over > 0 {
		t.text = bytes.Clone(t.text[over:])
	}
	return len(p), nil
}

// lastError returns the last line that the engine marked as an error, without the mark.
func (t *tail) lastError() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	said := ""
	for line := range strings.Lines(string(t.text)) {
		if after, ok := strings.CutPrefix(strings.TrimSpace(line), "error: "); ok {
			said = after
		}
	}
	return said
}
