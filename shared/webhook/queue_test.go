package webhook_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"signpost/shared/webhook"
)

// queue holds messages in the order in which they are due.
type queue struct {
	world *world
	plan  func() fault
	mu    sync.Mutex
	all   []message
}

type message struct {
	text string
	due  time.Time
}

func (q *queue) Send(_ context.Context, text string, delay time.Duration) error {
	if delay < 0 || delay > webhook.MaxDelay {
		return fmt.Errorf("SQS does not take a delay of %s", delay)
	}
	what := planned(q.plan)
	if what != refused {
		q.put(text, delay)
	}
	if what != none {
		return errInjected
	}
	return nil
}

func (q *queue) put(text string, delay time.Duration) {
	due := q.world.clock().Add(delay)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = append(q.all, message{text, due})
	slices.SortStableFunc(q.all, func(a, b message) int { return cmp.Or(a.due.Compare(b.due), 0) })
}

func (q *queue) next() (message, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.all) == 0 {
		return message{}, false
	}
	m := q.all[0]
	q.all = q.all[1:]
	return m, true
}

func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.all)
}
