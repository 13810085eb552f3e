package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tally counts answers and keeps those that are wrong.
type tally struct {
	mu       sync.Mutex
	statuses map[int]int
	reached  map[string]bool // "operation status", and "operation success"
	wrong    map[string]string
	total    int
}

// mostFaults is after how many kinds of wrong answers it is time to look at them.
const mostFaults = 50

func newTally() *tally {
	return &tally{statuses: map[int]int{}, reached: map[string]bool{}, wrong: map[string]string{}}
}

func (c *tally) count(d *draft, got received) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total++
	c.statuses[got.status]++
	c.reached[fmt.Sprintf("%s %d", d.operation.id, got.status)] = true
	if got.status < 400 {
		c.reached[d.operation.id+" success"] = true
	}
}

// fault keeps one wrong answer of each kind.
func (c *tally) fault(d *draft, got received, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind := fmt.Sprintf("%s %d %.60s", d.operation.id, got.status, err)
	if c.wrong[kind] == "" {
		c.wrong[kind] = fmt.Sprintf("%s\n%s\n%v", d, got, err)
	}
}

func (c *tally) faults() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.wrong)
}

func (c *tally) report(t *testing.T) {
	t.Helper()
	var lines []string
	for _, status := range slices.Sorted(maps.Keys(c.statuses)) {
		lines = append(lines, fmt.Sprintf("%d %s: %d", status, http.StatusText(status), c.statuses[status]))
	}
	t.Logf("%d requests, seed %d\n%s", c.total, *seed, strings.Join(lines, "\n"))
	for _, kind := range slices.Sorted(maps.Keys(c.wrong)) {
		t.Errorf("%s", c.wrong[kind])
	}
}
