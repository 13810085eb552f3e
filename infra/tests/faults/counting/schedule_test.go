package counting_test

import (
	"flag"
	"testing"

	"pgregory.net/rapid"

	"signpost/infra/tests/enginetest"
	"signpost/shared/table"
)

// TestAnySchedule is the whole claim: whatever is delivered, in whatever order and batches, and
// whatever happens to its writes, once the stream is drained the counters are the sum of the
// events.
func TestAnySchedule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		runSchedule(rt, newWorld(rt, t.Context(), newMemoryTable()), 60)
	})
}

// TestAnyScheduleOnTheEngine does the same with the real engine.
func TestAnyScheduleOnTheEngine(t *testing.T) {
	onTheEngine(t, func(rt *rapid.T, w *world) { runSchedule(rt, w, 25) })
}

// TestAnyScheduleOfManyAds does the same with so many ads that rows are full, and that what has no
// place in them is counted in further pages.
func TestAnyScheduleOfManyAds(t *testing.T) {
	normal := ads
	defer func() { ads = normal }()
	ads = longAds(120, 3)
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt, t.Context(), newMemoryTable())
		s := w.shard(0)
		for range 60 { // so that rows are full from the beginning
			w.click(s, drawClick(rt))
		}
		w.next(s, 60)
		runSchedule(rt, w, 60)
	})
}

func runSchedule(t *rapid.T, w *world, steps int) {
	w.shard(0)
	for range rapid.IntRange(1, steps).Draw(t, "steps") {
		s := w.shards[rapid.IntRange(0, len(w.shards)-1).Draw(t, "shard")]
		w.step(t, s)
	}
	w.drain()
	w.check()
}

// step does one thing that may happen.
func (w *world) step(t *rapid.T, s *shard) {
	switch rapid.SampledFrom([]string{
		"events", "events", "deliver", "deliver", "again", "overlap", "fault", "kill", "restart", "late",
		"split", "noise", "poison", "queue",
	}).Draw(t, "step") {
	case "events":
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			if rapid.IntRange(0, 3).Draw(t, "conversion") == 0 {
				w.entry(s, drawEntry(t))
			} else {
				w.click(s, drawClick(t))
			}
		}
	case "deliver":
		w.next(s, rapid.IntRange(1, 20).Draw(t, "batch"))
	case "again": // what was counted comes once more, and nobody reads the answer
		if s.done > 0 {
			from := rapid.IntRange(0, s.done-1).Draw(t, "from")
			w.deliver(s, from, rapid.IntRange(from+1, s.done).Draw(t, "to"))
		}
	case "overlap": // a retry with other boundaries, from before to after the position
		if s.done < len(s.records) {
			from := rapid.IntRange(0, s.done).Draw(t, "from")
			s.done = max(s.done, w.deliver(s, from, rapid.IntRange(s.done+1, len(s.records)).Draw(t, "to")))
		}
	case "fault":
		drawn := rapid.SampledFrom([]fate{succeeds, succeeds, throttled, lost, late})
		fates := rapid.SliceOfN(drawn, 1, 8).Draw(t, "fates")
		n := 0
		w.faults.fate = func() fate {
			n++
			return fates[n%len(fates)]
		}
	case "kill": // in the middle of a delivery, which then counts as not delivered
		if s.done < len(s.records) {
			w.faults.killAfter(rapid.IntRange(0, 6).Draw(t, "writes"),
				rapid.SampledFrom([]fate{succeeds, lost, late}).Draw(t, "last"))
			w.deliver(s, s.done, rapid.IntRange(s.done+1, len(s.records)).Draw(t, "to"))
			w.faults.fate = nil
			w.restart()
		}
	case "restart":
		w.restart()
	case "late":
		if n := len(w.faults.late); n > 0 {
			w.faults.arrive(w.ctx, rapid.IntRange(0, n-1).Draw(t, "which"))
		}
	case "split":
		w.shard(len(w.shards))
	case "noise":
		c := drawClick(t)
		c.ID = someClickID
		w.record(s, rapid.SampledFrom([]string{"MODIFY", "REMOVE"}).Draw(t, "event"), table.ClickItem(c))
		w.record(s, "INSERT", table.Item{"pk": str("PARTNER#abc123"), "sk": str("PARTNER"), "w": str("haircare")})
	case "poison":
		w.record(s, "INSERT", poisoned(rapid.IntRange(0, len(poisons)-1).Draw(t, "poison")))
	case "queue":
		w.queue.down = !w.queue.down
	}
}

// onTheEngine tries a few schedules, each on an empty table of the engine.
func onTheEngine(t *testing.T, schedule func(*rapid.T, *world)) {
	fewChecks(t)
	db := enginetest.Start(t)
	rapid.Check(t, func(rt *rapid.T) {
		clear(rt, db)
		schedule(rt, newWorld(rt, t.Context(), db.Client))
	})
}

// fewChecks lets rapid try only a few schedules until the test ends.
func fewChecks(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	t.Cleanup(func() { _ = checks.Set(before) })
	_ = checks.Set("20")
}
