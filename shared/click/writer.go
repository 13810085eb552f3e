package click

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"signpost/shared/referral"
)

// Queue holds the clicks that could not be written, for the recorder.
type Queue interface {
	// Send keeps text until the recorder has written the click. It gives up at ctx's deadline.
	Send(ctx context.Context, text string) error
}

// Time limits within a visit, from its beginning. If the link is in memory, a visitor is sent on
// within 300 ms even if the table and the queue hang.
const (
	tableUntil = 180 * time.Millisecond
	queueUntil = 240 * time.Millisecond
)

// visitsInMemory limits the visits that a function remembers.
const visitsInMemory = 4096

// Writer writes clicks: to the table, or else to the queue, or else to the log, from which `make
// replay` takes them back. It may be used by many goroutines.
type Writer struct {
	store Store
	queue Queue // nil for none
	log   *slog.Logger

	mu     sync.Mutex
	visits memory[string, struct{}] // known to have a first click
}

// NewWriter returns a Writer. queue may be nil.
func NewWriter(store Store, queue Queue, log *slog.Logger) *Writer {
	return &Writer{store: store, queue: queue, log: log, visits: newMemory[string, struct{}](visitsInMemory)}
}

// Write returns once c is in the table, in the queue or in the log. began is when the visit began.
func (w *Writer) Write(ctx context.Context, c referral.Click, began time.Time) {
	err := w.toTable(ctx, c, began)
	if err == nil {
		return
	}
	if w.queue != nil {
		if errQueue := w.toQueue(ctx, c, began); errQueue == nil {
			w.log.Warn("click queued", "clickId", c.ID, "error", err.Error())
			return
		} else {
			w.log.Warn("queue failed", "clickId", c.ID, "error", errQueue.Error())
		}
	}
	w.log.Error("click not written", "unwrittenClick", json.RawMessage(FormatMessage(c)), "error", err.Error())
}

// deadline is a context that has a deadline but no timer, which would cost more than all other
// work of a visit. It is for callees that respect Deadline, because Done does not tell them.
type deadline struct {
	context.Context
	at time.Time
}

// Deadline implements context.Context.
func (d deadline) Deadline() (time.Time, bool) {
	if sooner, ok := d.Context.Deadline(); ok && sooner.Before(d.at) {
		return sooner, true
	}
	return d.at, true
}

func (w *Writer) toTable(ctx context.Context, c referral.Click, began time.Time) error {
	ctx = deadline{ctx, began.Add(tableUntil)}
	known := w.knows(c)
	if err := Record(ctx, w.store, c, known); err != nil {
		return err
	}
	if c.Kind == referral.Hit && !known {
		w.remember(c)
	}
	return nil
}

func (w *Writer) toQueue(ctx context.Context, c referral.Click, began time.Time) error {
	ctx = deadline{ctx, began.Add(queueUntil)}
	return w.queue.Send(ctx, FormatMessage(c))
}

func (w *Writer) knows(c referral.Click) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, known := w.visits.get(c.ID.Visit())
	return known
}

// remember notes that the visit of c has a first click: c or an earlier one.
func (w *Writer) remember(c referral.Click) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.visits.put(c.ID.Visit(), struct{}{})
}
