package queue

import (
	"crypto/rand"
	"iter"
	"time"
)

// state is a queue in memory: messages that are ready, and messages that are hidden until some
// time. Service.mu guards it.
type state struct {
	Queue
	hidden  bool                // no longer configured
	ready   []*Message          // roughly in sending order, as in SQS
	waiting map[string]*Message // received or delayed, by id
}

func newState(q Queue) *state { return &state{Queue: q, waiting: map[string]*Message{}} }

func (q *state) push(m *Message) {
	if m.visible.After(m.Sent) {
		q.waiting[m.ID] = m
		return
	}
	q.ready = append(q.ready, m)
}

// settle makes messages visible that have been hidden long enough.
func (q *state) settle(now time.Time) {
	for id, m := range q.waiting {
		if !m.visible.After(now) {
			delete(q.waiting, id)
			q.ready = append(q.ready, m)
		}
	}
}

// next returns when settle will next find something, and false if never.
func (q *state) next() (at time.Time, ok bool) {
	for _, m := range q.waiting {
		if !ok || m.visible.Before(at) {
			at, ok = m.visible, true
		}
	}
	return at, ok
}

// take receives up to n messages and hides them. It also returns the messages it came across
// that were received too often (spent) or are too old (expired).
func (q *state) take(n int, hide time.Duration, now time.Time) (received, spent, expired []*Message) {
	q.settle(now)
	used := 0
	for _, m := range q.ready {
		if len(received) == n {
			break
		}
		used++
		switch {
		case m.deletion:
		case q.Retention > 0 && now.Sub(m.Sent) > q.Retention:
			m.deletion = true
			expired = append(expired, m)
		case q.MaxReceives > 0 && q.DeadLetters != "" && m.Receives >= q.MaxReceives:
			spent = append(spent, m)
		default:
			m.Receives++
			if m.first.IsZero() {
				m.first = now
			}
			m.receipt, m.visible = m.ID+"/"+rand.Text(), now.Add(hide)
			q.waiting[m.ID] = m
			received = append(received, m)
		}
	}
	clear(q.ready[:used]) // for the garbage collector
	q.ready = q.ready[used:]
	return received, spent, expired
}

// all iterates over the messages of the queue.
func (q *state) all() iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for _, m := range q.ready {
			if !m.deletion && !yield(m) {
				return
			}
		}
		for _, m := range q.waiting {
			if !yield(m) {
				return
			}
		}
	}
}

// counts returns how many messages are visible, how many are hidden because somebody has received
// them, and how many are delayed.
func (q *state) counts(now time.Time) (visible, received, delayed int) {
	q.settle(now)
	for _, m := range q.ready {
		if !m.deletion {
			visible++
		}
	}
	for _, m := range q.waiting {
		if m.receipt == "" {
			delayed++
		}
	}
	return visible, len(q.waiting) - delayed, delayed
}

// find returns a message by the receipt of its last receive.
func (q *state) find(receipt string) *Message {
	if m := q.waiting[idOf(receipt)]; m != nil {
		if m.receipt == receipt {
			return m
		}
		return nil
	}
	for _, m := range q.ready {
		if m.receipt == receipt && !m.deletion {
			return m
		}
	}
	return nil
}
