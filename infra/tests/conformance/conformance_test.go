package conformance

import (
	"flag"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

var (
	requests = flag.Int("requests", 10_000, "how many requests to make up")
	seed     = flag.Uint64("seed", 1, "of what is made up by chance")
)

// atOnce is how many requests are under way.
const atOnce = 8

// TestConformance has one system for all that is asked of it.
func TestConformance(t *testing.T) {
	w := start(t)
	for name, ask := range map[string]func(*testing.T, *world){
		"made up":      checkMadeUp,
		"bodies":       checkBodies,
		"large bodies": checkLargeBodies,
		"external ids": checkExternalIDs,
	} {
		t.Run(name, func(t *testing.T) { ask(t, w) })
	}
}

// checkMadeUp sends requests that are made up from the document. Most are sent by somebody who may
// call the operation, and about half of them are broken in one or two ways.
func checkMadeUp(t *testing.T, w *world) {
	tally := newTally()
	var sent atomic.Int64
	var senders sync.WaitGroup
	for n := range atOnce {
		senders.Go(func() {
			g := &generator{Rand: rand.New(rand.NewPCG(*seed, uint64(n))), doc: w.document, memory: w.memory}
			for sent.Add(1) <= int64(*requests) && tally.faults() < mostFaults {
				w.sendOne(g, tally)
			}
		})
	}
	senders.Wait()
	tally.report(t)
	if tally.total >= enough && tally.faults() == 0 {
		w.checkReached(t, tally)
	}
}

// enough requests reach every operation.
const enough = 5000

// checkReached checks that the requests were not all refused at the door.
func (w *world) checkReached(t *testing.T, tally *tally) {
	for _, o := range w.document.operations {
		refused := o.audience != everybody && rare[o.id] == 0
		due := map[string]bool{"success": true, "401": refused, "403": refused && o.audience == admins}
		for want, isDue := range due {
			if isDue && !tally.reached[o.id+" "+want] {
				t.Errorf("no answer to %s was a %s", o.id, want)
			}
		}
	}
}

// rare operations read the whole table: one in so many is enough.
var rare = map[string]int{"adminReconcile": 10, "adminRebuild": 10}

func (w *world) sendOne(g *generator, tally *tally) {
	o := pick(g, w.document.operations...)
	for rare[o.id] > 0 && g.IntN(rare[o.id]) > 0 {
		o = pick(g, w.document.operations...)
	}
	d := g.draft(o, w.sender(g, o))
	if g.often(55) {
		for range 1 + g.IntN(2) {
			if what := pick(g, breakages...)(g, d); what != "" {
				d.broken = append(d.broken, what)
			}
		}
	}
	got, err := w.send(d)
	if err != nil {
		tally.fault(d, got, err)
		return
	}
	body, err := o.check(got)
	tally.count(d, got)
	if err != nil {
		tally.fault(d, got, err)
		return
	}
	if got.status < 400 {
		w.memory.learn(o, got.status, body, got.header.Get("Location"))
	}
}
