package writing

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"signpost/infra/local/runtime"
)

// startBinary runs the redirect's real program with the world's table and queue.
func (w *world) startBinary(t *testing.T, freeze bool) *runtime.Runtime {
	binary := filepath.Join(t.TempDir(), "redirect")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", binary, "signpost/functions/redirect")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	r, err := runtime.Start(t.Context(), runtime.Config{Freeze: freeze, Functions: []runtime.Function{{
		ID: "RedirectFunction", Bootstrap: binary, Timeout: 5 * time.Second, MemoryMB: 128, Concurrency: 1,
		LogFile: filepath.Join(t.TempDir(), "log"),
		Environment: []string{
			"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b", "SIGNPOST_LOCAL=1",
			"TABLE=" + w.db.Table, "SECRETS_TABLE=" + w.db.Table, "CLICK_RETENTION_DAYS=400",
			"AWS_ENDPOINT_URL_DYNAMODB=" + w.table.server.URL,
			"AWS_ENDPOINT_URL_SQS=" + w.queue.server.URL,
			"CLICK_QUEUE_URL=https://sqs.us-east-1.amazonaws.com/1/clicks",
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}

// TestKilledBeforeTheClickIsWritten kills the program while it writes a click. The visitor gets
// no answer, and nothing is counted. Coming again counts once.
func TestKilledBeforeTheClickIsWritten(t *testing.T) {
	w := newWorld(t)
	r := w.startBinary(t, false)
	visitor := visit{visitor: 7}
	w.answered(t, r, visit{visitor: 6})

	before := w.table.met.Load()
	w.table.expect(hang)
	failed := make(chan error)
	go func() {
		_, err := r.Invoke(context.Background(), "RedirectFunction", visitor.event())
		failed <- err
	}()
	w.awaitFault(t, before)
	for _, pid := range r.Pids("RedirectFunction") {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	var crash *runtime.FunctionError
	if err := <-failed; !errors.As(err, &crash) {
		t.Fatalf("the visitor was answered: %v", err)
	}
	w.check()
	w.table.expect(none)
	w.answered(t, r, visitor)
	w.drain()
	w.check()
}

// TestTheFunctionMayFreezeAfterItsAnswer stops the process between its answer and the next
// request. Nothing that matters may be left for later.
func TestTheFunctionMayFreezeAfterItsAnswer(t *testing.T) {
	w := newWorld(t)
	r := w.startBinary(t, true)
	for i := range 8 {
		w.answered(t, r, visit{visitor: i / 2, bot: i%3 == 0})
		w.check()
	}
}

// answered makes a visit to the program, which must redirect it.
func (w *world) answered(t *testing.T, r *runtime.Runtime, v visit) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	payload, err := r.Invoke(ctx, "RedirectFunction", v.event())
	if err != nil || !w.expect(v, payload) {
		t.Fatalf("not redirected: %v, %s", err, payload)
	}
}

// awaitFault waits until a fault has hit one more request than before.
func (w *world) awaitFault(t *testing.T, before int64) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); w.table.met.Load() == before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the program does not write")
		}
	}
}
