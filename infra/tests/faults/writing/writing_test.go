package writing

import (
	"fmt"
	"math/rand/v2"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

// patience is how long a visitor may wait if the link is in memory, even with the race
// detector, which slows everything down.
const patience = 300 * time.Millisecond

// coldPatience is how long a visitor may wait for any answer while nothing can be looked up.
const coldPatience = 3 * time.Second

var faults = []fault{throttled, internal, unavailable, malformed, hangsUp, hang, slow, lost, late, noTable, denied}

// TestEveryFaultAlone lets each fault hit only the first request, the first two, only the
// second, or all of them, with the queue up and down, warm and cold, for a new visitor and for
// one who comes again.
func TestEveryFaultAlone(t *testing.T) {
	for _, f := range faults {
		for _, warm := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, warm %v", f, warm), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				for i, plan := range [][]fault{{f, none}, {f, f, none}, {none, f}, {f}} {
					for _, queueFault := range []fault{none, f} {
						w.table.expect(none)
						w.start(warm)
						w.table.expect(plan...)
						w.queue.expect(queueFault)
						for _, v := range []visit{
							{visitor: i}, {visitor: i}, {visitor: i, bot: true}, {visitor: i, head: true},
						} {
							took, sent := w.visit(v)
							if warm && (!sent || took > patience) || took > coldPatience {
								t.Errorf("%v with the queue's %v: %+v was redirected: %v, after %s",
									plan, queueFault, v, sent, took)
							}
						}
					}
				}
				w.drain()
				w.check()
			})
		}
	}
}

func TestNeitherTableNorQueueListens(t *testing.T) {
	w := newWorld(t)
	w.start(true)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	nowhere := "http://" + l.Addr().String()
	down := w.wire(nowhere, nowhere)
	down.Links, down.Salts = w.redirect.Links, w.redirect.Salts
	w.redirect = down
	for i := range 5 {
		if took, sent := w.visit(visit{visitor: i}); !sent || took > patience {
			t.Errorf("redirected: %v, after %s", sent, took)
		}
	}
	w.drain()
	w.check()
	if len(w.expected) != 6 || !strings.Contains(w.log.String(), "unwrittenClick") {
		t.Errorf("%d clicks; log:\n%s", len(w.expected), w.log)
	}
}

// TestMixedFaults draws a fault for each request. The seed is in the test's name.
func TestMixedFaults(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 3))
			w := newWorld(t)
			w.start(true)
			for range 60 {
				w.table.expect(draw(random), draw(random), draw(random), draw(random), none)
				w.queue.expect(draw(random), none)
				if random.IntN(10) == 0 {
					w.table.expect(none)
					w.start(random.IntN(2) == 0)
				}
				w.visit(visit{visitor: random.IntN(6), bot: random.IntN(6) == 0, head: random.IntN(10) == 0})
			}
			w.drain()
			w.check()
			if len(w.expected) < 30 {
				t.Errorf("only %d clicks", len(w.expected))
			}
		})
	}
}

func draw(random *rand.Rand) fault {
	if random.IntN(2) == 0 {
		return none
	}
	return faults[random.IntN(len(faults))]
}

// TestNoAddressIsKept searches the whole table, the queue and the log after a run with and
// without faults.
func TestNoAddressIsKept(t *testing.T) {
	w := newWorld(t)
	w.start(true)
	for i, f := range append([]fault{none}, faults...) {
		w.table.expect(f, f, none)
		w.queue.expect([]fault{none, f}[i%2])
		w.visit(visit{visitor: 10 + i})
		w.visit(visit{visitor: 10 + i, bot: true})
	}
	w.start(false) // the salt can't be read, the link can't be found
	w.table.expect(denied)
	w.visit(visit{visitor: 99})
	w.drain()
	// As text, in hexadecimal and in base64.
	address := regexp.MustCompile(`203\.0\.113|203-0-113|::ffff|cb00:71|cb0071|ywBx`)
	for _, item := range w.items() {
		if kept := fmt.Sprintf("%#v %s", item, flatten(item)); address.MatchString(kept) {
			t.Errorf("an item keeps an address: %s", kept)
		}
	}
	for _, where := range []string{w.log.String(), strings.Join(w.sqs.all(), "\n")} {
		if at := address.FindStringIndex(where); at != nil {
			t.Errorf("an address: …%s", where[max(0, at[0]-80):min(len(where), at[1]+40)])
		}
	}
	if len(w.sqs.all()) == 0 || !strings.Contains(w.log.String(), "unwrittenClick") {
		t.Error("the queue or the log is empty, so this test searched nothing")
	}
}

func flatten[V any](item map[string]V) string {
	var b strings.Builder
	for name, v := range item {
		fmt.Fprintf(&b, "%s=%+v ", name, v)
	}
	return b.String()
}

// This checks the model itself: without faults, every click is there once, and each visitor's
// first is a unique.
func TestWithoutFaults(t *testing.T) {
	w := newWorld(t)
	w.start(true)
	for range 3 {
		for i := range 5 {
			w.visit(visit{visitor: i})
			w.visit(visit{visitor: i, bot: true})
			w.visit(visit{visitor: i, head: true})
		}
	}
	w.check()
	hits := 0
	for _, kind := range w.expected {
		if kind == referral.Hit {
			hits++
		}
	}
	if hits != 16 || len(w.expected) != 31 || len(w.sqs.all()) != 0 || w.log.String() != "" {
		t.Errorf("%d hits of %d clicks, %d messages, log %s", hits, len(w.expected), len(w.sqs.all()), w.log)
	}
}
