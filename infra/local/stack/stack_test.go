package stack

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/local/demo"
	"signpost/infra/local/identity/signin"
)

var binaries string

func TestMain(m *testing.M) {
	var err error
	if binaries, err = os.MkdirTemp("", "stack-test"); err != nil {
		panic(err)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(binaries, "echo"), "./testdata/echo")
	if out, err := build.CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	os.RemoveAll(binaries)
	os.Exit(code)
}

func options(t *testing.T) Options {
	t.Helper()
	return Options{
		Template: "testdata/template.yaml", Binaries: binaries, Data: t.TempDir(),
		Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
	}
}

type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

func start(t *testing.T, o Options) *Stack {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func get(t *testing.T, url, token string) (int, map[string]string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]string
	_ = json.Unmarshal(text, &body) // not every answer is JSON
	return resp.StatusCode, body
}

// until waits for ok to return true, for longer than anything here takes.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not happen", what)
		}
	}
}

func TestRequestsReachFunctions(t *testing.T) {
	s := start(t, options(t))
	status, body := get(t, s.URL+"/a/b", "")
	if status != 200 || body["path"] != "/a/b" || body["table"] != "signpost" ||
		body["endpoint"] != s.DynamoDB() || body["local"] != "1" {
		t.Errorf("%d %v", status, body)
	}
}

func TestSignedInUserReachesFunctions(t *testing.T) {
	s := start(t, options(t))
	if status, _ := get(t, s.URL+"/private", ""); status != 401 {
		t.Errorf("without a token: %d", status)
	}
	client := signin.Client{
		Issuer: s.URL + "/local-idp", ID: clientID, RedirectURI: s.URL + "/",
		Scopes: []string{"openid", "signpost/partner"},
	}
	tokens, err := client.SignIn(t.Context(), "abc123", demo.Password)
	if err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, s.URL+"/private", tokens.AccessToken); status != 200 || body["user"] != "abc123" {
		t.Errorf("%d %v", status, body)
	}
	client.Scopes = []string{"openid"}
	if tokens, err = client.SignIn(t.Context(), "abc123", demo.Password); err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, s.URL+"/private", tokens.AccessToken); status != 403 {
		t.Errorf("without the scope: %d", status)
	}
}

func put(t *testing.T, s *Stack, pk string) {
	t.Helper()
	item := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: pk}, "sk": &types.AttributeValueMemberS{Value: "x"},
	}
	_, err := s.Client().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: new(s.Table()), Item: item})
	if err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, s *Stack, pk string) bool {
	t.Helper()
	key := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: pk}, "sk": &types.AttributeValueMemberS{Value: "x"},
	}
	found, err := s.Client().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: new(s.Table()), Key: key})
	return err == nil && len(found.Item) > 0
}

func TestTheStreamReachesItsFunction(t *testing.T) {
	s := start(t, options(t))
	put(t, s, "OTHER#1")
	put(t, s, "TEST#1")
	log := filepath.Join(s.Logs(), "EchoFunction.log")
	until(t, "the record's delivery", func() bool {
		text, err := os.ReadFile(log)
		return err == nil && strings.Contains(string(text), "stream: TEST#1")
	})
	if text, err := os.ReadFile(log); err != nil || strings.Contains(string(text), "OTHER#1") {
		t.Errorf("the filter let another record through: %v", err)
	}
}

func TestAQueueReachesItsFunction(t *testing.T) {
	s := start(t, options(t))
	if err := s.Queues().Send(t.Context(), "Queue", "hello"); err != nil {
		t.Fatal(err)
	}
	until(t, "the message's delivery", func() bool {
		text, err := os.ReadFile(filepath.Join(s.Logs(), "EchoFunction.log"))
		return err == nil && strings.Contains(string(text), "queue: hello")
	})
}

func TestDataOutlivesTheStack(t *testing.T) {
	o := options(t)
	s := start(t, o)
	put(t, s, "TEST#1")
	s.Stop()
	o.Port = s.listener.Addr().(*net.TCPAddr).Port
	s = start(t, o)
	if !has(t, s, "TEST#1") {
		t.Error("the item is gone")
	}
}

func TestEveryTableOfTheTemplateIsThere(t *testing.T) {
	s := start(t, options(t))
	listed, err := s.Client().ListTables(t.Context(), &dynamodb.ListTablesInput{})
	if err != nil || strings.Join(listed.TableNames, " ") != "signpost signpost-other" {
		t.Errorf("%v, %v", listed, err)
	}
}

func TestDemoDataComesOnceOnly(t *testing.T) {
	o := options(t)
	s := start(t, o)
	website := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "WEBSITE#haircare"},
		"sk": &types.AttributeValueMemberS{Value: "WEBSITE"},
	}
	if _, err := s.Client().DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
		TableName: new(s.Table()), Key: website, ConditionExpression: new("attribute_exists(pk)"),
	}); err != nil {
		t.Fatalf("there was no demo data: %v", err)
	}
	s.Stop()
	s = start(t, o)
	found, err := s.Client().GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: new(s.Table()), Key: website,
	})
	if err != nil || len(found.Item) > 0 {
		t.Errorf("a deleted website has come back: %v", err)
	}
}

func TestAFunctionThatCrashesIsRestarted(t *testing.T) {
	s := start(t, options(t))
	if status, body := get(t, s.URL+"/crash", ""); status != 500 || body["message"] != "Internal Server Error" {
		t.Errorf("%d %v", status, body)
	}
	if status, _ := get(t, s.URL+"/again", ""); status != 200 {
		t.Errorf("afterwards: %d", status)
	}
}

func TestAnEngineThatDiesIsRestarted(t *testing.T) {
	s := start(t, options(t))
	put(t, s, "TEST#1")
	if err := syscall.Kill(s.Engine().Pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "the engine's return", func() bool { return has(t, s, "TEST#1") })
}

func TestWhatPreventsTheStartIsOneClearLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	running := options(t)
	start(t, running)
	cases := []struct {
		name   string
		change func(*Options)
		says   string
	}{
		{"port in use", func(o *Options) { o.Port = taken.Addr().(*net.TCPAddr).Port },
			"is in use: stop what listens there"},
		{"data folder in use", func(o *Options) { o.Data = running.Data }, "in use by another stack"},
		{"data folder is a file", func(o *Options) {
			o.Data = filepath.Join(o.Data, "file")
			writeFile(t, o.Data, "x")
		}, "data folder can't be created"},
		{"corrupt database", func(o *Options) {
			writeFile(t, filepath.Join(o.Data, "dynamodb"), strings.Repeat("rubbish", 1000))
		}, "database file"},
		{"corrupt users", func(o *Options) {
			writeFile(t, filepath.Join(o.Data, "identity", "users.log"), "rubbish\nrubbish\n")
		}, "users.log is corrupt"},
		{"no program for a function", func(o *Options) {
			o.Binaries = t.TempDir()
		}, "template.yaml has EchoFunction, but there is no program for it"},
		{"no such parameter", func(o *Options) { o.Parameters = map[string]any{"Colour": "red"} },
			"testdata/template.yaml has no parameter Colour"},
		{"no template", func(o *Options) { o.Template = "nowhere.yaml" }, "nowhere.yaml"},
	}
	for _, c := range cases {
		o := options(t)
		c.change(&o)
		s, err := Start(t.Context(), o)
		if err == nil {
			s.Stop()
			t.Errorf("%s: it started", c.name)
		} else if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q", c.name, err)
		}
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestStopIsQuickAndLeavesNoProcess(t *testing.T) {
	s := start(t, options(t))
	pids := append(s.Runtime().Pids("EchoFunction"), s.Engine().Pid())
	begin := time.Now()
	s.Stop()
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
	for _, pid := range pids {
		if syscall.Kill(pid, 0) == nil {
			t.Errorf("process %d is still there", pid)
		}
	}
}

func TestACanceledStartFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := Start(ctx, options(t)); err == nil {
		s.Stop()
		t.Error("it started")
	}
}

func TestTheEndpointIsWrittenDownWhileTheStackRuns(t *testing.T) {
	o := options(t)
	s := start(t, o)
	note := filepath.Join(o.Data, "dynamodb.url")
	if text, err := os.ReadFile(note); err != nil || strings.TrimSpace(string(text)) != s.DynamoDB() {
		t.Errorf("%q, %v", text, err)
	}
	s.Stop()
	if _, err := os.Stat(note); err == nil {
		t.Error("the endpoint's file outlives the stack")
	}
}

func TestAGivenEndpointIsUsed(t *testing.T) {
	first := start(t, options(t))
	o := options(t)
	o.DynamoDB = first.DynamoDB()
	t.Setenv("AWS_ACCESS_KEY_ID", "given")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "given")
	s := start(t, o)
	put(t, s, "TEST#other")
	if s.Engine() != nil || !has(t, first, "TEST#other") {
		t.Error("the given endpoint is not used")
	}
}
