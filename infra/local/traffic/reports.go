package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"signpost/infra/local/year"
	"signpost/shared/credit"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// bookers is how many reports are booked at a time.
const bookers = 8

// report books what merchants reported, each at the time when they did. Reports of one customer
// stay in order.
func (f *filler) report(ctx context.Context, reports []year.Report) error {
	store := &quickStore{Table: f.table, partners: map[referral.Code]referral.Partner{}}
	booking, ctx := errgroup.WithContext(ctx)
	for worker := range bookers {
		booking.Go(func() error {
			booker := credit.NewBooker(store)
			for _, r := range reports {
				if r.Chain%bookers != worker {
					continue
				}
				booker.Now = func() time.Time { return r.Received }
				if _, _, err := booker.Report(ctx, r.Conversion, r.Scope); err != nil {
					return fmt.Errorf("book %s: %w", r.Conversion.ExternalID, err)
				}
				f.bar.wrote(1)
			}
			return nil
		})
	}
	return booking.Wait()
}

// quickStore remembers the rule and the partners, which nobody changes while a year is written.
type quickStore struct {
	*table.Table

	mu       sync.Mutex
	rule     *referral.Rule
	partners map[referral.Code]referral.Partner
}

// Rule implements credit.Store.
func (s *quickStore) Rule(ctx context.Context) (referral.Rule, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rule != nil {
		return *s.rule, nil
	}
	rule, err := s.Table.Rule(ctx)
	if err == nil {
		s.rule = &rule
	}
	return rule, err
}

// Partner implements credit.Store.
func (s *quickStore) Partner(ctx context.Context, code referral.Code) (referral.Partner, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, known := s.partners[code]; known {
		return p, nil
	}
	p, err := s.Table.Partner(ctx, code)
	if err == nil {
		s.partners[code] = p
	}
	return p, err
}
