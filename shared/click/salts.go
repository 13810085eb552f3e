package click

import (
	"context"
	"io"
	"sync"
	"time"

	"signpost/shared/referral"
)

// SaltLength is the length of a day's salt in bytes.
const SaltLength = 32

// SaltStore has the salts of today and of tomorrow; *table.Vault is one.
type SaltStore interface {
	// Salts returns the salts of the days, in their order. It makes those that do not exist yet,
	// from random, and writes them over salts of days that have ended. All callers get the same.
	Salts(ctx context.Context, random io.Reader, days ...referral.Day) ([][]byte, error)
}

// Limits on reading salts.
const (
	saltWithin     = 100 * time.Millisecond // how long a visitor waits
	saltAgainAfter = 5 * time.Second        // how soon after a failure the store is asked again
)

// Salts are the keys by which visitors are told apart for a day. They are random, and the first
// visit of a day overwrites the salt of the day before, so nobody can find out later which address
// a visit came from. While the store can't be
// read, a function uses a salt of its own: then a visitor may count as a unique twice, but is
// counted, and still can't be traced. Salts may be used by many goroutines.
type Salts struct {
	store  SaltStore
	random io.Reader
	mu     sync.Mutex
	days   map[referral.Day]*Salt
	again  time.Time // when the store may be asked again after a failure
	// The shared salt of the day that was asked for last, and the day's limits.
	latest       *Salt
	begins, ends time.Time
}

// NewSalts returns the salts of store. random must be cryptographically secure.
func NewSalts(store SaltStore, random io.Reader) *Salts {
	return &Salts{store: store, random: random, days: map[referral.Day]*Salt{}}
}

// Load reads the salts of the day and of the next day, which overwrites that of the day before. A
// function calls it while it starts, which also opens its connection to the table.
func (s *Salts) Load(ctx context.Context, now time.Time) error {
	today := referral.DayOf(now)
	days := []referral.Day{today, today.Add(1)}
	keys, err := s.store.Salts(ctx, s.random, days...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.again = now.Add(saltAgainAfter)
		return err
	}
	read := map[referral.Day]*Salt{}
	for i, day := range days {
		if read[day] = s.days[day]; read[day] == nil || !read[day].shared {
			read[day] = newSalt(keys[i], true)
		}
	}
	s.days = read
	return nil
}

// Of returns the salt of the UTC day of now.
func (s *Salts) Of(ctx context.Context, now time.Time) *Salt {
	if salt := s.ofLatestDay(now); salt != nil {
		return salt
	}
	today := referral.DayOf(now)
	salt, due := s.known(today, now)
	if due {
		ctx, cancel := context.WithTimeout(ctx, saltWithin)
		defer cancel()
		if s.Load(ctx, now) == nil {
			salt, _ = s.known(today, now)
		}
	}
	if salt == nil {
		salt = s.makeOwn(today)
	}
	return salt
}

// ofLatestDay is Of without the calendar, for all visits of a day but the first.
func (s *Salts) ofLatestDay(now time.Time) *Salt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest == nil || now.Before(s.begins) || !now.Before(s.ends) {
		return nil
	}
	return s.latest
}

// known returns the salt of today, if any, and whether the store should be asked: for that salt or,
// at the first visit of a day, for the next day's.
func (s *Salts) known(today referral.Day, now time.Time) (salt *Salt, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	salt = s.days[today]
	if salt != nil && salt.shared {
		s.latest, s.begins, s.ends = salt, today.Time(), today.Add(1).Time()
	}
	have := salt != nil && salt.shared && s.days[today.Add(1)] != nil
	return salt, !have && !now.Before(s.again)
}

func (s *Salts) makeOwn(today referral.Day) *Salt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if salt := s.days[today]; salt != nil {
		return salt
	}
	key := make([]byte, SaltLength)
	_, _ = io.ReadFull(s.random, key) // crypto/rand never fails
	salt := newSalt(key, false)
	s.days[today] = salt
	return salt
}
