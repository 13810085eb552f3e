package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"gopkg.in/yaml.v3"

	"signpost/infra/local/engine"
)

func start(t *testing.T, config engine.Config) *engine.Engine {
	t.Helper()
	binary, err := engine.Install(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	config.Binary = binary
	e, err := engine.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	return e
}

func key(code string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "PARTNER#" + code},
		"sk": &types.AttributeValueMemberS{Value: "PARTNER"},
	}
}

func put(t *testing.T, e *engine.Engine, code string) {
	t.Helper()
	_, err := engine.Client(e.Endpoint()).PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: aws.String("signpost"), Item: key(code),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, e *engine.Engine, code string) bool {
	t.Helper()
	got, err := engine.Client(e.Endpoint()).GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: aws.String("signpost"), Key: key(code),
	})
	if err != nil {
		t.Fatal(err)
	}
	return got.Item != nil
}

func createTable(t *testing.T, e *engine.Engine) {
	t.Helper()
	client := engine.Client(e.Endpoint())
	if err := engine.CreateTable(t.Context(), client, "signpost", engine.Signpost()); err != nil {
		t.Fatal(err)
	}
}

func TestAKilledEngineComesBackOnTheSamePortWithItsData(t *testing.T) {
	var log syncBuffer
	e := start(t, engine.Config{
		File: filepath.Join(t.TempDir(), "data", "table.db"), Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	createTable(t, e)
	endpoint := e.Endpoint()
	for round := range 3 {
		code := fmt.Sprint("abc", round)
		put(t, e, code)
		killed := e.Pid()
		if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		waitFor(t, func() bool { return e.Pid() != killed })
		if !has(t, e, code) {
			t.Errorf("round %d: the item is gone", round)
		}
	}
	if e.Endpoint() != endpoint {
		t.Errorf("the endpoint changed to %s", e.Endpoint())
	}
	if lines := strings.Count(log.String(), "\n"); lines != 3 ||
		!strings.Contains(log.String(), "died and is being restarted") {
		t.Errorf("log:\n%s", log.String())
	}
}

func TestAnEngineThatCannotComeBackIsAFailure(t *testing.T) {
	binary, err := engine.Install(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// The first run is the real engine's. The folder that it makes fails the next ones.
	script := filepath.Join(t.TempDir(), "engine")
	text := fmt.Sprintf(`#!/bin/sh
if mkdir %s.once 2>/dev/null; then exec %s "$@"; fi
echo 'error: no more' >&2
exit 1
`, script, binary)
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	e, err := engine.Start(t.Context(), engine.Config{Binary: script})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	_ = syscall.Kill(e.Pid(), syscall.SIGKILL)
	select {
	case err := <-e.Failed():
		if !strings.Contains(err.Error(), "no more") || strings.Contains(err.Error(), "\n") {
			t.Errorf("error = %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("no error was delivered")
	}
}

func TestAnEngineStartedAgainHasItsData(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.db")
	first := start(t, engine.Config{File: file})
	createTable(t, first)
	put(t, first, "abc123")
	pid := first.Pid()
	first.Stop()
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process is still there: %v", err)
	}
	second := start(t, engine.Config{File: file})
	createTable(t, second) // the table exists, which is not an error
	if !has(t, second, "abc123") {
		t.Error("the item is gone")
	}
}

func TestATableOfAnotherShapeIsAnError(t *testing.T) {
	e := start(t, engine.Config{})
	other := engine.Signpost()
	other.GlobalSecondaryIndexes = nil
	other.AttributeDefinitions = other.AttributeDefinitions[:2]
	client := engine.Client(e.Endpoint())
	if err := engine.CreateTable(t.Context(), client, "signpost", other); err != nil {
		t.Fatal(err)
	}
	if err := engine.CreateTable(t.Context(), client, "signpost", engine.Signpost()); err == nil ||
		!strings.Contains(err.Error(), "data folder") {
		t.Errorf("error = %v", err)
	}
}

func TestTheTableIsCreatedAsDescribed(t *testing.T) {
	e := start(t, engine.Config{})
	createTable(t, e)
	client := engine.Client(e.Endpoint())
	table, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String("signpost")})
	if err != nil {
		t.Fatal(err)
	}
	if s := table.Table.StreamSpecification; s == nil || s.StreamViewType != types.StreamViewTypeNewImage {
		t.Errorf("stream = %+v", s)
	}
	ttl, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{
		TableName: aws.String("signpost"),
	})
	if err != nil || aws.ToString(ttl.TimeToLiveDescription.AttributeName) != "expires" {
		t.Errorf("expiry = %+v, %v", ttl, err)
	}
}

func TestACorruptFileIsOneClearError(t *testing.T) {
	binary, err := engine.Install(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"rubbish": bytes.Repeat([]byte("rubbish "), 1000), "cut off": []byte("SQLite format 3\x00"),
	} {
		file := filepath.Join(t.TempDir(), "table.db")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := engine.Start(t.Context(), engine.Config{Binary: binary, File: file})
		var bad *engine.FileError
		if !errors.As(err, &bad) || bad.File != file || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheEngineListensOnLoopbackOnly(t *testing.T) {
	e := start(t, engine.Config{})
	if !strings.HasPrefix(e.Endpoint(), "http://127.0.0.1:") {
		t.Errorf("endpoint = %s", e.Endpoint())
	}
	out, err := exec.Command("grep", "-c", fmt.Sprintf("00000000:%04X", port(t, e)),
		"/proc/net/tcp").CombinedOutput()
	if err == nil {
		t.Errorf("it listens on every interface: %s", out)
	}
}

func port(t *testing.T, e *engine.Engine) (port int) {
	t.Helper()
	if _, err := fmt.Sscanf(e.Endpoint(), "http://127.0.0.1:%d", &port); err != nil {
		t.Fatal(err)
	}
	return port
}

// TestTheEngineDiesWithItsProgram runs this test binary as a program that starts an engine, and
// kills that program.
func TestTheEngineDiesWithItsProgram(t *testing.T) {
	if os.Getenv("ENGINE_TEST_RUN") != "" {
		e := start(t, engine.Config{})
		fmt.Println("pid", e.Pid())
		select {}
	}
	program := exec.Command(os.Args[0], "-test.run=^TestTheEngineDiesWithItsProgram$")
	program.Env = append(os.Environ(), "ENGINE_TEST_RUN=1")
	out, err := program.StdoutPipe()
	if err != nil || program.Start() != nil {
		t.Fatal("can't start the program", err)
	}
	var pid int
	_, err = fmt.Fscanf(out, "pid %d\n", &pid)
	_ = program.Process.Kill()
	_ = program.Wait()
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || isZombie(pid) })
}

// isZombie reports whether the process has ended and nobody has collected its status. Without
// an init process, nobody does.
func isZombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

// A write must not get slower as the stream gets longer; see file.go. SQLite keeps an index's
// definition in its file as text.
func TestTheStreamIsIndexed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.db")
	e := start(t, engine.Config{File: file})
	createTable(t, e)
	put(t, e, "abc123")
	e.Stop()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"CREATE INDEX signpost_stream_next", "CREATE INDEX signpost_stream_read", "PARTNER#abc123",
	} {
		if !bytes.Contains(content, []byte(want)) {
			t.Errorf("no %s in the file", want)
		}
	}
}

// Signpost() and template.yaml must be equal.
func TestTheTableIsTheTemplates(t *testing.T) {
	text, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	described, ok := doc.Resources["Table"]
	if !ok || described.Type != "AWS::DynamoDB::Table" {
		t.Fatalf("the template has no table: %+v", described)
	}
	var got engine.Table
	if err := described.Properties.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if want := engine.Signpost(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
	}
}

type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
