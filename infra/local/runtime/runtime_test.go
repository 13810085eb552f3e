package runtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"signpost/infra/local/lineage"
)

var fixture string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "runtime-test")
	if err != nil {
		panic(err)
	}
	fixture = filepath.Join(dir, "bootstrap")
	if out, err := exec.Command("go", "build", "-o", fixture, "./testdata/fixture").CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func start(t testing.TB, config Config, change func(*Function)) *Runtime {
	t.Helper()
	f := Function{
		ID: "FixtureFunction", Bootstrap: fixture, Environment: []string{"COLOUR=blue"},
		Timeout: 5 * time.Second, MemoryMB: 128, LogFile: filepath.Join(t.TempDir(), "log"),
	}
	if change != nil {
		change(&f)
	}
	config.Functions = []Function{f}
	r, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}

func invoke(t testing.TB, r *Runtime, event string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	answer, err := r.Invoke(ctx, "FixtureFunction", []byte(event))
	return string(answer), err
}

func wantType(t *testing.T, err error, want string) *FunctionError {
	t.Helper()
	var failed *FunctionError
	if !errors.As(err, &failed) || failed.Type != want {
		t.Fatalf("error %v, want a function error of type %s", err, want)
	}
	return failed
}

func TestAFunctionAnswers(t *testing.T) {
	r := start(t, Config{}, nil)
	for range 3 {
		if got, err := invoke(t, r, `{"do":"echo"}`); err != nil || got != `{"do":"echo"}` {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

// The variables are those of
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.
func TestWhatAFunctionIsTold(t *testing.T) {
	r := start(t, Config{}, nil)
	got, err := invoke(t, r, `{"do":"environment"}`)
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Environment    []string
		RequestID, Arn string
		Left           int
	}
	if err := json.Unmarshal([]byte(got), &told); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"COLOUR=blue", "AWS_LAMBDA_FUNCTION_NAME=FixtureFunction", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128",
		"_HANDLER=bootstrap", "TZ=:UTC",
	} {
		if !slices.Contains(told.Environment, want) {
			t.Errorf("%s is missing", want)
		}
	}
	const arn = "arn:aws:lambda:us-east-1:000000000000:function:FixtureFunction"
	if len(told.RequestID) != 36 || told.Arn != arn || told.Left < 4000 || told.Left > 5000 {
		t.Errorf("%+v", told)
	}
}

// Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html.
func TestALoopEndsAfterSixteenInvocations(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		r := start(t, Config{}, func(f *Function) { f.AllowsLoops = allowed })
		trace := ""
		for n := 1; n <= 40; n++ {
			got, err := r.Invoke(lineage.With(t.Context(), trace), "FixtureFunction", []byte(`{"do":"environment"}`))
			if n > 16 && !allowed {
				if !errors.Is(err, ErrLoop) {
					t.Fatalf("invocation %d: %v", n, err)
				}
				continue
			}
			var told struct{ Trace string }
			if err != nil || json.Unmarshal(got, &told) != nil || lineage.Count(told.Trace, "FixtureFunction") != n {
				t.Fatalf("invocation %d, allowed %v: %v, %s", n, allowed, err, told.Trace)
			}
			trace = told.Trace
		}
	}
}

func TestAReturnedErrorKeepsTheProcess(t *testing.T) {
	r := start(t, Config{}, nil)
	before := r.Pids("FixtureFunction")
	_, err := invoke(t, r, `{"do":"fail"}`)
	if failed := wantType(t, err, "errorString"); failed.Message != "no luck" {
		t.Errorf("message %q", failed.Message)
	}
	if after := r.Pids("FixtureFunction"); !slices.Equal(before, after) {
		t.Errorf("the process was replaced: %v, %v", before, after)
	}
}

func TestACrashFailsTheInvocationAndRestartsTheFunction(t *testing.T) {
	for _, how := range []string{"panic", "exit"} {
		r := start(t, Config{}, nil)
		before := r.Pids("FixtureFunction")
		if _, err := invoke(t, r, `{"do":"`+how+`"}`); err == nil {
			t.Errorf("%s: no error", how)
		}
		if got, err := invoke(t, r, `{"do":"echo"}`); err != nil || got != `{"do":"echo"}` {
			t.Errorf("after %s: %q, %v", how, got, err)
		}
		if after := r.Pids("FixtureFunction"); slices.Equal(before, after) {
			t.Errorf("after %s it is still the same process", how)
		}
	}
}

func TestAFunctionKilledBetweenInvocationsIsRestarted(t *testing.T) {
	r := start(t, Config{}, nil)
	for _, pid := range r.Pids("FixtureFunction") {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		for slices.Contains(r.Pids("FixtureFunction"), pid) {
			time.Sleep(time.Millisecond)
		}
	}
	if got, err := invoke(t, r, `{"do":"echo"}`); err != nil || got != `{"do":"echo"}` {
		t.Errorf("%q, %v", got, err)
	}
}

// AWS: "Task timed out after 3.00 seconds",
// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
func TestTimeout(t *testing.T) {
	r := start(t, Config{}, func(f *Function) { f.Timeout = 100 * time.Millisecond })
	before := r.Pids("FixtureFunction")
	_, err := invoke(t, r, `{"do":"sleep","millis":3000}`)
	if failed := wantType(t, err, "Sandbox.Timedout"); failed.Message != "Task timed out after 0.10 seconds" {
		t.Errorf("message %q", failed.Message)
	}
	if got, err := invoke(t, r, `{"do":"echo"}`); err != nil || got != `{"do":"echo"}` {
		t.Errorf("afterwards %q, %v", got, err)
	}
	there := func() bool { return slices.Contains(r.Pids("FixtureFunction"), before[0]) }
	for deadline := time.Now().Add(5 * time.Second); there(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the process that took too long is still there")
		}
	}
}

func TestPayloadLimits(t *testing.T) {
	r := start(t, Config{}, nil)
	if _, err := invoke(t, r, strings.Repeat(" ", MaxPayload+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("request: %v", err)
	}
	_, err := invoke(t, r, `{"do":"large","bytes":6291555}`) // plus two quotes
	wantType(t, err, "Function.ResponseSizeTooLarge")
	if got, err := invoke(t, r, `{"do":"large","bytes":6291554}`); err != nil || len(got) != MaxPayload {
		t.Errorf("the largest answer: %d bytes, %v", len(got), err)
	}
}

func TestConcurrencyInOneProcess(t *testing.T) {
	r := start(t, Config{}, func(f *Function) { f.Concurrency = 8 })
	var all sync.WaitGroup
	begin := time.Now()
	for range 8 {
		all.Go(func() {
			if _, err := invoke(t, r, `{"do":"sleep","millis":300}`); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(begin); took > 1200*time.Millisecond || len(r.Pids("FixtureFunction")) != 1 {
		t.Errorf("eight invocations of 300 ms took %s in %d processes", took, len(r.Pids("FixtureFunction")))
	}
}

func TestAFrozenFunctionDoesNotRunBetweenInvocations(t *testing.T) {
	r := start(t, Config{Freeze: true}, func(f *Function) { f.Concurrency = 8 })
	first, err := invoke(t, r, `{"do":"ticks"}`)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // in which a running process would tick some 300 times
	second, err := invoke(t, r, `{"do":"ticks"}`)
	if err != nil {
		t.Fatal(err)
	}
	var a, b int
	if json.Unmarshal([]byte(first), &a) != nil || json.Unmarshal([]byte(second), &b) != nil || b-a > 50 {
		t.Errorf("the function ran between its invocations: %d ticks, then %d", a, b)
	}
}

func TestAFunctionThatDoesNotStart(t *testing.T) {
	_, err := Start(t.Context(), Config{Functions: []Function{{
		ID: "FixtureFunction", Bootstrap: fixture, Environment: []string{"FIXTURE_DIES=1"},
		Timeout: time.Second, LogFile: filepath.Join(t.TempDir(), "log"),
	}}})
	if err == nil || !strings.Contains(err.Error(), "FixtureFunction") ||
		!strings.Contains(err.Error(), "TABLE is not set") {
		t.Errorf("got %v", err)
	}
	_, err = Start(t.Context(), Config{Functions: []Function{{
		ID: "FixtureFunction", Bootstrap: "/nowhere/bootstrap", Timeout: time.Second,
	}}})
	if err == nil || !strings.Contains(err.Error(), "/nowhere/bootstrap") {
		t.Errorf("got %v", err)
	}
}

func TestACrashIsLoggedWithItsReason(t *testing.T) {
	var told bytes.Buffer
	r := start(t, Config{Log: slog.New(slog.NewTextHandler(&told, nil))}, nil)
	_, err := invoke(t, r, `{"do":"collapse"}`)
	wantType(t, err, "Runtime.ExitError")
	if got, err := invoke(t, r, `{"do":"echo"}`); err != nil {
		t.Fatal(got, err)
	}
	r.Stop()
	if said := told.String(); !strings.Contains(said, "FixtureFunction") ||
		!strings.Contains(said, "at the disco") {
		t.Errorf("told %q", said)
	}
}

func TestStopLeavesNoProcess(t *testing.T) {
	r := start(t, Config{Freeze: true}, func(f *Function) { f.Processes = 3 })
	pids := r.Pids("FixtureFunction")
	if len(pids) != 3 {
		t.Fatalf("%d processes", len(pids))
	}
	r.Stop()
	for _, pid := range pids {
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("process %d is still there: %v", pid, err)
		}
	}
}

func BenchmarkInvoke(b *testing.B) {
	r := start(b, Config{}, func(f *Function) { f.Concurrency = 8 })
	payload := []byte(`{"do":"echo"}`)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := r.Invoke(context.Background(), "FixtureFunction", payload); err != nil {
				b.Error(err)
			}
		}
	})
}
