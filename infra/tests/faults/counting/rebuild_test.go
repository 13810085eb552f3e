package counting_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"pgregory.net/rapid"

	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// longAgo is the day of the events that happened long ago. It is settled.
var longAgo = referral.DayOf(times[2])

// rebuild rebuilds a day, and calls meanwhile while the rebuild waits for writes to end.
func (w *world) rebuild(day referral.Day, meanwhile func()) (counting.Rebuilt, error) {
	w.Helper()
	b := &counting.Rebuilder{
		Reader: counting.NewReader(w.table), Counters: counting.NewCounters(w.table, nil), Secrets: fixedSecret{},
		Now: func() time.Time { return w.now },
		Pause: func(_ context.Context, d time.Duration) error {
			meanwhile()
			w.now = w.now.Add(d)
			return nil
		},
	}
	w.events++
	return b.Rebuild(w.ctx, day, referral.Stamp{By: "boss", At: w.now, ID: w.ulid(w.now)})
}

func (w *world) rebuilt(day referral.Day) {
	w.Helper()
	if _, err := w.rebuild(day, func() {}); err != nil {
		w.Fatalf("rebuild: %v", err)
	}
}

func (w *world) recounter() *counting.Recounter {
	return &counting.Recounter{
		Counters: counting.NewCounters(w.table, nil), Secrets: fixedSecret{}, Now: func() time.Time { return w.now },
	}
}

// rowsOf returns the keys of the rows of a day.
func (w *world) rowsOf(day referral.Day) (keys []table.Key) {
	all, err := w.store.Scan(w.ctx, &dynamodb.ScanInput{
		TableName: new("signpost"), Segment: new(int32(0)), TotalSegments: new(int32(1)),
		FilterExpression: new("(begins_with(pk, :count) OR begins_with(pk, :total))" +
			" AND (begins_with(sk, :day) OR contains(sk, :displaced))"),
		ExpressionAttributeValues: table.Item{
			":count": str(table.PrefixCount), ":total": str(table.PrefixTotal), ":day": str(string(day) + "#"),
			":displaced": str(table.EventDayPart(day)),
		},
	})
	if err != nil {
		w.Fatalf("scan: %v", err)
	}
	for _, item := range all.Items {
		keys = append(keys, keyOf(item))
	}
	return keys
}

func (w *world) loseRow(k table.Key) {
	if _, err := w.store.(deleter).DeleteItem(w.ctx, &dynamodb.DeleteItemInput{
		TableName: new("signpost"), Key: table.Item{"pk": str(k.PK), "sk": str(k.SK)},
	}); err != nil {
		w.Fatalf("delete: %v", err)
	}
}

type deleter interface {
	DeleteItem(
		context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options),
	) (*dynamodb.DeleteItemOutput, error)
}

func (m *memoryTable) DeleteItem(
	_ context.Context, in *dynamodb.DeleteItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.DeleteItemOutput, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.items, keyOf(in.Key))
	return &dynamodb.DeleteItemOutput{}, nil
}

func TestARebuildRepairsADay(t *testing.T) {
	for _, damage := range []struct {
		name string
		do   func(w *world)
	}{
		{"a wrong row", func(w *world) { w.tamper(w.rowsOf(longAgo)[0], "uDEm|google.com") }},
		{"a lost row", func(w *world) { w.loseRow(w.rowsOf(longAgo)[0]) }},
		{"an extra row", func(w *world) {
			w.tamper(table.CountKey("abc123", "elsewhere", 2, longAgo.Hour(7)), "u--m|")
			w.tamper(table.TotalKey("elsewhere", longAgo.Hour(7)), "u--m|")
		}},
	} {
		t.Run(damage.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
				w := newWorld(t)
				s := w.shard(0)
				for i, c := range clicks(60, 5) {
					c.At = times[2]
					w.click(s, c)
					if i%9 == 0 {
						w.entry(s, referral.Entry{
							At: times[2], Partner: c.Partner, Website: c.Website, Leads: 1, Visitor: c.Visitor,
						})
					}
				}
				w.next(s, 100)
				damage.do(w)
				if result := w.reconcile(longAgo); len(result.Differences) == 0 {
					t.Fatal("reconcile finds no difference")
				}
				for range 2 {
					w.rebuilt(longAgo)
					w.check()
				}
				w.wantAudit(2)
			})
		})
	}
}

// wantAudit checks that the audit has so many rebuilds of longAgo.
func (w *world) wantAudit(n int) {
	w.Helper()
	changes, _, err := w.table.Changes(w.ctx, "day", string(longAgo), 10, "")
	if err != nil || len(changes) != n {
		w.Fatalf("audit: %+v, %v; want %d", changes, err, n)
	}
	for _, c := range changes {
		if c.Action != "rebuild" || c.By != "boss" {
			w.Errorf("audit: %+v", c)
		}
	}
}

func TestOnlyASettledDayIsRebuilt(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	day := referral.DayOf(noon)
	for now, settled := range map[time.Time]bool{
		noon: false, noon.Add(24 * time.Hour): false, counting.SettledFrom(day).Add(-time.Second): false,
		counting.SettledFrom(day): true, noon.AddDate(1, 0, 0): true,
	} {
		w.now = now
		_, err := w.rebuild(day, func() {})
		if settled != (err == nil) || err != nil && referral.CodeOf(err) != referral.Conflict {
			t.Errorf("at %s: %v", now, err)
		}
	}
}

// TestOfConcurrentRebuildsOneCounts lets a second rebuild begin and end while the first one
// waits.
func TestOfConcurrentRebuildsOneCounts(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	c := clicks(1, 1)[0]
	c.At = times[2]
	w.click(s, c)
	w.next(s, 1)
	_, err := w.rebuild(longAgo, func() { w.rebuilt(longAgo) })
	if referral.CodeOf(err) != referral.Conflict {
		t.Errorf("the slower one: %v; want a conflict", err)
	}
	w.check()
}

// TestAReaderSeesADayAsItWasOrAsItBecomes reads through a view that was made before the
// rebuild.
func TestAReaderSeesADayAsItWasOrAsItBecomes(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		s := w.shard(0)
		c := clicks(1, 1)[0]
		c.At = times[2]
		w.click(s, c)
		w.next(s, 1)
		w.add(countKey(c.Line().Cell), "u--mada|", "41")
		before, err := counting.NewReader(w.table).View(t.Context(), referral.HoursOf(longAgo, longAgo))
		if err != nil {
			t.Fatal(err)
		}
		hits := func(v *counting.View) (n int64) {
			for l, err := range v.Counts(t.Context(), c.Partner) {
				if err != nil {
					t.Fatal(err)
				}
				n += l.Counts.Hits
			}
			return n
		}
		was := hits(before)
		w.rebuilt(longAgo)
		after, err := counting.NewReader(w.table).View(t.Context(), referral.HoursOf(longAgo, longAgo))
		if err != nil || hits(before) != was || hits(after) != 1 {
			t.Errorf("before: %d, then %d; after: %d, %v", was, hits(before), hits(after), err)
		}
	})
}

// TestRebuildsInAnySchedule damages a settled day and rebuilds it, with late events written,
// queued and counted before, during and after that, and with everything that may happen to the
// counter.
func TestRebuildsInAnySchedule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rebuildSchedule(rt, newWorld(rt, t.Context(), newMemoryTable()), 40)
	})
}

func TestRebuildsInAnyScheduleOnTheEngine(t *testing.T) {
	onTheEngine(t, func(rt *rapid.T, w *world) { rebuildSchedule(rt, w, 15) })
}

func rebuildSchedule(t *rapid.T, w *world, steps int) {
	s := w.shard(0)
	for range rapid.IntRange(1, 30).Draw(t, "old events") {
		c := drawClick(t)
		c.At = times[2]
		w.click(s, c)
	}
	w.next(s, 100)
	for range rapid.IntRange(1, steps).Draw(t, "steps") {
		w.now = w.now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "passes")) * time.Millisecond)
		s := w.shards[rapid.IntRange(0, len(w.shards)-1).Draw(t, "shard")]
		switch rapid.SampledFrom([]string{"late", "late", "damage", "rebuild", "other", "other"}).Draw(t, "what") {
		case "late":
			w.writeLate(t, s)
		case "damage":
			w.damage(t)
		case "rebuild":
			if _, err := w.rebuild(longAgo, func() { w.writeLate(t, s); w.step(t, s) }); err != nil {
				t.Fatalf("rebuild: %v", err)
			}
		default:
			w.step(t, s)
		}
	}
	w.drain()
	w.now = w.now.Add(time.Minute)
	w.rebuilt(longAgo)
	w.check()
	w.rebuilt(longAgo)
	w.check()
}

// writeLate writes a click or an entry of long ago now.
func (w *world) writeLate(t *rapid.T, s *shard) {
	if rapid.Bool().Draw(t, "entry") {
		e := drawEntry(t)
		e.At = times[2]
		w.entryAt(s, e, w.now)
		return
	}
	c := drawClick(t)
	c.At, c.Written = times[2], w.now
	w.click(s, c)
}

// damage changes, loses or adds a row of longAgo.
func (w *world) damage(t *rapid.T) {
	rows := w.rowsOf(longAgo)
	if len(rows) == 0 {
		return
	}
	k := rapid.SampledFrom(rows).Draw(t, "row")
	switch rapid.SampledFrom([]string{"wrong", "lost", "extra"}).Draw(t, "damage") {
	case "wrong":
		w.add(k, "b--m|", "-3")
	case "lost":
		w.loseRow(k)
	case "extra":
		w.tamper(table.CountKey("kid456", "skincare", 4, longAgo.Hour(23)), "uDEm|google.com")
	}
}

// TestAKilledRebuildChangesNothingOrAll kills a rebuild after each of its writes, and starts it
// again.
func TestAKilledRebuildChangesNothingOrAll(t *testing.T) {
	for kill := 0; ; kill++ {
		m := newMemoryTable()
		dying := &dyingTable{memoryTable: m, writes: -1}
		w := newWorld(t, t.Context(), m)
		s := w.shard(0)
		for _, c := range clicks(20, 6) {
			c.At = times[2]
			w.click(s, c)
		}
		w.next(s, 20)
		at := w.model[0].Cell
		w.tamper(countKey(at), "u--m"+string(at.Ad)+"|")
		wrong := len(w.reconcile(longAgo).Differences)
		dying.writes = kill
		w.table = table.New(dying, "signpost")
		_, err := w.rebuild(longAgo, func() {})
		w.table = table.New(m, "signpost")
		if got := len(w.reconcile(longAgo).Differences); err != nil && got != 0 && got != wrong {
			t.Fatalf("killed after %d writes: %d differences; want %d or none", kill, got, wrong)
		}
		w.rebuilt(longAgo)
		if w.check(); t.Failed() {
			t.Fatalf("killed after %d writes", kill)
		}
		if err == nil {
			return
		}
	}
}

// dyingTable accepts so many writes and no more.
type dyingTable struct {
	*memoryTable
	writes int
}

func (d *dyingTable) dies() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writes--
	return d.writes < 0
}

func (d *dyingTable) PutItem(
	ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options),
) (*dynamodb.PutItemOutput, error) {
	if d.dies() {
		return nil, errNoAnswer
	}
	return d.memoryTable.PutItem(ctx, in, options...)
}

func (d *dyingTable) UpdateItem(
	ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options),
) (*dynamodb.UpdateItemOutput, error) {
	if d.dies() {
		return nil, errNoAnswer
	}
	return d.memoryTable.UpdateItem(ctx, in, options...)
}

func (d *dyingTable) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, options ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	if d.dies() {
		return nil, errNoAnswer
	}
	return d.memoryTable.TransactWriteItems(ctx, in, options...)
}

// Lambda's message about a batch that it gave up says where the records were, not what they
// were.
func TestALostBatchNeedsARebuild(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	r := w.recounter()
	const last = "2026-11-23T12:01:00Z"
	err := r.Recount(t.Context(), `{"requestContext":{"condition":"RetryAttemptsExhausted"},`+
		`"DDBStreamBatchInfo":{"shardId":"shardId-1","startSequenceNumber":"1","endSequenceNumber":"2",`+
		`"approximateArrivalOfFirstRecord":"2026-11-23T12:00:00Z",`+
		`"approximateArrivalOfLastRecord":"`+last+`","batchSize":2}}`)
	if err == nil || !strings.Contains(err.Error(), "rebuild") || !strings.Contains(err.Error(), last) {
		t.Errorf("%v", err)
	}
	for _, message := range []string{
		"", "not JSON", "{}",
		`{"row":{"pk":"PARTNER#abc123","sk":"PARTNER"},"sums":{"u--m|":1}}`,
		`{"row":{"pk":"COUNT#abc123","sk":"2026-11-23#haircare#0#12"},"sums":{"status":1}}`,
	} {
		if err := r.Recount(t.Context(), message); err == nil {
			t.Errorf("%q was accepted", message)
		}
	}
}

// TestAPoisonRecordIsRecountedOnceItCanBeRead recounts a record that a repaired counter can
// read.
func TestAPoisonRecordIsRecountedOnceItCanBeRead(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.click(s, clicks(1, 1)[0])
	message := fmt.Sprintf(`{"why":"an old counter","shardId":%q,"sequenceNumber":%q,"record":%s}`,
		s.id, sequence(0), s.records[0])
	r := w.recounter()
	for range 3 {
		if err := r.Recount(t.Context(), message); err != nil {
			t.Fatal(err)
		}
	}
	w.check()
	w.queue.messages = nil
	w.record(s, "INSERT", poisoned(0))
	w.deliver(s, 1, 2)
	if err := r.Recount(t.Context(), w.queue.messages[0]); err == nil {
		t.Error("a record that still can't be read was recounted")
	}
}
