package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"signpost/infra/local/lineage"
	"signpost/infra/local/queue"
)

// local is a running service with two queues: clicks, and dead, where messages of clicks go
// after three receives.
type local struct {
	*queue.Service
	client *sqs.Client
	clicks *string // URLs
	dead   *string
	clock  *clock
}

func start(t *testing.T, file string) *local {
	t.Helper()
	l := &local{clock: &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}}
	s, err := queue.Open(queue.Config{
		File: file, Now: l.clock.Now,
		Queues: []queue.Queue{
			{
				Name: "clicks", Visibility: 30 * time.Second, Retention: 24 * time.Hour,
				MaxReceives: 3, DeadLetters: "dead",
			},
			{Name: "dead", Visibility: 30 * time.Second, Retention: 24 * time.Hour},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	l.Service = s
	l.clicks, l.dead = aws.String(queue.URL(server.URL, "clicks")), aws.String(queue.URL(server.URL, "dead"))
	l.client = sqs.New(sqs.Options{
		BaseEndpoint: &server.URL, Region: "us-east-1",
		Credentials:      credentials.NewStaticCredentialsProvider("local", "local", ""),
		RetryMaxAttempts: 1,
	})
	return l
}

func startNew(t *testing.T) *local { return start(t, filepath.Join(t.TempDir(), "queues")) }

func (l *local) send(t *testing.T, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		in := &sqs.SendMessageInput{QueueUrl: l.clicks, MessageBody: &body}
		if _, err := l.client.SendMessage(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
}

// delete deletes a message of the queue clicks.
func (l *local) delete(t *testing.T, m types.Message) {
	t.Helper()
	in := &sqs.DeleteMessageInput{QueueUrl: l.clicks, ReceiptHandle: m.ReceiptHandle}
	if _, err := l.client.DeleteMessage(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

// receive takes up to ten messages.
func (l *local) receive(t *testing.T, url *string) []types.Message {
	t.Helper()
	out, err := l.client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: url, MaxNumberOfMessages: 10,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Messages
}

func bodies(messages []types.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, *m.Body)
	}
	slices.Sort(all)
	return all
}

// count returns the numbers of visible and of hidden messages, such as "2+0".
func (l *local) count(t *testing.T, url *string) string {
	t.Helper()
	out, err := l.client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: url, AttributeNames: []types.QueueAttributeName{"All"},
	})
	if err != nil {
		t.Fatal(err)
	}
	const messages = "ApproximateNumberOfMessages"
	return out.Attributes[messages] + "+" + out.Attributes[messages+"NotVisible"]
}

// Source:
// docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
func TestAReceivedMessageIsHiddenUntilItIsDeletedOrItsTimeIsOver(t *testing.T) {
	l := startNew(t)
	l.send(t, "one", "two")
	first := l.receive(t, l.clicks)
	if got := bodies(first); !slices.Equal(got, []string{"one", "two"}) {
		t.Fatalf("got %v", got)
	}
	if again := l.receive(t, l.clicks); len(again) != 0 || l.count(t, l.clicks) != "0+2" {
		t.Errorf("again %v, %s", bodies(again), l.count(t, l.clicks))
	}
	l.delete(t, first[0])
	l.clock.add(31 * time.Second)
	second := l.receive(t, l.clicks)
	if len(second) != 1 || *second[0].Body != *first[1].Body ||
		second[0].Attributes["ApproximateReceiveCount"] != "2" {
		t.Errorf("second %v", second)
	}
	l.delete(t, first[1]) // the receipt of the first receive is out of date
	if got := l.count(t, l.clicks); got != "0+1" {
		t.Errorf("count %s", got)
	}
}

// Source:
// docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func TestMessagesReceivedTooOftenGoToTheDeadLetterQueue(t *testing.T) {
	l := startNew(t)
	l.send(t, "poison")
	for range 3 {
		if got := l.receive(t, l.clicks); len(got) != 1 {
			t.Fatalf("got %v", got)
		}
		l.clock.add(time.Minute)
	}
	if got := l.receive(t, l.clicks); len(got) != 0 {
		t.Errorf("a fourth time: %v", got)
	}
	if got := bodies(l.receive(t, l.dead)); !slices.Equal(got, []string{"poison"}) {
		t.Errorf("dead letters %v", got)
	}
}

func TestDeadLettersSurviveARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queues")
	l := start(t, file)
	l.send(t, "poison", "fine")
	for range 4 {
		for _, m := range l.receive(t, l.clicks) {
			if *m.Body == "fine" {
				l.delete(t, m)
			}
		}
		l.clock.add(time.Minute)
	}
	l.Close()
	again := start(t, file)
	if got := bodies(again.receive(t, again.dead)); !slices.Equal(got, []string{"poison"}) ||
		again.count(t, again.clicks) != "0+0" {
		t.Errorf("dead %v, clicks %s", got, again.count(t, again.clicks))
	}
}

func TestAfterARestartMessagesAreVisibleAndKeepTheirCounts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queues")
	l := start(t, file)
	l.send(t, "one", "two", "three")
	for _, m := range l.receive(t, l.clicks) {
		if *m.Body == "two" {
			l.delete(t, m)
		}
	}
	l.Close()
	again := start(t, file)
	got := again.receive(t, again.clicks)
	if !slices.Equal(bodies(got), []string{"one", "three"}) || got[0].Attributes["ApproximateReceiveCount"] != "2" {
		t.Errorf("got %v", got)
	}
}

func TestExpiredMessagesAreGone(t *testing.T) {
	l := startNew(t)
	l.send(t, "old")
	l.clock.add(25 * time.Hour)
	l.send(t, "new")
	if got := bodies(l.receive(t, l.clicks)); !slices.Equal(got, []string{"new"}) {
		t.Errorf("got %v", got)
	}
}

// The SDK checks the digests of bodies and attributes itself, and fails if they are wrong.
func TestBodiesAndAttributesArriveAsTheyWereSent(t *testing.T) {
	l := startNew(t)
	body := "{\"ü\":\"<&>\\u0000\"}\n\t" + strings.Repeat("x", 100_000)
	attributes := map[string]types.MessageAttributeValue{
		"b": {DataType: aws.String("Binary"), BinaryValue: []byte{0, 1, 255}},
		"a": {DataType: aws.String("String"), StringValue: aws.String("text")},
	}
	sent, err := l.client.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: l.clicks, MessageBody: &body, MessageAttributes: attributes,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := l.receive(t, l.clicks)[0]
	if *got.Body != body || *got.MessageId != *sent.MessageId ||
		string(got.MessageAttributes["b"].BinaryValue) != "\x00\x01\xff" ||
		*got.MessageAttributes["a"].StringValue != "text" ||
		*got.MD5OfMessageAttributes != *sent.MD5OfMessageAttributes {
		t.Errorf("got %+v", got)
	}
}

func TestEachEntryOfABatchSucceedsOrFailsOnItsOwn(t *testing.T) {
	l := startNew(t)
	sent, err := l.client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{
		QueueUrl: l.clicks,
		Entries: []types.SendMessageBatchRequestEntry{
			{Id: aws.String("a"), MessageBody: aws.String("one")},
			{Id: aws.String("b"), MessageBody: aws.String("\x01")},
			{Id: aws.String("c"), MessageBody: aws.String("three")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(sent.Successful) != 2 || len(sent.Failed) != 1 || *sent.Failed[0].Id != "b" {
		t.Errorf("sent %+v", sent)
	}
	var entries []types.DeleteMessageBatchRequestEntry
	for i, m := range l.receive(t, l.clicks) {
		entries = append(entries, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(fmt.Sprint(i)), ReceiptHandle: m.ReceiptHandle,
		})
	}
	entries = append(entries, types.DeleteMessageBatchRequestEntry{
		Id: aws.String("x"), ReceiptHandle: aws.String("rubbish"),
	})
	deleted, err := l.client.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{
		QueueUrl: l.clicks, Entries: entries,
	})
	if err != nil || len(deleted.Successful) != 2 || len(deleted.Failed) != 1 || l.count(t, l.clicks) != "0+0" {
		t.Errorf("deleted %+v, %v", deleted, err)
	}
}

func TestErrorsAreThoseOfSQS(t *testing.T) {
	l := startNew(t)
	send := func(url, body string) error {
		_, err := l.client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body})
		return err
	}
	var noQueue *types.QueueDoesNotExist
	if err := send(*l.clicks+"x", "one"); !errors.As(err, &noQueue) {
		t.Errorf("no queue: %v", err)
	}
	var contents *types.InvalidMessageContents
	if err := send(*l.clicks, "a\x00b"); !errors.As(err, &contents) {
		t.Errorf("contents: %v", err)
	}
	for name, err := range map[string]error{
		"MissingParameter":      send(*l.clicks, ""),
		"InvalidParameterValue": send(*l.clicks, strings.Repeat("x", 1<<20+1)),
	} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := send(*l.clicks, strings.Repeat("x", 1<<20)); err != nil {
		t.Errorf("1 MiB: %v", err)
	}
	if _, err := l.client.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: l.clicks}); err == nil ||
		!strings.Contains(err.Error(), "UnsupportedOperation") {
		t.Errorf("an operation that is not served: %v", err)
	}
}

func TestALongPollEndsWhenAMessageArrives(t *testing.T) {
	l := startNew(t)
	got := make(chan *sqs.ReceiveMessageOutput, 1)
	go func() {
		out, err := l.client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: l.clicks, WaitTimeSeconds: 20,
		})
		if err != nil {
			t.Error(err)
		}
		got <- out
	}()
	l.send(t, "one")
	select {
	case out := <-got:
		if len(out.Messages) != 1 {
			t.Errorf("got %v", out.Messages)
		}
	case <-time.After(10 * time.Second):
		t.Error("the poll did not end")
	}
}

func TestOtherMachinesAreNotAnswered(t *testing.T) {
	l := startNew(t)
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/", strings.NewReader("{}"))
	r.RemoteAddr = "192.168.1.9:1000"
	w := httptest.NewRecorder()
	l.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

// function is a consumer. It takes every batch in which fails returns nil for each body.
type function struct {
	mu     sync.Mutex
	taken  []string
	calls  int
	events []events.SQSEvent
	fails  func(body string) error
	answer func(e events.SQSEvent) string
}

func (f *function) invoke(_ context.Context, payload []byte) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var e events.SQSEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	f.calls++
	f.events = append(f.events, e)
	for _, r := range e.Records {
		if f.fails != nil {
			if err := f.fails(r.Body); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range e.Records {
		f.taken = append(f.taken, r.Body)
	}
	if f.answer != nil {
		return []byte(f.answer(e)), nil
	}
	return nil, nil
}

func (f *function) took() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := slices.Clone(f.taken)
	slices.Sort(all)
	return all
}

// feed runs the poller until done returns true, with a clock that runs fast.
func (l *local) feed(t *testing.T, f queue.Feed, done func() bool) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, f) }()
	deadline := time.Now().Add(15 * time.Second)
	for ; !done() && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		l.clock.add(100 * time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if !time.Now().Before(deadline) {
		t.Fatal("waited in vain")
	}
}

// Source: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, the example event.
func TestTheFunctionGetsLambdasEvent(t *testing.T) {
	l, f := startNew(t), &function{}
	l.send(t, "one")
	l.feed(t, queue.Feed{Queue: "clicks", Invoke: f.invoke}, func() bool { return l.count(t, l.clicks) == "0+0" })
	r := f.events[0].Records[0]
	if r.Body != "one" || r.EventSource != "aws:sqs" ||
		r.EventSourceARN != "arn:aws:sqs:us-east-1:000000000000:clicks" || r.AWSRegion != "us-east-1" ||
		r.Md5OfBody != "f97c5d29941bfb1b2fdab0874906ab82" || r.MessageId == "" || r.ReceiptHandle == "" ||
		r.Attributes["ApproximateReceiveCount"] != "1" || r.Attributes["SentTimestamp"] != "1772366400000" {
		t.Errorf("record %+v", r)
	}
}

// The SDK sends a function's trace with each call, and escapes it
// (aws/middleware/recursion_detection.go of aws-sdk-go-v2).
func TestAMessageCarriesTheTraceOfItsSender(t *testing.T) {
	l, f := startNew(t), &function{}
	const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0;Lineage=a87bd80c:1|68fd508a:5"
	t.Setenv("AWS_LAMBDA_FUNCTION_NAME", "WebhooksFunction")
	t.Setenv("_X_AMZN_TRACE_ID", trace)
	l.send(t, "from a function")
	var traces []string
	invoke := func(ctx context.Context, event []byte) ([]byte, error) {
		traces = append(traces, lineage.From(ctx))
		return f.invoke(ctx, event)
	}
	l.feed(t, queue.Feed{Queue: "clicks", Invoke: invoke}, func() bool { return l.count(t, l.clicks) == "0+0" })
	told := f.events[0].Records[0].Attributes["AWSTraceHeader"]
	if told != trace || !slices.Equal(traces, []string{trace}) {
		t.Errorf("the message says %q, the invocation has %q", told, traces)
	}
}

// In a batch, the longest chain counts, so that no loop is missed.
func TestABatchIsAsDeepInALoopAsItsDeepestMessage(t *testing.T) {
	l, f := startNew(t), &function{}
	t.Setenv("AWS_LAMBDA_FUNCTION_NAME", "F")
	trace := ""
	for _, body := range []string{"one", "two", "three"} {
		trace = lineage.Next(trace, "F")
		t.Setenv("_X_AMZN_TRACE_ID", trace)
		l.send(t, body)
	}
	deepest := 0
	invoke := func(ctx context.Context, event []byte) ([]byte, error) {
		deepest = max(deepest, lineage.Count(lineage.From(ctx), "F"))
		return f.invoke(ctx, event)
	}
	l.feed(t, queue.Feed{Queue: "clicks", Function: "F", Invoke: invoke}, func() bool { return len(f.took()) == 3 })
	if deepest != 3 {
		t.Errorf("the batch counts %d", deepest)
	}
}

func TestAFailingFunctionGetsItsMessagesAgain(t *testing.T) {
	l, broken := startNew(t), 2
	f := &function{fails: func(string) error {
		if broken--; broken >= 0 {
			return errors.New("broken")
		}
		return nil
	}}
	l.send(t, "one", "two")
	l.feed(t, queue.Feed{Queue: "clicks", Invoke: f.invoke}, func() bool {
		return len(f.took()) == 2 && l.count(t, l.clicks) == "0+0"
	})
}

func TestAPoisonMessageEndsInTheDeadLetterQueue(t *testing.T) {
	l := startNew(t)
	f := &function{fails: func(string) error { return errors.New("poison") }}
	l.send(t, "poison")
	l.feed(t, queue.Feed{Queue: "clicks", Invoke: f.invoke}, func() bool { return l.count(t, l.dead) == "1+0" })
	if f.calls != 3 {
		t.Errorf("%d calls", f.calls)
	}
}

// Source: docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html, "Success and
// failure conditions".
func TestOnlyReportedMessagesComeAgain(t *testing.T) {
	all := []string{"one", "three", "two"}
	says := func(answer string) func(events.SQSEvent) string {
		return func(events.SQSEvent) string { return answer }
	}
	id := func(e events.SQSEvent, body string) string {
		for _, r := range e.Records {
			if r.Body == body {
				return r.MessageId
			}
		}
		return ""
	}
	for name, c := range map[string]struct {
		answer func(e events.SQSEvent) string
		again  []string // which messages are delivered again
	}{
		"one": {func(e events.SQSEvent) string {
			return `{"batchItemFailures":[{"itemIdentifier":"` + id(e, "two") + `"}]}`
		}, []string{"two"}},
		"none":      {says(`{"batchItemFailures":[]}`), nil},
		"null":      {says(`null`), nil},
		"empty":     {says(`{"batchItemFailures":[{"itemIdentifier":""}]}`), all},
		"unknown":   {says(`{"batchItemFailures":[{"itemIdentifier":"x"}]}`), all},
		"wrong key": {says(`{"batchItemFailures":[{"id":"x"}]}`), all},
		"not JSON":  {says(`{"batch`), all},
	} {
		t.Run(name, func(t *testing.T) {
			l, first := startNew(t), true
			f := &function{}
			f.answer = func(e events.SQSEvent) string {
				if first {
					first = false
					f.taken = nil
					return c.answer(e)
				}
				return ""
			}
			l.send(t, "one", "two", "three")
			l.feed(t, queue.Feed{Queue: "clicks", Invoke: f.invoke, ReportFailures: true}, func() bool {
				return l.count(t, l.clicks) == "0+0" && len(f.took()) >= len(c.again)
			})
			if got := f.took(); !slices.Equal(got, c.again) {
				t.Errorf("again %v, want %v", got, c.again)
			}
		})
	}
}

func TestEndingWhileTheFunctionWorksLosesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queues")
	l := start(t, file)
	l.send(t, "one")
	started := make(chan struct{}, 1)
	l.feed(t, queue.Feed{Queue: "clicks", Invoke: func(ctx context.Context, _ []byte) ([]byte, error) {
		started <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}}, func() bool { return len(started) == 1 })
	l.Close()
	again, f := start(t, file), &function{}
	again.feed(t, queue.Feed{Queue: "clicks", Invoke: f.invoke}, func() bool { return len(f.took()) == 1 })
}

// TestKilledWhileSending runs this test binary as a queue that prints what it has accepted and
// deleted, and kills it.
func TestKilledWhileSending(t *testing.T) {
	if file := os.Getenv("QUEUE_TEST_RUN"); file != "" {
		l := start(t, file)
		for i := 0; ; i++ {
			l.send(t, fmt.Sprint(i))
			if i%3 == 0 { // every third message is deleted
				for _, m := range l.receive(t, l.clicks) {
					if *m.Body == fmt.Sprint(i) {
						l.delete(t, m)
					}
				}
			}
			fmt.Println("accepted", i)
		}
	}
	file := filepath.Join(t.TempDir(), "queues")
	program := exec.Command(os.Args[0], "-test.run=^TestKilledWhileSending$")
	program.Env = append(os.Environ(), "QUEUE_TEST_RUN="+file)
	out, err := program.StdoutPipe()
	if err != nil || program.Start() != nil {
		t.Fatal("can't start the program", err)
	}
	last := 0
	for last < 40 {
		if _, err := fmt.Fscanf(out, "accepted %d\n", &last); err != nil {
			t.Fatal(err)
		}
	}
	_ = program.Process.Kill()
	_ = program.Wait()
	l := start(t, file)
	kept := map[string]bool{}
	for messages := l.receive(t, l.clicks); len(messages) > 0; messages = l.receive(t, l.clicks) {
		for _, m := range messages {
			kept[*m.Body] = true
		}
	}
	for i := range last + 1 {
		if want := i%3 != 0; kept[fmt.Sprint(i)] != want {
			t.Errorf("message %d: kept %t, want %t", i, !want, want)
		}
	}
}

func TestTheFileDoesNotGrowForEver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queues")
	l := start(t, file)
	body := strings.Repeat("x", 200_000)
	for range 60 {
		l.send(t, body)
		for _, m := range l.receive(t, l.clicks) {
			l.delete(t, m)
		}
	}
	l.send(t, "last")
	if info, err := os.Stat(file); err != nil || info.Size() > 5<<20 {
		t.Errorf("%d bytes, %v", info.Size(), err)
	}
	l.Close()
	again := start(t, file)
	if got := bodies(again.receive(t, again.clicks)); !slices.Equal(got, []string{"last"}) {
		t.Errorf("%d messages", len(got))
	}
}

func TestConcurrentMessagesAreAllKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queues")
	l := start(t, file)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 20 {
				if err := l.Send(t.Context(), "clicks", fmt.Sprint(i, ".", k)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	l.Close()
	again := start(t, file)
	if got := again.count(t, again.clicks); got != "160+0" {
		t.Errorf("count %s", got)
	}
}

func TestADamagedFileIsOneClearError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queues")
	if err := os.WriteFile(file, []byte("rubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := queue.Open(queue.Config{File: file})
	if err == nil || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error = %v", err)
	}
}

// clock stands still until it is advanced.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
