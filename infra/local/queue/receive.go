package queue

import (
	"context"
	"time"
)

// look is how long it takes at most until somebody notices that the clock was moved.
const look = 100 * time.Millisecond

// receive takes up to n messages, waiting up to patience for the first one.
func (s *Service) receive(
	ctx context.Context, queue string, n int, hide, patience time.Duration,
) ([]*Message, error) {
	deadline := time.Now().Add(patience)
	for {
		messages, changed, next, err := s.take(queue, n, hide)
		if err != nil || len(messages) > 0 {
			return messages, err
		}
		wait := min(time.Until(deadline), next, look)
		if wait <= 0 && time.Until(deadline) <= 0 {
			return nil, nil
		}
		timer := time.NewTimer(max(wait, time.Millisecond))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// take receives the messages that are there now. If there are none, the caller looks again when
// changed is closed, and after next at the latest. The messages are copies, with the receipt
// and count of this receive.
func (s *Service) take(
	queue string, n int, hide time.Duration,
) (messages []*Message, changed <-chan struct{}, next time.Duration, err error) {
	s.appending.RLock()
	defer s.appending.RUnlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.find(queue)
	if err != nil {
		return nil, nil, 0, err
	}
	if hide < 0 {
		hide = q.Visibility
	}
	received, spent, expired := q.take(n, hide, s.now())
	if len(received)+len(spent)+len(expired) > 0 {
		// The lock is held while the disk is written, so that nobody sees a dead letter
		// before it is on disk. Receives are rare enough for that.
		e := entry{Received: ids(received), Moved: ids(spent), Deleted: ids(expired)}
		if err := s.disk.Append(e); err != nil {
			return nil, nil, 0, err
		}
		s.bury(q, spent)
		s.forget(expired)
	}
	for _, m := range received {
		given := *m
		messages = append(messages, &given)
	}
	next = time.Minute
	if at, ok := q.next(); ok {
		next = at.Sub(s.now())
	}
	return messages, s.changed, next, nil
}

// bury moves messages to the dead-letter queue. The caller holds mu.
func (s *Service) bury(q *state, spent []*Message) {
	for _, m := range spent {
		s.log.Warn("a message was received too often and goes to the dead-letter queue", "queue", q.Name,
			"message", m.ID, "to", q.DeadLetters)
		m.Queue, m.Receives, m.receipt, m.visible = q.DeadLetters, 0, "", time.Time{}
		s.queues[q.DeadLetters].push(m)
	}
	if len(spent) > 0 {
		s.wake()
	}
}

func (s *Service) forget(gone []*Message) {
	for _, m := range gone {
		s.live -= int64(len(m.Body))
	}
}

// delete deletes the messages with these receipts. A receipt from an earlier receive deletes
// nothing, as in SQS.
func (s *Service) delete(queue string, receipts ...string) error {
	s.mu.Lock()
	q, err := s.find(queue)
	var gone []*Message
	if err == nil {
		for _, receipt := range receipts {
			if m := q.find(receipt); m != nil {
				gone = append(gone, m)
			}
		}
	}
	s.mu.Unlock()
	if err != nil || len(gone) == 0 {
		return err
	}
	return s.append(entry{Deleted: ids(gone)}, func() {
		for _, m := range gone {
			if !m.deletion {
				m.deletion = true
				delete(q.waiting, m.ID)
				s.live -= int64(len(m.Body))
			}
		}
	})
}

// hide hides a received message for d from now. 0 makes it visible at once.
func (s *Service) hide(queue, receipt string, d time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.find(queue)
	if err != nil {
		return err
	}
	if m := q.waiting[idOf(receipt)]; m != nil && m.receipt == receipt {
		m.visible = s.now().Add(d)
		s.wake()
	}
	return nil
}

func ids(messages []*Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.ID)
	}
	return all
}
