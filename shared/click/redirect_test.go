package click

import (
	"context"
	crand "crypto/rand"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"signpost/shared/referral"
)

// canned is a table with the demo's links that keeps clicks in memory.
type canned struct {
	mu    sync.Mutex
	first map[string]referral.Click
	rest  map[referral.ClickID]referral.Click
	err   error // what every call returns
	reads int
}

func newCanned() *canned {
	return &canned{first: map[string]referral.Click{}, rest: map[referral.ClickID]referral.Click{}}
}

func (s *canned) ReadLink(_ context.Context, website, partner, ad referral.Code) (w *referral.Website, p *referral.Partner, a *referral.Ad, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	programs := []referral.Code{"standard"}
	if website == "haircare" {
		w = &referral.Website{Code: "haircare", URL: "https://example.com/haircare", Programs: programs, Status: referral.Active}
	}
	if partner == "abc123" {
		p = &referral.Partner{Code: "abc123", Programs: programs, Status: referral.Active}
	}
	if ad == "website2" {
		a = &referral.Ad{Code: "website2", Partner: "abc123", Status: referral.Active}
	}
	return w, p, a, s.err
}

func (s *canned) WriteFirst(_ context.Context, c referral.Click) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	there, taken := s.first[c.ID.Visit()]
	if !taken {
		s.first[c.ID.Visit()] = c
	}
	return !taken || there.ID == c.ID, s.err
}

func (s *canned) WriteRepeat(_ context.Context, c referral.Click) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest[c.ID] = c
	return s.err
}

func (s *canned) Salts(_ context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	salts := make([][]byte, len(days))
	for i := range salts {
		salts[i] = make([]byte, SaltLength)
		_, _ = io.ReadFull(random, salts[i])
	}
	return salts, s.err
}

func newRedirect(s *canned) *Redirect {
	log := slog.New(slog.DiscardHandler)
	return &Redirect{Links: NewLinks(s), Salts: NewSalts(s, crand.Reader), Writer: NewWriter(s, nil, log), Now: time.Now, Random: rand.Uint64, Log: log}
}

func BenchmarkInvoke(b *testing.B) {
	r, payload := newRedirect(newCanned()), readEvent(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Invoke(b.Context(), payload); err != nil {
			b.Fatal(err)
		}
	}
}
