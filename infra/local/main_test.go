package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"signpost/infra/local/template"
)

// programs is a folder with this program and, in place of every function, one that echoes its
// event.
var programs string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "local-test")
	if err == nil {
		programs, err = dir, build(dir)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func build(dir string) error {
	for source, name := range map[string]string{".": "local", "./stack/testdata/echo": "echo"} {
		out, err := exec.Command("go", "build", "-o", filepath.Join(dir, name), source).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
	}
	described, err := template.Load("../../template.yaml", template.Local{}.World())
	if err != nil {
		return err
	}
	functions, err := described.Functions()
	if err != nil {
		return err
	}
	for _, f := range functions {
		if err := os.Symlink("echo", filepath.Join(dir, filepath.Base(f.Folder))); err != nil {
			return err
		}
	}
	return nil
}

// program is a running process of this program.
type program struct {
	*exec.Cmd
	url    string
	exited chan error
}

// launch starts the program in the project's folder and waits for its "ready" line.
func launch(t *testing.T, command *exec.Cmd, data string) program {
	t.Helper()
	p := program{Cmd: command, exited: make(chan error, 1)}
	p.Dir = "../.."
	p.Env = append(os.Environ(), "BINARIES="+programs, "DATA="+data, "PORT=0", "MAKELEVEL=", "MAKEFLAGS=")
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	p.Stderr = &said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("it did not get ready: %v\n%s", p.Wait(), said.String())
	}
	url, ok := strings.CutPrefix(lines.Text(), "ready ")
	if !ok {
		t.Fatalf("it printed %q", lines.Text())
	}
	p.url = url
	go func() { p.exited <- p.Wait() }()
	return p
}

// children returns the processes that the program started.
func (p program) children(t *testing.T) []int {
	t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", p.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, word := range strings.Fields(string(text)) {
			pid, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	if len(pids) == 0 {
		t.Fatal("it has no children")
	}
	return pids
}

// The signal goes to make alone, as a supervisor would send it. Of these, make passes on only
// SIGTERM.
func TestSignalsToMakeEndEverything(t *testing.T) {
	data, makefile := t.TempDir(), filepath.Join(t.TempDir(), "Makefile")
	rule := "run:\n\t@exec " + filepath.Join(programs, "local") + "\n"
	if err := os.WriteFile(makefile, []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		p := launch(t, exec.Command("make", "-f", makefile, "run"), data)
		stack := p.children(t)
		pids := append(stack, program{Cmd: &exec.Cmd{Process: &os.Process{Pid: stack[0]}}}.children(t)...)
		begin := time.Now()
		if err := p.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		gone(t, pids)
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%s: it took %s", s, took)
		}
		<-p.exited
	}
}

func gone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		for deadline := time.Now().Add(5 * time.Second); running(pid); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Errorf("process %d is still there", pid)
				break
			}
		}
	}
}

// running reports whether a process exists and is not a zombie.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

func TestSignalsEndEverythingAndKeepTheData(t *testing.T) {
	data := t.TempDir()
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL, syscall.SIGTERM} {
		p := launch(t, exec.Command(filepath.Join(programs, "local")), data)
		pids := p.children(t)
		begin := time.Now()
		if err := p.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		err := <-p.exited
		if took := time.Since(begin); took > 5*time.Second || err != nil && s != syscall.SIGKILL {
			t.Errorf("%s: %v after %s", s, err, took)
		}
		gone(t, pids)
	}
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for port, says := range map[string]string{
		strconv.Itoa(taken.Addr().(*net.TCPAddr).Port): "is in use", "eighty": "PORT=eighty is not a port",
	} {
		cmd := exec.Command(filepath.Join(programs, "local"))
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "DATA="+t.TempDir(), "PORT="+port)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || strings.Count(string(out), "\n") != 1 ||
			!strings.Contains(string(out), says) {
			t.Errorf("PORT=%s: %v: %s", port, err, out)
		}
	}
}
