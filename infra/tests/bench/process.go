package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// processCPU returns the processor time that this process has used.
func processCPU() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &ts); err != nil {
		panic(err) // the clock exists
	}
	return time.Duration(ts.Nano())
}

// function is a running bootstrap with a Runtime API of its own.
type function struct {
	api     *runtimeAPI
	cmd     *exec.Cmd
	started time.Time // just before exec
	first   time.Time // when it first asked for work
}

// lambdaEnvironment is what Lambda and the template set, with worthless credentials.
var lambdaEnvironment = []string{
	"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
	"AWS_SESSION_TOKEN=bench-session-token", "AWS_LAMBDA_FUNCTION_NAME=redirect",
	"TABLE=signpost", "SECRETS_TABLE=signpost", "CLICK_RETENTION_DAYS=400",
	"EDGE_SECRETS=" + eventSecret + ",",
	"SIGNPOST_LOCAL=1", "AWS_ENDPOINT_URL_SQS=http://127.0.0.1:9",
}

// startFunction starts a binary on measuredCPU and returns when it asks for work.
func startFunction(ctx context.Context, binary string, env []string) (*function, error) {
	api, err := startRuntimeAPI()
	if err != nil {
		return nil, err
	}
	f := &function{api: api, cmd: exec.Command("taskset", "-c", measuredCPU, binary)}
	f.cmd.Env = append(append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + api.address, "PATH=" + os.Getenv("PATH"),
	}, lambdaEnvironment...), env...)
	f.cmd.Stderr = os.Stderr
	f.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	f.started = time.Now()
	if err := f.cmd.Start(); err != nil {
		return nil, err
	}
	select {
	case f.first = <-api.ready:
		return f, nil
	case <-time.After(20 * time.Second):
	case <-ctx.Done():
	}
	f.stop()
	return nil, fmt.Errorf("%s does not ask for work", filepath.Base(binary))
}

// measuredCPU is the processor that measured processes run on.
const measuredCPU = "1"

func (f *function) stop() {
	_ = f.cmd.Process.Kill()
	_ = f.cmd.Wait()
	f.api.stop()
}

// cpu returns the processor time that the process has used, in user and kernel mode. It reads
// the process's clock; see clock_getcpuclockid(3).
func (f *function) cpu() (time.Duration, error) {
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^f.cmd.Process.Pid)<<3|2, &ts); err != nil {
		return 0, err
	}
	return time.Duration(ts.Nano()), nil
}

// cpuPer returns the processor time per invocation, over n invocations.
func (f *function) cpuPer(ctx context.Context, n int, event func(i int) []byte) (time.Duration, error) {
	before, err := f.cpu()
	if err != nil {
		return 0, err
	}
	for i := range n {
		if _, err := f.api.invoke(ctx, event(i)); err != nil {
			return 0, err
		}
	}
	after, err := f.cpu()
	return (after - before) / time.Duration(n), err
}

// build compiles a package of this module for this machine, otherwise as for AWS, and returns
// the binary's path.
func build(ctx context.Context, dir, pkg string) (string, error) {
	out := filepath.Join(dir, strings.ReplaceAll(strings.Trim(pkg, "./"), "/", "-"))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc",
		"-ldflags", "-s -w -buildid=", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", pkg, err, said)
	}
	return out, nil
}
