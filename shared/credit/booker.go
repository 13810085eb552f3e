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

// Store keeps bookings and what decides about them; *table.Table implements it. What does not exist
// is an error of kind NotFound.
type Store interface {
	// Booking returns a conversion and, even if it is not there, the refunds that wait for it.
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
	// Post writes a step as a whole or not at all, and returns the booking as it is then. The
	// error is table.ErrMoved when something that the step is based on has changed.
	Post(ctx context.Context, s table.Step) (referral.Booking, error)
	Click(ctx context.Context, id referral.ClickID) (referral.Click, error)
	CustomerHistory(ctx context.Context, merchant referral.Code, customer string) ([]referral.Candidate, error)
	// Awaiting returns the conversions that name the click and were booked before it was there.
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
	// Retention is how long clicks are kept. Nothing awaits a click that is older.
	Retention time.Duration

	rule ruleMemory
}

// NewBooker returns a booker with the machine's clock and randomness, and the default Retention.
func NewBooker(store Store) *Booker {
	newID := func(t time.Time) string { return ulid.MustNew(ulid.Timestamp(t), ulid.DefaultEntropy()).String() }
	return &Booker{Store: store, Now: time.Now, NewID: newID, Retention: referral.DefaultRetention}
}

// ruleFor is how long the rule is remembered, and so how long a change of it takes to hold
// everywhere.
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

// tries is how often a step begins again. Fifty identical reports at once need a few; if these are
// not enough, something keeps changing.
const tries = 12

// untilSettled runs step until nothing overtakes it.
func untilSettled(ctx context.Context, step func() error) error {
	var err error
	for try := range tries {
		if err = step(); !errors.Is(err, table.ErrMoved) {
			return err
		}
		longest := 5 * time.Millisecond << min(try, 5)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(longest)):
		}
	}
	busy := referral.Errorf(referral.Unavailable, "others are changing the same conversion, try again")
	return errors.Join(busy, err)
}

// isNotFound reports whether err says that something does not exist.
func isNotFound(err error) bool { return referral.CodeOf(err) == referral.NotFound }
