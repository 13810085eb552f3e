package partnerapi

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// Family knows who recruited whom.
type Family interface {
	// Partner returns an error of kind NotFound if there is no such partner.
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	Children(
		ctx context.Context, parent referral.Code, after string, limit int,
	) ([]referral.Partner, string, error)
}

// Counters has what was counted.
type Counters interface {
	// ActivePartners returns, sorted, the partners for whom anything was counted in the months of the days from to to.
	ActivePartners(ctx context.Context, from, to referral.Day) ([]referral.Code, error)
	// Counts yields what was counted for a partner on the days from to to.
	Counts(ctx context.Context, partner referral.Code, from, to referral.Day) iter.Seq2[referral.Line, error]
}

type statsReader struct {
	partners Family
	counters Counters
	currency string
	now      func() time.Time
}

// RegisterStats adds Link Tracking Stats. currency is that of a report without revenue.
func RegisterStats(a *api.API, partners Family, counters Counters, currency string, now func() time.Time) {
	op := get("/api/stats", "getStats", "Link Tracking Stats of you and the partners whom you recruited", "Stats")
	op.Errors = []int{http.StatusNotFound}
	op.Description = "A partner who is neither you nor recruited by you does not exist: 404. As CSV, revenue in a further currency has a line of its own."
	api.ForPartner(a, op, statsReader{partners, counters, currency, now}.read)
}

type statsInput struct{ stats.Parameters }

type statsOutput struct{ Body stats.Stats }

func (s statsReader) read(ctx context.Context, caller api.Caller, in *statsInput) (*statsOutput, error) {
	asOf := s.now()
	query, err := in.Query(asOf)
	if err != nil {
		return nil, err
	}
	partners, err := s.visible(ctx, caller.Partner.Code, query.Partner)
	if err != nil {
		return nil, err
	}
	if partners, err = s.active(ctx, query, partners); err != nil {
		return nil, err
	}
	report, err := stats.Read(ctx, query, partners, s.counters.Counts)
	if err != nil {
		return nil, err
	}
	return &statsOutput{stats.New(report, asOf, s.currency)}, nil
}

const childrenAtOnce = 1000

// visible returns whose numbers the caller sees: its own and those of its children, or of only one of them if it asks for that one.
// Anybody else does not exist for it.
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

// manyPartners is from how many on it pays to ask first who was active at all.
const manyPartners = 64

// active leaves out of a large family who had no activity: most of thousands of partners have none, and each costs a request.
func (s statsReader) active(ctx context.Context, query referral.StatsQuery, partners []referral.Code) ([]referral.Code, error) {
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
