package credit

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Store keeps bookings and knows the candidates; *table.Table does. What does not exist is an error of kind NotFound.
type Store interface {
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
	// Post writes a step as a whole or not at all; the error is table.ErrMoved when it is based on what is no longer so.
	Post(ctx context.Context, p table.Posting) error
	Click(ctx context.Context, id referral.ClickID) (referral.Click, error)
	CustomerHistory(ctx context.Context, merchant referral.Code, customer string) ([]referral.Candidate, error)
	Awaiting(ctx context.Context, id referral.ClickID) ([]referral.Conversion, error)
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	Rule(ctx context.Context) (referral.Rule, error)
}

// Booker books conversions. It may be used by many goroutines, and by many processes at once.
type Booker struct {
	Store Store
	Now   func() time.Time
	// NewID returns a ULID of the given time.
	NewID func(time.Time) string

	rule ruleMemory
}

// ruleFor is how long the rule is remembered; a change of it holds everywhere after that time.
const ruleFor = 30 * time.Second

// ruleMemory saves reading the rule for every conversion.
type ruleMemory struct {
	mu    sync.Mutex
	rule  referral.Rule
	until time.Time
}

func (m *ruleMemory) current(ctx context.Context, store Store, now time.Time) (referral.Rule, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.Before(m.until) {
		return m.rule, nil
	}
	rule, err := store.Rule(ctx)
	if err != nil {
		return rule, err
	}
	m.rule, m.until = rule, now.Add(ruleFor)
	return rule, nil
}

// tries bounds how often a step begins again. Fifty identical reports at once need a few; more means that something keeps changing.
const tries = 12

// untilSettled runs step until it is not overtaken by another.
func untilSettled(ctx context.Context, step func() error) error {
	var err error
	for try := range tries {
		if err = step(); !errors.Is(err, table.ErrMoved) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(rand.Int64N(int64(5*time.Millisecond) << min(try, 5)))):
		}
	}
	return errors.Join(referral.Errorf(referral.Unavailable, "the same conversion is being changed by others, try again"), err)
}

// isNotFound tells whether err says that something does not exist.
func isNotFound(err error) bool { return referral.CodeOf(err) == referral.NotFound }

// NewBooker returns a desk with the machine's clock and ids.
func NewBooker(store Store) *Booker {
	return &Booker{Store: store, Now: time.Now, NewID: func(t time.Time) string {
		return ulid.MustNew(ulid.Timestamp(t), ulid.DefaultEntropy()).String()
	}}
}
