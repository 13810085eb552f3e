package click

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"io"
	"sync"
	"time"

	"signpost/shared/referral"
)

// SaltLength is the length of a day's salt in bytes.
const SaltLength = 32

// SaltStore keeps the salt of each day; *table.Table is one.
type SaltStore interface {
	// Salts returns the salts of the days, and makes those that are not there yet out of random. All who ask get the same.
	Salts(ctx context.Context, random io.Reader, days ...referral.Day) ([][]byte, error)
}

// Limits on reading salts: how long a visitor may wait for it, and how soon after a failure it is tried again.
const (
	saltWithin     = 100 * time.Millisecond
	saltAgainAfter = 5 * time.Second
)

// Salts are the keys under which visitors are told apart for a day. They are random and expire with the day, so that nobody can find out
// afterwards which address a visit came from. When the table can't be read, a function makes one of its own until it can: then
// a visitor may count as a unique twice, but is still counted and still can't be traced. It may be used by many goroutines.
type Salts struct {
	store  SaltStore
	random io.Reader
	mu     sync.Mutex
	days   map[referral.Day]*Salt
	again  time.Time // when the table may be asked again after a failure
	// The shared salt of the day that was asked for last, from midnight to midnight.
	latest       *Salt
	begins, ends time.Time
}

// NewSalts returns salts from store; random is cryptographically secure.
func NewSalts(store SaltStore, random io.Reader) *Salts {
	return &Salts{store: store, random: random, days: map[referral.Day]*Salt{}}
}

// Load reads the salts of the day and of the day after. Functions call it while they start, which also opens the connection to the table.
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
	s.days = map[referral.Day]*Salt{}
	for i, day := range days {
		s.days[day] = newSalt(keys[i], true)
	}
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

// ofLatestDay is Of without working out the day, for all visits of a day but the first.
func (s *Salts) ofLatestDay(now time.Time) *Salt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest == nil || now.Before(s.begins) || !now.Before(s.ends) {
		return nil
	}
	return s.latest
}

// known returns the salt of today, if any, and whether the table should be asked for it.
func (s *Salts) known(today referral.Day, now time.Time) (salt *Salt, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	salt = s.days[today]
	if salt != nil && salt.shared {
		s.latest, s.begins, s.ends = salt, today.Time(), today.Add(1).Time()
	}
	return salt, (salt == nil || !salt.shared) && !now.Before(s.again)
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

// Salt is the key of one day. It may be used by many goroutines.
type Salt struct {
	shared  bool // by all functions, through the table
	hashers sync.Pool
}

// hasher is an HMAC with the key in place, and the memory that a sum needs.
type hasher struct {
	mac  hash.Hash
	text []byte
	out  [sha256.Size]byte
}

func newSalt(key []byte, shared bool) *Salt {
	s := &Salt{shared: shared}
	s.hashers.New = func() any { return &hasher{mac: hmac.New(sha256.New, key)} }
	return s
}

// sum is HMAC-SHA256 of website | partner | ad | address | user agent.
func (s *Salt) sum(v Values, e *Event) [sha256.Size]byte {
	h := s.hashers.Get().(*hasher)
	defer s.hashers.Put(h)
	b := h.text[:0]
	for _, code := range [...]referral.Code{v.Website, v.Partner, v.Ad} {
		b = append(b, code...)
		b = append(b, '|')
	}
	b = appendAddress(b, e)
	b = append(b, '|')
	b = append(b, e.UserAgent...)
	h.mac.Reset()
	h.mac.Write(b)
	h.mac.Sum(h.out[:0])
	h.text = b
	clear(b) // an address is not kept, not even here
	return h.out
}
