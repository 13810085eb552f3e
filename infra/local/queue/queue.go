// Package queue is the local stand-in for Amazon SQS standard queues: the operations that
// Signpost uses, kept on disk, and the poller that feeds a function from a queue as Lambda
// does.
//
// A message that was accepted stays until it is deleted, whatever is killed in between. It may
// be delivered more than once.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"signpost/infra/local/journal"
)

// These appear in queue URLs and ARNs. Nothing depends on them.
const (
	account = "000000000000"
	region  = "us-east-1"
)

// compactAt is the size in bytes from which the file is rewritten if most of it is about
// deleted messages.
const compactAt = 4 << 20

// ErrNoQueue means that there is no queue of that name.
var ErrNoQueue = errors.New("the queue does not exist")

// Queue describes a queue, like AWS::SQS::Queue.
type Queue struct {
	Name        string
	Visibility  time.Duration // how long a received message is hidden
	Retention   time.Duration // how long a message is kept
	MaxReceives int           // 0: no limit
	DeadLetters string        // the queue for messages received too often; empty: none
}

// Config says which queues there are and where they are kept.
type Config struct {
	File   string
	Queues []Queue
	Log    *slog.Logger     // nil logs nothing
	Now    func() time.Time // nil is time.Now
}

// Service holds the queues. It is safe for concurrent use.
type Service struct {
	log  *slog.Logger
	now  func() time.Time
	disk *journal.Journal

	// appending is held for reading from an append until memory has changed accordingly,
	// and for writing while the file is rewritten.
	appending sync.RWMutex

	mu      sync.Mutex // guards what follows; taken after appending
	queues  map[string]*state
	live    int64         // total size of the bodies of existing messages, in bytes
	changed chan struct{} // closed and replaced when a message arrives or becomes visible
}

// Message is one message in a queue.
type Message struct {
	ID         string               `json:"id"`
	Queue      string               `json:"queue"`
	Body       string               `json:"body"`
	Attributes map[string]attribute `json:"attributes,omitempty"`
	Trace      string               `json:"trace,omitempty"` // of whoever sent it
	Sent       time.Time            `json:"sent"`
	Receives   int                  `json:"receives,omitempty"`

	first    time.Time // when it was first received
	receipt  string    // of its last receive
	visible  time.Time
	deletion bool // deleted, and skipped where it still stands
}

// entry is one record on disk.
type entry struct {
	Sent     *Message `json:"sent,omitempty"`
	Received []string `json:"received,omitempty"` // ids, each received once more
	Deleted  []string `json:"deleted,omitempty"`  // ids
	Moved    []string `json:"moved,omitempty"`    // ids, to their queue's dead letters
}

// Open reads the queues from the file. Messages of queues that are no longer configured stay in
// the file. After a restart every message is visible, because whoever had received it ended
// with the stack. The error for a damaged file is one line.
func Open(config Config) (*Service, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{log: config.Log, now: config.Now, queues: map[string]*state{}, changed: make(chan struct{})}
	for _, q := range config.Queues {
		s.queues[q.Name] = newState(q)
	}
	for _, q := range config.Queues {
		if q.DeadLetters != "" && s.queues[q.DeadLetters] == nil {
			return nil, fmt.Errorf("queue %s: its dead-letter queue %s does not exist", q.Name, q.DeadLetters)
		}
	}
	loaded := newLoader()
	var err error
	if s.disk, err = journal.Open(config.File, loaded.apply(s.queues)); err != nil {
		return nil, fmt.Errorf("queues: %w", err)
	}
	for _, m := range loaded.inOrder() {
		s.stateOf(m.Queue).push(m)
		s.live += int64(len(m.Body))
	}
	if err := s.compact(); err != nil {
		return nil, errors.Join(err, s.disk.Close())
	}
	return s, nil
}

// Close closes the file. Every accepted message is on disk already.
func (s *Service) Close() error { return s.disk.Close() }

// stateOf finds a queue by name. One that is no longer configured keeps its messages, but is
// hidden from callers.
func (s *Service) stateOf(name string) *state {
	q := s.queues[name]
	if q == nil {
		q = newState(Queue{Name: name})
		q.hidden = true
		s.queues[name] = q
	}
	return q
}

func (s *Service) find(name string) (*state, error) {
	if q := s.queues[name]; q != nil && !q.hidden {
		return q, nil
	}
	return nil, fmt.Errorf("%s: %w", name, ErrNoQueue)
}

// Send puts a message into a queue and returns when it is on disk. If there is no such queue,
// the error is ErrNoQueue.
func (s *Service) Send(_ context.Context, queue, body string) error {
	_, err := s.send(&Message{Queue: queue, Body: body}, 0)
	return err
}

func (s *Service) send(m *Message, delay time.Duration) (*Message, error) {
	s.mu.Lock()
	_, err := s.find(m.Queue)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	m.ID, m.Sent = uuid.NewString(), s.now().UTC()
	m.visible = m.Sent.Add(delay)
	err = s.append(entry{Sent: m}, func() {
		s.queues[m.Queue].push(m)
		s.live += int64(len(m.Body))
		s.wake()
	})
	return m, err
}

// append writes an entry to disk and then changes memory accordingly. Concurrent appends share
// the wait for the disk.
func (s *Service) append(e entry, then func()) error {
	s.appending.RLock()
	err := s.disk.Append(e)
	if err == nil {
		s.mu.Lock()
		then()
		s.mu.Unlock()
	}
	s.appending.RUnlock()
	if err != nil {
		return err
	}
	return s.compact()
}

// wake wakes those who wait for messages. The caller holds mu.
func (s *Service) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// compact rewrites the file if it is large and most of it is about messages that are gone.
func (s *Service) compact() error {
	s.mu.Lock()
	live := s.live
	s.mu.Unlock()
	if s.disk.Size() < max(compactAt, 3*live) {
		return nil
	}
	s.appending.Lock()
	defer s.appending.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.disk.Rewrite(s.entries())
}

func (s *Service) entries() iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, q := range s.queues {
			for m := range q.all() {
				if !yield(entry{Sent: m}) {
					return
				}
			}
		}
	}
}

// loader replays the file.
type loader struct {
	messages map[string]*Message
	order    []string
}

func newLoader() *loader { return &loader{messages: map[string]*Message{}} }

func (l *loader) apply(queues map[string]*state) func(record []byte) error {
	return func(record []byte) error {
		var e entry
		if err := json.Unmarshal(record, &e); err != nil {
			return err
		}
		if e.Sent != nil {
			l.messages[e.Sent.ID] = e.Sent
			l.order = append(l.order, e.Sent.ID)
		}
		for _, id := range e.Received {
			if m := l.messages[id]; m != nil {
				m.Receives++
			}
		}
		for _, id := range e.Deleted {
			delete(l.messages, id)
		}
		for _, id := range e.Moved {
			if m := l.messages[id]; m != nil && queues[m.Queue] != nil && queues[m.Queue].DeadLetters != "" {
				m.Queue, m.Receives = queues[m.Queue].DeadLetters, 0
			}
		}
		return nil
	}
}

func (l *loader) inOrder() []*Message {
	var all []*Message
	for _, id := range l.order {
		if m := l.messages[id]; m != nil {
			all = append(all, m)
			delete(l.messages, id) // an id that occurs twice is one message
		}
	}
	return all
}
