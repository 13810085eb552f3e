package click

import (
	"context"
	"io"
	"sync"

	"signpost/shared/referral"
)

// canned is a table with one link, which keeps clicks in memory.
type canned struct {
	mu    sync.Mutex
	first map[string]referral.Click
	rest  map[referral.ClickID]referral.Click
	err   error // what every call returns
	hang  bool  // reads last until their context ends
	reads int   // of links

	saltReads   int
	firstWrites int
}

func newCanned() *canned {
	return &canned{first: map[string]referral.Click{}, rest: map[referral.ClickID]referral.Click{}}
}

func (s *canned) ReadLink(ctx context.Context, website, partner, ad referral.Code) (
	w *referral.Website, p *referral.Partner, a *referral.Ad, err error,
) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.hang {
		<-ctx.Done()
		return nil, nil, nil, ctx.Err()
	}
	programs := []referral.Code{"standard"}
	if website == "haircare" {
		w = &referral.Website{
			Code: "haircare", URL: "https://example.com/haircare", Programs: programs, Status: referral.Active,
		}
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
	s.firstWrites++
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
	s.saltReads++
	salts := make([][]byte, len(days))
	for i := range salts {
		salts[i] = make([]byte, SaltLength)
		_, _ = io.ReadFull(random, salts[i])
	}
	return salts, s.err
}
