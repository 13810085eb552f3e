package click

import (
	"context"
	"strings"
	"sync"
	"time"

	"signpost/shared/referral"
)

// Directory is where websites, partners and ads are kept; *table.Table is one.
type Directory interface {
	// ReadLink reads, in one request, what is at the codes that are not empty. What does not exist is nil, without an error.
	// It may be called by many goroutines and need not retry.
	ReadLink(ctx context.Context, website, partner, ad referral.Code) (*referral.Website, *referral.Partner, *referral.Ad, error)
}

// How long what was read may be used before it is read again, and what the memory holds.
const (
	foundFor   = 30 * time.Second
	missingFor = 5 * time.Second
	// staleFor is how long the table is left alone after it failed while what is in memory will do.
	staleFor      = 5 * time.Second
	linksInMemory = 4096
	// With old entries to fall back on, a visitor does not wait longer than this for newer ones.
	refreshWithin = 80 * time.Millisecond
	readWithin    = 1500 * time.Millisecond
)

// Links remembers websites, partners and ads. It may be used by many goroutines.
type Links struct {
	directory Directory
	mu        sync.Mutex
	websites  memory[referral.Code, remembered[Site]]
	partners  memory[referral.Code, remembered[referral.Partner]]
	ads       memory[referral.Code, remembered[referral.Ad]]
}

// remembered is what the table had; value is nil when it had nothing.
type remembered[T any] struct {
	value *T
	until time.Time
}

// NewLinks returns an empty memory over directory.
func NewLinks(directory Directory) *Links {
	return &Links{
		directory: directory,
		websites:  newMemory[referral.Code, remembered[Site]](linksInMemory),
		partners:  newMemory[referral.Code, remembered[referral.Partner]](linksInMemory),
		ads:       newMemory[referral.Code, remembered[referral.Ad]](linksInMemory),
	}
}

// Found is what a tracking link names, nil for what does not exist.
type Found struct {
	Site    *Site
	Partner *referral.Partner
	Ad      *referral.Ad
}

// wanted is what is to be read: the codes that are not in memory, or too old.
type wanted struct {
	website, partner, ad referral.Code
	known                bool // all of it is in memory, though too old
}

// Find returns what the codes of t name, from memory where that is fresh, the rest in one request. When the request fails, what is
// old will do; the error says that something was never known.
func (l *Links) Find(ctx context.Context, t Target, now time.Time) (Found, error) {
	found, want := l.recall(t, now)
	if want.website == "" && want.partner == "" && want.ad == "" {
		return found, nil
	}
	within := readWithin
	if want.known {
		within = refreshWithin
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	website, partner, ad, err := l.directory.ReadLink(ctx, want.website, want.partner, want.ad)
	if err != nil {
		return found, l.makeDo(want, now, err)
	}
	l.remember(want, newSite(website), partner, ad, now)
	found, _ = l.recall(t, now)
	return found, nil
}

// recall returns what is in memory for the codes of t, and what is to be read.
func (l *Links) recall(t Target, now time.Time) (Found, wanted) {
	l.mu.Lock()
	defer l.mu.Unlock()
	site := recall(&l.websites, t.Website, now)
	partner := recall(&l.partners, t.Partner, now)
	ad := recall(&l.ads, t.Ad, now)
	want := wanted{website: site.due, partner: partner.due, ad: ad.due, known: site.known && partner.known && ad.known}
	return Found{Site: site.value, Partner: partner.value, Ad: ad.value}, want
}

// recalled is what is in memory for a code.
type recalled[T any] struct {
	value *T            // nil for what does not exist
	due   referral.Code // the code, if it is to be read; else ""
	known bool          // value is what the table had, however long ago
}

func recall[T any](m *memory[referral.Code, remembered[T]], code referral.Code, now time.Time) recalled[T] {
	if code == "" {
		return recalled[T]{known: true}
	}
	r, known := m.get(code)
	if known && now.Before(r.until) {
		return recalled[T]{value: r.value, known: true}
	}
	return recalled[T]{value: r.value, due: code, known: known}
}

// makeDo keeps what is in memory for a while longer, or returns err when something was never known.
func (l *Links) makeDo(want wanted, now time.Time, err error) error {
	if !want.known {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	extend(&l.websites, want.website, now)
	extend(&l.partners, want.partner, now)
	extend(&l.ads, want.ad, now)
	return nil
}

func extend[T any](m *memory[referral.Code, remembered[T]], code referral.Code, now time.Time) {
	if code != "" {
		r, _ := m.get(code)
		m.put(code, remembered[T]{r.value, now.Add(staleFor)})
	}
}

func (l *Links) remember(want wanted, site *Site, partner *referral.Partner, ad *referral.Ad, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	remember(&l.websites, want.website, site, now)
	remember(&l.partners, want.partner, partner, now)
	remember(&l.ads, want.ad, ad, now)
}

func remember[T any](m *memory[referral.Code, remembered[T]], code referral.Code, value *T, now time.Time) {
	if code == "" {
		return
	}
	until := now.Add(foundFor)
	if value == nil {
		until = now.Add(missingFor)
	}
	// The code is part of the event's text; a copy lets go of the rest.
	m.put(referral.Code(strings.Clone(string(code))), remembered[T]{value, until})
}
