package partnerapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// Family knows who recruited whom.
type Family interface {
	// Partner returns an error of kind NotFound if there is no such partner.
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	// Children returns up to limit children after a position, and the position to continue from, ""
	// at the end.
	Children(ctx context.Context, parent referral.Code, after string, limit int) ([]referral.Partner, string, error)
}

// Counters has what was counted.
type Counters interface {
	// ActivePartners returns the partners for which anything was counted in the months from one day
	// to another, sorted.
	ActivePartners(ctx context.Context, from, to referral.Day) ([]referral.Code, error)
	// View returns what was counted in a period.
	View(ctx context.Context, period referral.Period) (*counting.View, error)
}

type statsReader struct {
	api      *api.API
	partners Family
	counters Counters
	currency string
	now      func() time.Time
}

// RegisterStats adds Link Tracking Stats. The given currency is shown where there is no revenue.
func RegisterStats(a *api.API, partners Family, counters Counters, currency string, now func() time.Time) {
	op := get(statsPath, "getStats", "Link Tracking Stats of you and the partners that you recruited", "Stats")
	op.Errors = []int{http.StatusNotFound}
	op.Description = stats.Description + " A partner who is neither you nor recruited by you does not exist: 404."
	api.ForPartner(a, op, statsReader{a, partners, counters, currency, now}.read)
}

const statsPath = "/api/stats"

type statsInput struct{ stats.Parameters }

func (s statsReader) read(ctx context.Context, caller api.Caller, in *statsInput) (*stats.Output, error) {
	asOf := s.now()
	address := in.Address(statsPath, nil)
	part, err := in.Part(ctx, asOf, address, s.api.Cursors(caller, address))
	if err != nil {
		return nil, err
	}
	sums, err := s.sums(ctx, caller, part.Query)
	if err != nil {
		return nil, err
	}
	return part.Of(ctx, sums, asOf, s.currency)
}

func (s statsReader) sums(
	ctx context.Context, caller api.Caller, query referral.StatsQuery,
) (*referral.Stats, error) {
	partners, err := s.visible(ctx, caller.Partner.Code, query.Partner)
	if err != nil {
		return nil, err
	}
	if partners, err = s.active(ctx, query, partners); err != nil {
		return nil, err
	}
	view, err := s.counters.View(ctx, query.Period())
	if err != nil {
		return nil, err
	}
	return stats.Read(ctx, query, partners, view.Counts)
}

// visible returns the partners whose numbers the caller sees: itself and its children, or just the
// one of them that it asks for. Nobody else exists for it.
func (s statsReader) visible(ctx context.Context, caller, only referral.Code) ([]referral.Code, error) {
	switch only {
	case "":
		return s.family(ctx, caller)
	case caller:
		return []referral.Code{caller}, nil
	}
	partner, err := s.partners.Partner(ctx, only)
	if err == nil && partner.Parent != caller {
		err = referral.NotFoundf("no such partner")
	}
	return []referral.Code{only}, err
}

// childrenAtOnce is how many children are read in one request.
const childrenAtOnce = 1000

func (s statsReader) family(ctx context.Context, parent referral.Code) ([]referral.Code, error) {
	partners := []referral.Code{parent}
	for after := ""; ; {
		children, next, err := s.partners.Children(ctx, parent, after, childrenAtOnce)
		if err != nil {
			return nil, err
		}
		for _, child := range children {
			partners = append(partners, child.Code)
		}
		if after = next; after == "" {
			return partners, nil
		}
	}
}

// manyPartners is the number from which it pays to ask first which partners were active at all.
const manyPartners = 64

// active drops the inactive members of a large family: of thousands of partners, most have no
// numbers, and reading each costs a request.
func (s statsReader) active(
	ctx context.Context, query referral.StatsQuery, partners []referral.Code,
) ([]referral.Code, error) {
	if len(partners) < manyPartners {
		return partners, nil
	}
	active, err := s.counters.ActivePartners(ctx, query.From, query.To)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(partners, func(code referral.Code) bool {
		_, found := slices.BinarySearch(active, code)
		return !found
	}), nil
}
