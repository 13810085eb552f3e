package counting_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"pgregory.net/rapid"

	"signpost/shared/counting"
	"signpost/shared/counting/folding"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// foldFrom is when the worlds of these tests begin: two months of what they do are in three months.
var foldFrom = time.Date(2026, 1, 20, 10, 0, 0, 0, time.UTC)

// interrupted passes requests on to a table. Before the n-th of them it calls meanwhile; if dies is
// set, that request and all after it fail, and the n-th, if it is a write, may have been made.
type interrupted struct {
	table.API
	mu        sync.Mutex
	n         int
	dies      bool
	made      bool
	meanwhile func()
}

var errKilled = errors.New("killed")

func (i *interrupted) next(write func()) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.n--
	if i.n == 0 && i.meanwhile != nil {
		i.meanwhile()
	}
	if i.n == 0 && i.dies && i.made && write != nil {
		write()
	}
	if i.n <= 0 && i.dies {
		return errKilled
	}
	return nil
}

func (i *interrupted) GetItem(
	ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options),
) (*dynamodb.GetItemOutput, error) {
	if err := i.next(nil); err != nil {
		return nil, err
	}
	return i.API.GetItem(ctx, in, o...)
}

func (i *interrupted) BatchGetItem(
	ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options),
) (*dynamodb.BatchGetItemOutput, error) {
	if err := i.next(nil); err != nil {
		return nil, err
	}
	return i.API.BatchGetItem(ctx, in, o...)
}

func (i *interrupted) Query(
	ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	if err := i.next(nil); err != nil {
		return nil, err
	}
	return i.API.Query(ctx, in, o...)
}

func (i *interrupted) PutItem(
	ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options),
) (*dynamodb.PutItemOutput, error) {
	if err := i.next(func() { _, _ = i.API.PutItem(ctx, in, o...) }); err != nil {
		return nil, err
	}
	return i.API.PutItem(ctx, in, o...)
}

// folder returns a folder that works on a table.
func (w *world) folder(t table.API) *folding.Folder {
	return &folding.Folder{
		Table: table.New(t, "signpost"), Now: func() time.Time { return w.now },
		Pause: func(context.Context, time.Duration) error { return nil },
	}
}

// fold folds all that is settled.
func (w *world) fold() folding.Result {
	w.Helper()
	result, err := w.folder(w.store).Run(w.ctx)
	if err != nil || result.Left != 0 {
		w.Fatalf("fold: %+v, %v", result, err)
	}
	return result
}

// uncounted is a record that could not be read when it was delivered.
type uncounted struct {
	line    referral.Line
	message string
	counted bool // by a recount or a rebuild
}

// foldWorld is a world in which time passes.
type foldWorld struct {
	*world
	poison []*uncounted
	old    int // so many records the stream does not have any more
	since  time.Time
}

// TestFoldsInAnySchedule is the claim about folding: whatever happens, at each moment every reader
// sees what the model has, of any period and whatever is told apart in it.
func TestFoldsInAnySchedule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		foldSchedule(rt, newWorld(rt, t.Context(), newMemoryTable()), 30)
	})
}

func TestFoldsInAnyScheduleOnTheEngine(t *testing.T) {
	onTheEngine(t, func(rt *rapid.T, w *world) { foldSchedule(rt, w, 10) })
}

func foldSchedule(t *rapid.T, inner *world, steps int) {
	w := &foldWorld{world: inner}
	w.now, w.since = foldFrom, foldFrom
	w.shard(0)
	for range rapid.IntRange(1, steps).Draw(t, "steps") {
		w.step(t)
		w.drain()
		w.readers(t)
	}
	for _, p := range w.poison {
		w.recount(p)
	}
	w.now = w.now.AddDate(0, 0, 3)
	w.fold()
	w.readers(t)
	w.check()
}

func (w *foldWorld) step(t *rapid.T) {
	s := w.shards[0]
	switch rapid.SampledFrom([]string{
		"events", "events", "late", "again", "pass", "pass", "fold", "killed", "two", "rebuild", "poison", "recount",
	}).Draw(t, "step") {
	case "events":
		w.write(t, w.now)
	case "late":
		w.write(t, w.now.Add(-time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours"))*time.Hour))
	case "again":
		if n := len(s.records); n > w.old {
			w.deliver(s, rapid.IntRange(w.old, n-1).Draw(t, "from"), n)
		}
	case "pass":
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
		if w.now.Sub(w.since) > 24*time.Hour { // since then, nothing was written that is older
			w.since, w.old = w.now, len(s.records)
		}
	case "fold":
		w.fold()
	case "killed":
		_, err := w.folder(&interrupted{
			API: w.store, n: rapid.IntRange(1, 60).Draw(t, "requests"), dies: true, made: rapid.Bool().Draw(t, "made"),
		}).Run(w.ctx)
		if err != nil && !errors.Is(err, errKilled) {
			t.Fatalf("fold: %v", err)
		}
	case "two": // one folds all while the other is at work
		slow := &interrupted{API: w.store, n: rapid.IntRange(1, 60).Draw(t, "requests"), meanwhile: func() { w.fold() }}
		if _, err := w.folder(slow).Run(w.ctx); err != nil {
			t.Fatalf("fold: %v", err)
		}
	case "rebuild":
		w.rebuildSome(t)
	case "poison":
		w.lose(t)
	case "recount":
		if len(w.poison) > 0 {
			w.recount(rapid.SampledFrom(w.poison).Draw(t, "message"))
		}
	}
}

// write writes some events of a time now.
func (w *foldWorld) write(t *rapid.T, at time.Time) {
	for range rapid.IntRange(1, 4).Draw(t, "events") {
		if rapid.IntRange(0, 2).Draw(t, "conversion") == 0 {
			e := drawEntry(t)
			e.At = at
			w.entryAt(w.shards[0], e, w.now)
			continue
		}
		c := drawClick(t)
		c.At, c.Written = at, w.now
		w.click(w.shards[0], c)
	}
}

// lose writes a click that nobody can read when it is delivered.
func (w *foldWorld) lose(t *rapid.T) {
	c := drawClick(t)
	c.At = w.now.Add(-time.Duration(rapid.SampledFrom([]int{0, 30, 500}).Draw(t, "hours")) * time.Hour)
	c.Written = w.now
	records, model := len(w.shards[0].records), len(w.model)
	w.click(w.shards[0], c)
	record := w.shards[0].records[records]
	w.shards[0].records = w.shards[0].records[:records]
	message := fmt.Sprintf(`{"why":"an old counter","shardId":%q,"sequenceNumber":%q,"record":%s}`,
		w.shards[0].id, sequence(w.events), record)
	w.poison = append(w.poison, &uncounted{line: w.model[model], message: message})
	w.model = w.model[:model]
}

func (w *foldWorld) recount(p *uncounted) {
	if err := w.recounter().Recount(w.ctx, p.message); err != nil {
		w.Fatalf("recount: %v", err)
	}
	w.nowCounts(p)
}

func (w *foldWorld) nowCounts(p *uncounted) {
	if !p.counted {
		p.counted = true
		w.model = append(w.model, p.line)
	}
}

// rebuildSome rebuilds one of the days that are settled, while somebody folds.
func (w *foldWorld) rebuildSome(t *rapid.T) {
	day := referral.DayOf(w.now).Add(-rapid.IntRange(3, 40).Draw(t, "days ago"))
	meanwhile := func() {
		if rapid.Bool().Draw(t, "folds") {
			w.fold()
		}
	}
	if _, err := w.rebuild(day, meanwhile); err != nil {
		t.Fatalf("rebuild: %v", err)
	}
	for _, p := range w.poison {
		if p.line.Cell.Hour.Day() == day {
			w.nowCounts(p)
		}
	}
}

// slots are ways of telling hours apart.
var slots = map[string]func(referral.Hour) int64{
	"all":     nil,
	"hours":   func(h referral.Hour) int64 { return int64(h) },
	"days":    func(h referral.Hour) int64 { return int64(h / 24) },
	"eastern": func(h referral.Hour) int64 { return int64((h + 7) / 24) },
	"months":  func(h referral.Hour) int64 { t := h.Time(); return int64(t.Year()*12) + int64(t.Month()) },
	"weekday": func(h referral.Hour) int64 { return int64(h.Time().Weekday()) },
}

// readers compares what readers see of some period with the model.
func (w *foldWorld) readers(t *rapid.T) {
	first := referral.HourOf(w.now) - referral.Hour(rapid.IntRange(0, 70*24).Draw(t, "since"))
	p := referral.Period{From: first, To: first + referral.Hour(rapid.IntRange(1, 70*24).Draw(t, "long"))}
	if rapid.Bool().Draw(t, "whole days") {
		p.From, p.To = p.From.Day().Hour(0), p.To.Day().Hour(24)
	}
	name := rapid.SampledFrom([]string{"all", "hours", "days", "eastern", "months", "weekday"}).Draw(t, "slots")
	p.Slot = slots[name]
	view, err := counting.NewReader(w.table).View(w.ctx, p)
	if err != nil {
		t.Fatalf("view: %v", err)
	}
	var counts, totals []referral.Line
	for _, partner := range partners {
		for l, err := range view.Counts(w.ctx, partner) {
			counts = w.keep(counts, l, err)
		}
	}
	for _, website := range append([]referral.Code{""}, websites...) {
		for l, err := range view.Totals(w.ctx, website) {
			totals = w.keep(totals, l, err)
		}
	}
	var sums, few []referral.Line
	for l, err := range view.Partners(w.ctx, nil) {
		sums = w.keep(sums, l, err)
	}
	for l, err := range view.Partners(w.ctx, partners) {
		few = w.keep(few, l, err)
	}
	what := fmt.Sprintf("%s from %s to %s at %s: ", name, p.From.Time(), p.To.Time(), w.now)
	w.seen(what+"counts", p, counts, exactly)
	w.seen(what+"totals", p, totals, withoutPartner)
	w.seen(what+"all partners", p, sums, byPartner)
	w.seen(what+"some partners", p, few, byPartner)
}

func byPartner(c referral.Cell) referral.Cell {
	c = byLink(c)
	c.Ad = ""
	return c
}

// seen compares lines with what the model has for a period.
func (w *foldWorld) seen(
	what string, p referral.Period, lines []referral.Line, cell func(referral.Cell) referral.Cell,
) {
	w.Helper()
	inSlot := func(c referral.Cell) referral.Cell {
		if !p.Has(c.Hour) {
			w.Errorf("%s: a line of %s", what, c.Hour.Time())
		}
		c.Hour = referral.Hour(p.SlotOf(c.Hour))
		return cell(c)
	}
	var model []referral.Line
	for _, l := range w.model {
		if p.Has(l.Cell.Hour) {
			model = append(model, l)
		}
	}
	got, want := sums(lines, inSlot), sums(model, inSlot)
	for c := range union(got, want) {
		if got[c] != want[c] {
			w.Fatalf("%s: %+v:\n  counted %s\n  events  %s", what, c, got[c], want[c])
		}
	}
}

// halfFolded returns a world in which some days are folded. Others can be, in three months, and on
// the last of these, late events of the others were written.
func halfFolded(t *testing.T) *world {
	w := newWorld(t, t.Context(), newMemoryTable())
	w.now = foldFrom
	s := w.shard(0)
	for i, c := range clicks(24, 20) {
		c.At = foldFrom
		w.click(s, c)
		c.At = foldFrom.AddDate(0, 0, i%4*11)
		w.click(s, c)
	}
	w.next(s, 48)
	w.now = foldFrom.AddDate(0, 0, 5)
	w.fold()
	last := foldFrom.AddDate(0, 0, 60)
	for i, c := range clicks(8, 4) {
		c.At, c.Written = foldFrom.AddDate(0, 0, i%4*11), last
		w.click(s, c)
	}
	w.next(s, 8)
	w.now = counting.SettledFrom(referral.DayOf(last))
	return w
}

// TestAFoldMayBeKilledAnywhere kills a fold at each of its requests, before and after it is made.
// The numbers never change, and the next fold finishes.
func TestAFoldMayBeKilledAnywhere(t *testing.T) {
	for _, made := range []bool{false, true} {
		for kill := 1; ; kill++ {
			w := halfFolded(t)
			_, err := w.folder(&interrupted{API: w.store, n: kill, dies: true, made: made}).Run(w.ctx)
			w.sameByDay()
			w.fold()
			if w.sameByDay(); t.Failed() {
				t.Fatalf("killed at request %d", kill)
			}
			if err == nil {
				break
			}
		}
	}
}

// TestTwoMayFoldAtOnce lets one folder do everything while the other makes its request, for each of
// its requests.
func TestTwoMayFoldAtOnce(t *testing.T) {
	for n, folded := 1, true; folded; n++ {
		w := halfFolded(t)
		folded = false
		slow := &interrupted{API: w.store, n: n, meanwhile: func() { folded = w.fold().Items > 0 }}
		if _, err := w.folder(slow).Run(w.ctx); err != nil {
			t.Fatalf("folded at request %d of another: %v", n, err)
		}
		if w.sameByDay(); t.Failed() {
			t.Fatalf("folded at request %d of another", n)
		}
	}
}

// sameByDay compares what reports of days show with the model.
func (w *world) sameByDay() {
	w.Helper()
	counters, totals := w.readDays(slots["days"])
	w.same("counters by day", counters, ofDay(exactly))
	w.same("totals by day", totals, ofDay(withoutPartner))
}

// ofDay is cell, of which only the day is told apart.
func ofDay(cell func(referral.Cell) referral.Cell) func(referral.Cell) referral.Cell {
	return func(c referral.Cell) referral.Cell {
		c.Hour = c.Hour.Day().Hour(0)
		return cell(c)
	}
}

// TestThePastIsFilledWhileFoldingIsHeld counts what was written long ago, for all that is known, on
// days that were folded before.
func TestThePastIsFilledWhileFoldingIsHeld(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	w.now = foldFrom.AddDate(0, 0, 40)
	w.fold()
	if err := w.table.HoldFolding(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range clicks(24, 6) {
		c.At = foldFrom
		w.click(w.shard(0), c)
	}
	w.next(w.shard(0), 24)
	if result, err := w.folder(w.store).Run(t.Context()); err != nil || result.Items > 0 {
		t.Fatalf("%+v, %v", result, err)
	}
	w.check()
	if err := w.table.ReleaseFolding(t.Context(), referral.DayOf(foldFrom).Add(-1)); err != nil {
		t.Fatal(err)
	}
	if w.fold().Items == 0 {
		t.Error("nothing was folded")
	}
	w.check()
}

// TestFoldedRowsMayExpire takes away all rows that are folded, a hundred days later: reports do not
// change.
func TestFoldedRowsMayExpire(t *testing.T) {
	m := newMemoryTable()
	w := newWorld(t, t.Context(), m)
	w.now = foldFrom
	for _, c := range clicks(24, 6) {
		c.At = foldFrom
		w.click(w.shard(0), c)
	}
	w.next(w.shard(0), 24)
	w.now = foldFrom.AddDate(0, 0, 100)
	w.fold()
	gone := 0
	for k, item := range m.items {
		if strings.HasPrefix(k.PK, table.PrefixCount) || strings.HasPrefix(k.PK, table.PrefixTotal) {
			at := number(value(item, table.AttrExpires))
			if now := int(w.now.Unix()); at < now || at > now+2*24*60*60 {
				t.Errorf("%v expires at %d", k, at)
			}
			delete(m.items, k)
			gone++
		}
	}
	if w.check(); gone == 0 {
		t.Error("no row has expired")
	}
}
