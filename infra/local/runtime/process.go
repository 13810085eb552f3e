package runtime

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	goruntime "runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// process is a running bootstrap and the Runtime API that is served to it alone.
type process struct {
	f        *function
	cmd      *exec.Cmd
	listener net.Listener
	polled   chan struct{} // closed at its first poll
	retired  chan struct{} // closed when it is to get no more work
	exited   chan struct{} // closed when it is gone
	poll     sync.Once
	retire   sync.Once
	tooLate  atomic.Bool // retired because an invocation took too long
	logFrom  int64       // where its output begins in the function's log

	mu      sync.Mutex
	working map[string]*invocation // what it has been given and has not answered
	failure *FunctionError         // from init/error
	conns   map[net.Conn]bool
	pending *invocation // what a frozen process was woken for
	closed  bool
}

// startProcess starts the function's bootstrap.
func startProcess(f *function) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &process{
		f: f, listener: listener, polled: make(chan struct{}), retired: make(chan struct{}),
		exited: make(chan struct{}), working: map[string]*invocation{}, conns: map[net.Conn]bool{},
	}
	p.cmd = exec.Command(f.Bootstrap)
	p.cmd.Env = p.environment()
	// It has its own process group, so that Ctrl-C in a terminal reaches only the stack,
	// which then stops it. It is killed when the stack dies.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		listener.Close()
		return nil, fmt.Errorf("start %s: %w", f.ID, err)
	}
	go p.serve()
	return p, nil
}

// run starts the process and waits for it on one locked thread: Linux sends Pdeathsig when the
// thread that started the child ends, not when the program does (golang/go#27505).
func (p *process) run(started chan<- error) {
	goruntime.LockOSThread()
	defer goruntime.UnlockOSThread()
	log, err := openLog(p.f.LogFile)
	if err != nil {
		started <- err
		return
	}
	if log != nil {
		defer log.Close()
		p.logFrom, _ = log.Seek(0, io.SeekEnd)
		// The file itself, so that a function's output survives this program.
		p.cmd.Stdout, p.cmd.Stderr = log, log
	}
	if err = p.cmd.Start(); err == nil {
		p.f.add(p)
	}
	started <- err
	if err != nil {
		return
	}
	_ = p.cmd.Wait()
	p.clean()
	p.f.remove(p)
	close(p.exited)
}

func openLog(path string) (*os.File, error) {
	if path == "" {
		return nil, nil
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// environment returns the variables that Lambda sets
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html) and the function's
// own.
func (p *process) environment() []string {
	f := p.f
	env := append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + p.listener.Addr().String(),
		"AWS_LAMBDA_FUNCTION_NAME=" + f.ID,
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(f.MemoryMB),
		"AWS_LAMBDA_LOG_FORMAT=JSON",
		"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"_HANDLER=bootstrap",
		"PATH=/usr/local/bin:/usr/bin:/bin",
		"LANG=en_US.UTF-8",
		"TZ=:UTC",
	}, f.Environment...)
	if f.Concurrency > 1 {
		env = append(env, "AWS_LAMBDA_MAX_CONCURRENCY="+strconv.Itoa(f.Concurrency))
	}
	return env
}

// clean fails the invocations that the process was working on and closes its Runtime API.
func (p *process) clean() {
	p.listener.Close()
	p.retire.Do(func() { close(p.retired) })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for conn := range p.conns {
		conn.Close()
	}
	for _, inv := range p.working {
		inv.timer.Stop()
		inv.finish(nil, &FunctionError{p.f.ID, "Runtime.ExitError", p.ending()})
	}
	clear(p.working)
}

// given records that the process works on the invocation from now on. It returns false if the
// process is gone.
func (p *process) given(inv *invocation) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.working[inv.id] = inv
	inv.timer = time.AfterFunc(p.f.Timeout, func() { p.late(inv) })
	return true
}

// taken returns the invocation with that id and forgets it. It returns nil if the invocation
// was answered, is too late, or was never this process's.
func (p *process) taken(id string) *invocation {
	p.mu.Lock()
	defer p.mu.Unlock()
	inv := p.working[id]
	if inv != nil {
		delete(p.working, id)
		inv.timer.Stop()
	}
	return inv
}

// late fails an invocation that takes too long. AWS kills the process. Here it may be working
// on others, so it gets no more work and is killed when they are done.
func (p *process) late(inv *invocation) {
	if p.taken(inv.id) == nil {
		return
	}
	inv.finish(nil, p.f.timedOut())
	p.tooLate.Store(true)
	p.retire.Do(func() { close(p.retired) })
	go func() {
		for deadline := time.Now().Add(p.f.Timeout); p.busy() && time.Now().Before(deadline); {
			select {
			case <-p.exited:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
		p.kill()
	}()
}

func (p *process) busy() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.working) > 0
}

// kill ends the process and waits until it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// ending says how the process ended, in Lambda's words. It may be called only once the process
// is gone.
func (p *process) ending() string {
	return "Runtime exited: " + p.cmd.ProcessState.String()
}

// initError says why the process never polled for work.
func (p *process) initError() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure != nil {
		return p.failure
	}
	message := p.ending()
	if said := p.lastWords(); said != "" {
		message += ": " + said
	}
	return &FunctionError{p.f.ID, "Runtime.ExitError", message}
}

// lastWords returns the line of the process's panic, or else the last line that it printed.
func (p *process) lastWords() string {
	file, err := os.Open(p.f.LogFile)
	if err != nil {
		return ""
	}
	defer file.Close()
	from := p.logFrom
	if info, err := file.Stat(); err == nil {
		from = max(from, info.Size()-lastWordsSize)
	}
	said, _ := io.ReadAll(io.NewSectionReader(file, from, lastWordsSize))
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return line
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

// lastWordsSize is enough for the traces of many goroutines.
const lastWordsSize = 256 << 10
