package stream_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"signpost/infra/local/engine"
	"signpost/infra/local/stream"
	"signpost/infra/tests/enginetest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Source: docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html, the example event.
func TestTheFunctionGetsLambdasEvent(t *testing.T) {
	source := withRecords(1, noon.Add(7*time.Second))
	var got []byte
	var mu sync.Mutex
	run(t, stream.Config{
		Source: source, Reader: source, TumblingWindow: time.Minute,
		Now: func() time.Time { return noon.Add(8 * time.Second) },
		Invoke: func(_ context.Context, event []byte) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			got = event
			return []byte(`{"state":{}}`), nil
		},
	}, func() bool { mu.Lock(); defer mu.Unlock(); return got != nil })
	want := `{"Records":[{"eventID":"event-1","eventName":"INSERT","eventVersion":"1.1",
			"eventSource":"aws:dynamodb","awsRegion":"us-east-1","eventSourceARN":"` + arn + `",
			"dynamodb":{"ApproximateCreationDateTime":1772366407,
				"Keys":{"pk":{"S":"CLICK#1"}},"NewImage":{"pk":{"S":"CLICK#1"}},
				"SequenceNumber":"1","SizeBytes":26,"StreamViewType":"NEW_IMAGE"}}],
		"window":{"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:01:00Z"},"state":{},
		"shardId":"shard-1","eventSourceARN":"` + arn + `",
		"isFinalInvokeForWindow":false,"isWindowTerminatedEarly":false}`
	if !sameJSON(t, string(got), want) {
		t.Errorf(" got %s\nwant %s", got, want)
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal([]byte(a), &x), json.Unmarshal([]byte(b), &y)); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(x) == fmt.Sprint(y)
}

func TestWithoutWindowsTheEventHasOnlyRecords(t *testing.T) {
	source, seen := withRecords(1, noon), make(chan string, 1)
	invoke := func(_ context.Context, event []byte) ([]byte, error) {
		seen <- string(event)
		return nil, nil
	}
	run(t, stream.Config{Source: source, Reader: source, Invoke: invoke},
		func() bool { return len(seen) == 1 })
	if event := <-seen; strings.Contains(event, "window") || strings.Contains(event, "state") {
		t.Error(event)
	}
}

func TestBatchesAreInOrderAndNoLargerThanAllowed(t *testing.T) {
	source, f := withRecords(2500, noon), &function{}
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, BatchSize: 1000, BatchWindow: time.Second,
	}, func() bool { return len(f.took()) == 2500 })
	if !slices.Equal(f.took(), numbers(1, 2500)) || !slices.Equal(f.sizes(), []int{1000, 1000, 500}) {
		t.Errorf("sizes %v", f.sizes())
	}
}

// Source: docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
func TestOnlyWhatFollowsAReportedFailureIsTriedAgain(t *testing.T) {
	source, broken := withRecords(10, noon), atomic.Bool{}
	broken.Store(true)
	f := &function{reports: true, fails: func(s string) bool { return s == "4" && broken.Swap(false) }}
	run(t, stream.Config{Source: source, Reader: source, Invoke: f.invoke, ReportFailures: true, MaxRetries: 3},
		func() bool { return len(f.took()) == 10 })
	if !slices.Equal(f.took(), numbers(1, 10)) || !slices.Equal(f.sizes(), []int{10, 7}) {
		t.Errorf("took %v in %v", f.took(), f.sizes())
	}
}

// Source: "Success and failure conditions" on the same page. The numbers are invocations with
// one retry allowed.
func TestWhatAnswersMean(t *testing.T) {
	for answer, want := range map[string]int{
		`{"batchItemFailures":[]}`:   1,
		`{"batchItemFailures":null}`: 1,
		`{}`:                         1,
		`null`:                       1,
		``:                           1,
		`{"batchItemFailures":[{"itemIdentifier":""}]}`:     2,
		`{"batchItemFailures":[{"itemIdentifier":null}]}`:   2,
		`{"batchItemFailures":[{"wrongKey":"1"}]}`:          2,
		`{"batchItemFailures":[{"itemIdentifier":"9999"}]}`: 2,
		`{"batchItemFailures":`:                             2,
	} {
		source := withRecords(3, noon)
		f := &function{answer: func(e events.DynamoDBTimeWindowEvent) string {
			if e.Records[0].Change.SequenceNumber == "4" {
				return `{}`
			}
			return answer
		}}
		more := sync.OnceFunc(func() { source.add("shard-1", noon, 1) })
		run(t, stream.Config{
			Source: source, Reader: source, Invoke: f.invoke, ReportFailures: true, MaxRetries: 1, BatchSize: 3,
		}, func() bool {
			if len(f.sizes()) >= want {
				more()
			}
			sizes := f.sizes()
			return len(sizes) > 0 && sizes[len(sizes)-1] == 1
		})
		if got := f.sizes(); len(got) != want+1 {
			t.Errorf("%s: %v records, want %d times 3, then 1", answer, got, want)
		}
	}
}

// Source: docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html (retries,
// bisection, the message's fields).
func TestAPoisonRecordIsIsolatedAndTheRestGoesThrough(t *testing.T) {
	source, f := withRecords(100, noon), &function{fails: among("37")}
	var messages []string
	var mu sync.Mutex
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, Bisect: true, MaxRetries: 2, BatchSize: 100,
		OnFailure: func(_ context.Context, message []byte) error {
			mu.Lock()
			defer mu.Unlock()
			messages = append(messages, string(message))
			return nil
		},
	}, func() bool { return len(f.took()) == 99 })
	if want := slices.DeleteFunc(numbers(1, 100), among("37")); !slices.Equal(f.took(), want) {
		t.Errorf("took %v", f.took())
	}
	if len(messages) != 1 {
		t.Fatalf("messages %q", messages)
	}
	var got struct {
		RequestContext struct {
			Condition              string `json:"condition"`
			ApproximateInvokeCount int    `json:"approximateInvokeCount"`
		} `json:"requestContext"`
		Info map[string]any `json:"DDBStreamBatchInfo"`
	}
	if err := json.Unmarshal([]byte(messages[0]), &got); err != nil {
		t.Fatal(err)
	}
	if got.RequestContext.Condition != "RetryAttemptsExhausted" || got.RequestContext.ApproximateInvokeCount != 3 {
		t.Errorf("requestContext %+v", got.RequestContext)
	}
	want := map[string]any{
		"shardId": "shard-1", "streamArn": arn, "batchSize": 1.0,
		"startSequenceNumber": "37", "endSequenceNumber": "37",
		"approximateArrivalOfFirstRecord": "2026-03-01T12:00:00Z",
		"approximateArrivalOfLastRecord":  "2026-03-01T12:00:00Z",
	}
	if fmt.Sprint(got.Info) != fmt.Sprint(want) {
		t.Errorf("got %v\nwant %v", got.Info, want)
	}
}

// givenUp returns a destination and the channel in which its messages arrive.
func givenUp() (<-chan string, func(context.Context, []byte) error) {
	messages := make(chan string, 10)
	return messages, func(_ context.Context, message []byte) error {
		messages <- string(message)
		return nil
	}
}

func TestWithoutBisectionTheBatchIsGivenUpAsAWhole(t *testing.T) {
	source, f := withRecords(10, noon), &function{fails: among("3")}
	given, onFailure := givenUp()
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, MaxRetries: 1, BatchSize: 5, OnFailure: onFailure,
	}, func() bool { return len(f.took()) == 5 })
	if !slices.Equal(f.took(), numbers(6, 10)) || len(given) != 1 || !strings.Contains(<-given, `"batchSize":5`) {
		t.Errorf("took %v", f.took())
	}
}

func TestRecordsThatAreTooOldAreGivenUp(t *testing.T) {
	source, f := withRecords(1, noon), &function{fails: among("1")}
	given, onFailure := givenUp()
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, MaxRetries: -1, MaxAge: time.Hour,
		Now: func() time.Time { return noon.Add(2 * time.Hour) }, OnFailure: onFailure,
	}, func() bool { return len(given) == 1 })
	if message := <-given; !strings.Contains(message, "RecordAgeExceeded") || len(f.sizes()) != 1 {
		t.Error(message, f.sizes())
	}
}

func TestADestinationThatIsDownIsTriedUntilItTakesTheMessage(t *testing.T) {
	source, f, tries := withRecords(2, noon), &function{fails: among("1")}, atomic.Int32{}
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, BatchSize: 1,
		OnFailure: func(context.Context, []byte) error {
			if len(f.took()) > 0 {
				t.Error("it went on before the message was taken")
			}
			if tries.Add(1) < 4 {
				return errors.New("down")
			}
			return nil
		},
	}, func() bool { return len(f.took()) == 1 })
	if tries.Load() != 4 {
		t.Errorf("%d tries", tries.Load())
	}
}

// Source: docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
func TestAWindowPassesItsStateOnAndIsClosed(t *testing.T) {
	source := withRecords(3, noon)
	source.add("shard-1", noon.Add(61*time.Second), 2)
	f := &function{answer: func(e events.DynamoDBTimeWindowEvent) string {
		count := 0
		_, _ = fmt.Sscan(e.State["n"], &count)
		return fmt.Sprintf(`{"state":{"n":"%d"}}`, count+len(e.Records))
	}}
	var now atomic.Int64
	now.Store(noon.Add(62 * time.Second).UnixNano())
	type call struct {
		window, state string
		records       int
		final         bool
	}
	calls := func() (all []call) {
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, e := range f.events {
			all = append(all, call{
				e.Window.Start.Format("15:04"), e.State["n"], len(e.Records), e.IsFinalInvokeForWindow,
			})
		}
		return all
	}
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, BatchSize: 2, TumblingWindow: time.Minute,
		ReportFailures: true, Now: func() time.Time { return time.Unix(0, now.Load()) },
	}, func() bool {
		if len(f.took()) == 5 {
			now.Store(noon.Add(121 * time.Second).UnixNano())
		}
		return len(calls()) == 6
	})
	want := []call{
		{"12:00", "", 2, false}, {"12:00", "2", 1, false}, {"12:00", "3", 0, true},
		{"12:01", "", 1, false}, {"12:01", "1", 1, false}, {"12:01", "2", 0, true},
	}
	if got := calls(); !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}

func TestInAWindowAnAnswerWithoutStateIsAFailure(t *testing.T) {
	source, f := withRecords(1, time.Now()), &function{}
	given, onFailure := givenUp()
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, TumblingWindow: time.Hour, MaxRetries: 1,
		OnFailure: onFailure,
	}, func() bool { return len(given) == 1 })
	if len(f.sizes()) != 2 {
		t.Errorf("%d invocations", len(f.sizes()))
	}
}

func TestAChildShardComesAfterItsParent(t *testing.T) {
	source := &fakeStream{shards: []fakeShard{
		{id: "child", parent: "parent"}, {id: "orphan", parent: "long gone"}, {id: "parent"},
	}}
	source.add("parent", noon, 1)
	source.add("child", noon, 1)
	var mu sync.Mutex
	var order []string
	invoke := func(_ context.Context, event []byte) ([]byte, error) {
		var e events.DynamoDBTimeWindowEvent
		err := json.Unmarshal(event, &e)
		mu.Lock()
		defer mu.Unlock()
		order = append(order, e.ShardID)
		return []byte(`{"state":{}}`), err
	}
	seen := func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(order) }
	run(t, stream.Config{
		Source: source, Reader: source, Invoke: invoke, TumblingWindow: time.Hour,
		Now: func() time.Time { return noon },
	}, func() bool {
		if len(seen()) == 1 {
			source.mu.Lock()
			source.shards[2].closed = true
			source.mu.Unlock()
		}
		return slices.Contains(seen(), "child")
	})
	if got := seen(); !slices.Equal(slices.Compact(got), []string{"parent", "child"}) {
		t.Errorf("order %v", got)
	}
}

func TestAfterARestartItContinuesAndAKilledBatchComesAgain(t *testing.T) {
	source, f := withRecords(5, noon), &function{}
	file := filepath.Join(t.TempDir(), "positions")
	config := stream.Config{
		Source: source, Reader: source, Invoke: f.invoke, File: file, BatchSize: 5, MaxRetries: -1,
	}
	run(t, config, func() bool { return len(f.took()) == 5 })

	// The program ends while the function works, so nothing records that the batch is done.
	source.add("shard-1", noon, 3)
	started := make(chan struct{}, 1)
	config.Invoke = func(ctx context.Context, _ []byte) ([]byte, error) {
		started <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}
	run(t, config, func() bool { return len(started) == 1 })

	again := &function{}
	config.Invoke = again.invoke
	run(t, config, func() bool { return len(again.took()) == 3 })
	if !slices.Equal(again.took(), numbers(6, 8)) {
		t.Errorf("took %v", again.took())
	}
}

func TestARecreatedTableIsReadFromItsStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "positions")
	old, f := withRecords(50, noon), &function{}
	run(t, stream.Config{Source: old, Reader: old, Invoke: f.invoke, File: file}, func() bool {
		return len(f.took()) == 50
	})

	db := enginetest.Start(t)
	putClicks(t, db, 1, 3)
	again := &function{}
	run(t, stream.Config{Source: db.Client, Reader: stream.Client(db.Endpoint), Invoke: again.invoke, File: file},
		func() bool { return len(again.took()) == 3 })
}

func TestFiltersLetMatchingRecordsPass(t *testing.T) {
	db := enginetest.Start(t)
	put(t, db, "PARTNER#a", "1")
	put(t, db, "CLICK#a", "2")
	put(t, db, "CONVERSION#a", "3")
	put(t, db, "CLICK#a", "2") // MODIFY
	put(t, db, "COUNT#a", "4")
	put(t, db, "CLICK#b", "5")
	for pattern, want := range map[string]int{
		`{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"CLICK#"},{"prefix":"CONVERSION#"}]}}}}`: 3,
		`{"eventName":["INSERT","MODIFY"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"CLICK#"}]}}}}`:                 3,
		`{"dynamodb":{"Keys":{"sk":{"S":["5","4"]}}}}`:                                                             2,
		`{"dynamodb":{"NewImage":{"n":{"N":["1"]},"gone":{"S":[{"exists":false}]}}}}`:                              6,
	} {
		f := &function{}
		config := stream.Config{
			Source: db.Client, Reader: stream.Client(db.Endpoint), Invoke: f.invoke,
			Filters: []string{pattern, `{"dynamodb":{"Keys":{"pk":{"S":["END"]}}}}`},
		}
		put(t, db, "END", "e")
		run(t, config, func() bool { // once END has passed, all others were filtered
			f.mu.Lock()
			defer f.mu.Unlock()
			if len(f.events) == 0 {
				return false
			}
			last := f.events[len(f.events)-1].Records
			return last[len(last)-1].Change.Keys["pk"].String() == "END"
		})
		got := 0
		for _, e := range f.events {
			for _, r := range e.Records {
				if r.Change.Keys["pk"].String() != "END" {
					got++
				}
			}
		}
		if got != want {
			t.Errorf("%s: %d, want %d", pattern, got, want)
		}
		if _, err := db.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
			TableName: &db.Table, Key: key("END", "e"),
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFilterThatIsNotUnderstoodIsAnError(t *testing.T) {
	for _, pattern := range []string{
		`{`, `{"eventName":"INSERT"}`, `{"eventName":[{"anything-but":"INSERT"}]}`, `{"eventName":[1]}`,
		`{"eventName":[{"prefix":"A","exists":true}]}`,
	} {
		config := stream.Config{Filters: []string{pattern}, File: filepath.Join(t.TempDir(), "p")}
		if m, err := stream.Open(config); err == nil {
			m.Close()
			t.Errorf("%s was accepted", pattern)
		}
	}
}

func TestEveryAttributeTypeArrives(t *testing.T) {
	db, f := enginetest.Start(t), &function{}
	item := map[string]dbtypes.AttributeValue{
		"pk":      &dbtypes.AttributeValueMemberS{Value: "CLICK#1"},
		"sk":      &dbtypes.AttributeValueMemberS{Value: "FIRST"},
		"number":  &dbtypes.AttributeValueMemberN{Value: "12.5"},
		"bytes":   &dbtypes.AttributeValueMemberB{Value: []byte{0, 255}},
		"yes":     &dbtypes.AttributeValueMemberBOOL{Value: true},
		"nothing": &dbtypes.AttributeValueMemberNULL{Value: true},
		"words":   &dbtypes.AttributeValueMemberSS{Value: []string{"a", "b"}},
		"numbers": &dbtypes.AttributeValueMemberNS{Value: []string{"1", "2"}},
		"blobs":   &dbtypes.AttributeValueMemberBS{Value: [][]byte{{1}}},
		"map": &dbtypes.AttributeValueMemberM{
			Value: map[string]dbtypes.AttributeValue{"x": &dbtypes.AttributeValueMemberS{Value: "ü<>&"}},
		},
		"list": &dbtypes.AttributeValueMemberL{
			Value: []dbtypes.AttributeValue{&dbtypes.AttributeValueMemberN{Value: "7"}},
		},
	}
	_, err := db.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &db.Table, Item: item})
	if err != nil {
		t.Fatal(err)
	}
	run(t, stream.Config{Source: db.Client, Reader: stream.Client(db.Endpoint), Invoke: f.invoke},
		func() bool { return len(f.took()) == 1 })
	got := f.events[0].Records[0].Change.NewImage
	if len(got) != len(item) || got["number"].Number() != "12.5" ||
		!slices.Equal(got["bytes"].Binary(), []byte{0, 255}) || !got["yes"].Boolean() ||
		!got["nothing"].IsNull() || len(got["words"].StringSet()) != 2 ||
		len(got["numbers"].NumberSet()) != 2 || len(got["blobs"].BinarySet()) != 1 ||
		got["map"].Map()["x"].String() != "ü<>&" || got["list"].List()[0].Number() != "7" {
		t.Errorf("got %v", got)
	}
}

func key(pk, sk string) map[string]dbtypes.AttributeValue {
	return map[string]dbtypes.AttributeValue{
		"pk": &dbtypes.AttributeValueMemberS{Value: pk}, "sk": &dbtypes.AttributeValueMemberS{Value: sk},
	}
}

func put(t *testing.T, db *enginetest.DB, pk, sk string) {
	t.Helper()
	item := key(pk, sk)
	item["n"] = &dbtypes.AttributeValueMemberN{Value: "1"}
	_, err := db.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &db.Table, Item: item})
	if err != nil {
		t.Fatal(err)
	}
}

func putClicks(t *testing.T, db *enginetest.DB, from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		put(t, db, fmt.Sprint("CLICK#", n), "FIRST")
	}
}

func TestARecordInAnIdleStreamIsSeenSoon(t *testing.T) {
	db, f := enginetest.Start(t), &function{}
	var slowest time.Duration
	run(t, stream.Config{
		Source: db.Client, Reader: stream.Client(db.Endpoint), Invoke: f.invoke, BatchWindow: time.Second,
	}, func() bool {
		for n := 1; n <= 3; n++ {
			time.Sleep(500 * time.Millisecond) // until it polls at its slowest
			begin := time.Now()
			putClicks(t, db, n, n)
			waitFor(t, func() bool { return len(f.took()) == n })
			slowest = max(slowest, time.Since(begin))
		}
		return true
	})
	t.Logf("slowest %s", slowest)
	if slowest > time.Second {
		t.Errorf("an event took %s", slowest)
	}
}

func TestAKilledEngineLosesNothing(t *testing.T) {
	binary, err := engine.Install(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "table.db")
	e, err := engine.Start(t.Context(), engine.Config{Binary: binary, File: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	db := &enginetest.DB{Endpoint: e.Endpoint(), Table: "signpost", Client: engine.Client(e.Endpoint())}
	if err := engine.CreateTable(t.Context(), db.Client, db.Table, engine.Signpost()); err != nil {
		t.Fatal(err)
	}
	f := &function{}
	run(t, stream.Config{Source: db.Client, Reader: stream.Client(db.Endpoint), Invoke: f.invoke}, func() bool {
		for round := range 3 {
			putClicks(t, db, round*20+1, round*20+20)
			killed := e.Pid()
			_ = syscall.Kill(killed, syscall.SIGKILL)
			waitFor(t, func() bool { return e.Pid() != killed })
		}
		waitFor(t, func() bool { return len(f.took()) >= 60 })
		return true
	})
	if got := slices.Compact(slices.Clone(f.took())); len(got) != 60 {
		t.Errorf("took %v", got)
	}
}

// Whatever fails, and whenever the program is restarted, every record is either taken or given
// up, in order.
func TestNothingIsSkipped(t *testing.T) {
	dir := t.TempDir()
	files := 0
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(rt, "records")
		poison := map[string]bool{}
		for _, k := range rapid.SliceOfN(rapid.IntRange(1, n), 0, 3).Draw(rt, "poison") {
			poison[fmt.Sprint(k)] = true
		}
		// A 0 makes that call of fails return true for no reason.
		stumbles := rapid.SliceOfN(rapid.IntRange(0, 3), 20, 20).Draw(rt, "stumbles")
		calls := 0
		f := &function{reports: rapid.Bool().Draw(rt, "reports")}
		f.fails = func(s string) bool {
			calls++
			return poison[s] || (calls < len(stumbles) && stumbles[calls] == 0)
		}
		var mu sync.Mutex
		given := map[string]bool{}
		source := withRecords(n, noon)
		files++
		config := stream.Config{
			Source: source, Reader: source, Invoke: f.invoke, Bisect: true, ReportFailures: f.reports,
			MaxRetries: 3, BatchSize: rapid.IntRange(1, 15).Draw(rt, "batch"),
			File: filepath.Join(dir, fmt.Sprint(files)),
			OnFailure: func(_ context.Context, message []byte) error {
				var m struct {
					Info struct{ StartSequenceNumber, EndSequenceNumber string } `json:"DDBStreamBatchInfo"`
				}
				err := json.Unmarshal(message, &m)
				mu.Lock()
				defer mu.Unlock()
				given[m.Info.StartSequenceNumber] = true
				if m.Info.StartSequenceNumber != m.Info.EndSequenceNumber {
					rt.Errorf("more than one record was given up: %s", message)
				}
				return err
			},
		}
		finished := func(part int) func() bool {
			return func() bool {
				mu.Lock()
				defer mu.Unlock()
				return len(unique(f.took()))+len(given) >= part
			}
		}
		run(t, config, finished(rapid.IntRange(0, n).Draw(rt, "stop after")))
		run(t, config, finished(n))
		for _, s := range f.took() {
			if given[s] {
				rt.Errorf("%s was taken and given up", s)
			}
		}
		for s := range poison {
			if !given[s] {
				rt.Errorf("%s was not given up", s)
			}
		}
	})
}

func unique(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
