package counting_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// onBoth runs a test with a table in memory and with the engine.
func onBoth(t *testing.T, test func(t *testing.T, newWorld func(t *testing.T) *world)) {
	t.Run("memory", func(t *testing.T) {
		test(t, func(t *testing.T) *world { return newWorld(t, t.Context(), newMemoryTable()) })
	})
	t.Run("engine", func(t *testing.T) {
		db := enginetest.Start(t)
		test(t, func(t *testing.T) *world {
			clear(t, db)
			return newWorld(t, t.Context(), db.Client)
		})
	})
}

// clear deletes all items, so that an engine can serve many tests.
func clear(t tb, db *enginetest.DB) {
	t.Helper()
	ctx := context.Background()
	all := dynamodb.NewScanPaginator(db.Client, &dynamodb.ScanInput{
		TableName: &db.Table, ProjectionExpression: new("pk, sk"),
	})
	for all.HasMorePages() {
		page, err := all.NextPage(ctx)
		if err != nil {
			t.Fatalf("clear: %v", err)
		}
		for _, key := range page.Items {
			deletion := &dynamodb.DeleteItemInput{TableName: &db.Table, Key: key}
			if _, err := db.Client.DeleteItem(ctx, deletion); err != nil {
				t.Fatalf("clear: %v", err)
			}
		}
	}
}

func (w *world) load(s *shard, all []referral.Click) {
	for _, c := range all {
		w.click(s, c)
	}
}

func TestABatchThatComesTwiceCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		s := w.shard(0)
		w.load(s, clicks(40, 5))
		for range 3 {
			w.deliver(s, 0, 40)
			w.restart()
		}
		w.check()
	})
}

func TestARetryWithOtherBoundariesCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		s := w.shard(0)
		w.load(s, clicks(40, 5))
		for _, batch := range [][2]int{{0, 10}, {0, 25}, {5, 7}, {20, 40}, {39, 40}, {0, 40}} {
			w.deliver(s, batch[0], batch[1])
		}
		w.check()
	})
}

func TestABisectedBatchCountsOnce(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, clicks(64, 7))
	w.faults.fate = func() fate { return lost } // everything is written, but the counter does not know
	w.deliver(s, 0, 64)
	w.faults.fate = nil
	for size := 32; size > 0; size /= 2 {
		for from := 0; from < 64; from += size {
			w.deliver(s, from, from+size)
		}
	}
	w.check()
}

func TestShardsMayBeSplitAndOutOfOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		parent, left, right := w.shard(0), w.shard(1), w.shard(2)
		for i, c := range clicks(60, 4) {
			w.click([]*shard{parent, left, right}[i%3], c)
		}
		w.next(right, 20) // before its parent, which Lambda does not do but would not matter
		w.next(parent, 5)
		w.next(left, 20)
		w.next(parent, 15)
		w.deliver(right, 3, 20)
		w.check()
	})
}

// TestKilledAfterEachWrite kills the counter after each write of a batch, with every possible
// fate of the last one, and delivers the batch again, as a whole and in other pieces.
func TestKilledAfterEachWrite(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		killEverywhere(t, 30, 12, func() *world { return newWorld(t, t.Context(), newMemoryTable()) })
	})
	t.Run("engine", func(t *testing.T) {
		db := enginetest.Start(t)
		killEverywhere(t, 12, 3, func() *world {
			clear(t, db)
			return newWorld(t, t.Context(), db.Client)
		})
	})
}

func killEverywhere(t *testing.T, events, links int, newWorld func() *world) {
	for writes, finished := 0, false; !finished; writes++ {
		for _, last := range []fate{lost, late, succeeds} {
			w := newWorld()
			s := w.shard(0)
			w.load(s, clicks(events, links))
			w.faults.killAfter(writes, last)
			w.deliver(s, 0, events)
			finished = !w.faults.killed && w.faults.writes < writes
			w.faults.fate = nil
			w.restart()
			w.next(s, 7)
			w.drain()
			if w.check(); t.Failed() {
				t.Fatalf("killed after %d writes, the last one with fate %d", writes, last)
			}
		}
	}
}

func TestABatchOfManyRows(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		s := w.shard(0)
		w.load(s, clicks(300, 300))
		w.next(s, 300)
		w.check()
	})
}

func TestRecordsThatCannotBeWrittenAreRequestedAgain(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, clicks(40, 10))
	w.next(s, 20)
	rows := 0
	w.faults.fate = func() fate {
		if rows++; rows > 6 {
			return throttled
		}
		return succeeds
	}
	if again := w.deliver(s, 20, 40); again < 20 || again >= 40 {
		t.Errorf("requested again from %d", again)
	}
	w.drain()
	w.check()
}

// TestAnAnswerLostAfterTheWrite loses the answer to every write: the SDK sends the request
// again, the mark makes its condition fail, and the row that comes back says why.
func TestAnAnswerLostAfterTheWrite(t *testing.T) {
	db := enginetest.Start(t)
	w := newWorld(t, t.Context(), db.Client)
	s := w.shard(0)
	w.load(s, clicks(60, 9))
	breaking := &loseAnswers{}
	client := dynamodb.New(db.Client.Options(), func(o *dynamodb.Options) {
		o.HTTPClient = breaking
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxBackoff, o.RateLimiter = time.Millisecond, ratelimit.None
			o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
				return aws.BoolTernary(errors.Is(err, errNoAnswer))
			}))
		})
	})
	w.counter.Rows = counting.NewCounters(table.New(client, db.Table), w.queue)
	for range 3 {
		w.next(s, 20)
	}
	if s.done != 60 || breaking.lost.Load() == 0 {
		t.Errorf("%d of 60 counted, %d answers lost", s.done, breaking.lost.Load())
	}
	w.check()
}

// loseAnswers loses the first answer to every request.
type loseAnswers struct {
	seen sync.Map // bodies
	lost atomic.Int64
}

func (l *loseAnswers) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := http.DefaultTransport.RoundTrip(r)
	if _, again := l.seen.LoadOrStore(string(body), true); again || err != nil {
		return answer, err
	}
	l.lost.Add(1)
	return nil, errors.Join(errNoAnswer, answer.Body.Close())
}

func TestOnlyInsertionsCount(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.click(s, clicks(1, 1)[0])
	other := clicks(1, 1)[0]
	other.ID = someClickID
	item := table.ClickItem(other)
	w.record(s, "MODIFY", item) // an engine may emit this for a put that changes nothing
	w.record(s, "REMOVE", item)
	w.next(s, 3)
	w.check()
}

func TestOldDaysCountLate(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	old, young := w.shard(0), w.shard(1)
	c := clicks(1, 1)[0]
	w.click(old, c)
	w.next(old, 1)
	c.At = c.At.AddDate(-1, 0, 0)
	w.click(young, c)
	w.click(old, c)
	w.next(young, 1)
	w.next(old, 1)
	w.check()
}

func TestAWindowEndsWithoutRecords(t *testing.T) {
	c := counting.Counter{}
	for _, payload := range []string{
		`{"Records":[],"shardId":"shardId-1","state":{},"isFinalInvokeForWindow":true}`,
		`{"shardId":"shardId-1","isFinalInvokeForWindow":true}`,
	} {
		answer, err := c.Invoke(t.Context(), []byte(payload))
		if want := `{"state":{},"batchItemFailures":[]}`; err != nil || string(answer) != want {
			t.Errorf("%s: %s, %v; want %s", payload, answer, err, want)
		}
	}
}

func TestWithoutAShardNothingIsCounted(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.click(s, clicks(1, 1)[0])
	_, err := w.counter.Invoke(t.Context(), fmt.Appendf(nil, `{"Records":[%s]}`, s.records[0]))
	if !errors.Is(err, counting.ErrNoShard) || w.faults.writes > 0 {
		t.Errorf("%v, %d writes; want ErrNoShard and none", err, w.faults.writes)
	}
}

// TestTwoCountersAtOnce delivers the same records to two counters at once, again and again.
func TestTwoCountersAtOnce(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, clicks(200, 6))
	first, second := w, *w
	second.restart()
	for s.done < 200 {
		var both sync.WaitGroup
		from := s.done
		both.Go(func() { second.deliver(s, from, min(from+3, 200)) })
		both.Go(func() { first.next(s, 2) })
		both.Wait()
	}
	w.check()
}

func TestReconcileNamesAWrongCounter(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		s := w.shard(0)
		w.load(s, clicks(30, 3))
		w.next(s, 30)
		w.check()
		at := w.model[0].Cell
		w.tamper(countKey(at), "u--m"+string(at.Ad)+"|")
		w.tamper(table.TotalKey(at.Website, at.Hour), "b--m|")
		got := w.reconcile(at.Hour.Day())
		if len(got.Differences) != 2 {
			t.Fatalf("%+v", got)
		}
		link, total := got.Differences[0], got.Differences[1]
		if link.Counter != "link" || link.Partner != string(at.Partner) ||
			link.Website != string(at.Website) || link.Ad != string(at.Ad) ||
			link.Hour != at.Hour.OfDay() || link.Counters.Uniques != link.Events.Uniques+1 ||
			fmt.Sprint(link.Wrong) != "[hits uniques]" {
			t.Errorf("link: %+v", link)
		}
		if total.Counter != "website" || total.Website != string(at.Website) || total.Counters.Bots != 1 ||
			fmt.Sprint(total.Wrong) != "[bots]" {
			t.Errorf("total: %+v", total)
		}
	})
}

func TestReconcileNamesAWrongBreakdown(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, clicks(30, 3))
	w.next(s, 30)
	at := w.model[0].Cell
	k := countKey(at)
	w.tamper(k, "rFRm"+string(at.Ad)+"|")
	w.add(k, "r--m"+string(at.Ad)+"|", "-1")
	if got := w.reconcile(at.Hour.Day()); len(got.Differences) != 1 ||
		fmt.Sprint(got.Differences[0].Wrong) != "[visitors]" {
		t.Errorf("%+v", got)
	}
}

func (w *world) tamper(k table.Key, name string) { w.add(k, name, "1") }

func (w *world) add(k table.Key, name, n string) {
	_, err := w.store.UpdateItem(w.ctx, &dynamodb.UpdateItemInput{
		TableName: new("signpost"), Key: table.Item{"pk": str(k.PK), "sk": str(k.SK)},
		UpdateExpression: new("ADD #n :n"), ExpressionAttributeNames: map[string]string{"#n": name},
		ExpressionAttributeValues: table.Item{":n": num(n)},
	})
	if err != nil {
		w.Fatalf("tamper: %v", err)
	}
}

// TestReconcileKnowsWhatIsStillBeingCounted reconciles before anything is counted, while
// counting goes on between its two reads.
func TestReconcileKnowsWhatIsStillBeingCounted(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, clicks(30, 3))
	day := w.model[0].Cell.Hour.Day()
	catchingUp := w.reconciler(func() { w.next(s, 10) })
	got, err := catchingUp.Day(t.Context(), day)
	if err != nil || len(got.Differences) > 0 || got.Pending == 0 {
		t.Errorf("%+v, %v; want all pending", got, err)
	}
	stuck := w.reconciler(func() {})
	if got, err := stuck.Day(t.Context(), day); err != nil || len(got.Differences) == 0 {
		t.Errorf("%+v, %v; want differences: nothing moves", got, err)
	}
	done := w.reconciler(func() { w.next(s, 20) })
	if got, err := done.Day(t.Context(), day); err != nil || len(got.Differences) > 0 || got.Pending > 0 ||
		got.Events.Hits != 30 || got.Counters.Hits != 30 {
		t.Errorf("%+v, %v; want equal", got, err)
	}
}
