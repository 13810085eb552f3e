package click

import (
	"context"
	"strings"
	"sync"
	"time"

	"signpost/shared/referral"
)

// Directory has websites, partners and ads; *table.Table is one.
type Directory interface {
	// ReadLink reads, in one request, what has the codes that are not empty. What does not exist is
	// nil, without an error. It may be called by many goroutines and need not retry.
	ReadLink(ctx context.Context, website, partner, ad referral.Code) (
		*referral.Website, *referral.Partner, *referral.Ad, error)
}

// linksInMemory limits the websites, partners and ads that are remembered, for each kind.
const linksInMemory = 4096

// How long the directory's answers are used before it is asked again.
const (
	foundFor   = 30 * time.Second
	missingFor = 5 * time.Second
	staleFor   = 5 * time.Second // after a failed request, if memory has all that is needed
)

// How long a visitor waits for the directory.
const (
	readWithin    = 1500 * time.Millisecond
	refreshWithin = 80 * time.Millisecond // if memory has all that is needed, though too old
)

// Links remembers websites, partners and ads of a directory. It may be used by many goroutines.
type Links struct {
	directory Directory
	mu        sync.Mutex
	websites  memory[referral.Code, remembered[Site]]
	partners  memory[referral.Code, remembered[referral.Partner]]
	ads       memory[referral.Code, remembered[referral.Ad]]
}

// remembered is an answer of the directory; value is nil for what does not exist.
type remembered[T any] struct {
	value *T
	until time.Time
}

// NewLinks returns a Links that remembers nothing yet.
func NewLinks(directory Directory) *Links {
	return &Links{
		directory: directory,
		websites:  newMemory[referral.Code, remembered[Site]](linksInMemory),
		partners:  newMemory[referral.Code, remembered[referral.Partner]](linksInMemory),
		ads:       newMemory[referral.Code, remembered[referral.Ad]](linksInMemory),
	}
}

// Found is what a tracking link names. What does not exist is nil.
type Found struct {
	Site    *Site
	Partner *referral.Partner
	Ad      *referral.Ad
}

// wanted are the codes to read: those that are not in memory, or have been for too long.
type wanted struct {
	website, partner, ad referral.Code
	known                bool // all of them are in memory, though too old
}

// Find returns what the codes of t name. What is not fresh in memory it reads in one request. If
// that fails, it makes do with what is old; it returns an error if something was never read.
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

// recall returns what memory has for the codes of t, and which codes to read.
func (l *Links) recall(t Target, now time.Time) (Found, wanted) {
	l.mu.Lock()
	defer l.mu.Unlock()
	site := recall(&l.websites, t.Website, now)
	partner := recall(&l.partners, t.Partner, now)
	ad := recall(&l.ads, t.Ad, now)
	known := site.known && partner.known && ad.known
	want := wanted{website: site.due, partner: partner.due, ad: ad.due, known: known}
	return Found{Site: site.value, Partner: partner.value, Ad: ad.value}, want
}

// recalled is what memory has for a code.
type recalled[T any] struct {
	value *T            // nil for what does not exist
	due   referral.Code // the code if it must be read, otherwise ""
	known bool          // value is an answer of the directory, however old
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

// makeDo keeps what is in memory for a while longer, or returns err if something was never read.
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
	// The code is a part of the event's text. A copy does not keep the rest in memory.
	m.put(referral.Code(strings.Clone(string(code))), remembered[T]{value, until})
}
