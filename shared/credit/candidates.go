package credit

import (
	"context"
	"time"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

// decide finds the candidates for a new booking and lets the rule choose. awaits is a click that
// the conversion names and that is not there, "" if there is none.
func (bk *Booker) decide(
	ctx context.Context, b referral.Booking, at time.Time,
) (decision referral.Decision, awaits referral.ClickID, err error) {
	rule, err := bk.rule.current(ctx, bk.Store, bk.Now())
	if err != nil {
		return decision, "", err
	}
	candidates, err := bk.candidates(ctx, b.Conversion, at)
	if err != nil {
		return decision, "", err
	}
	known := map[referral.Code]*referral.Partner{}
	for i, candidate := range candidates {
		if candidates[i], err = bk.know(ctx, b.Scope.Limit(candidate), known); err != nil {
			return decision, "", err
		}
		if candidate.Source == referral.FromClick && candidate.Missing && !candidate.Expired {
			awaits, _ = referral.ParseClickID(candidate.ClickID) // nothing to wait for if it is none
		}
	}
	return referral.Attribute(at, candidates, rule), awaits, nil
}

func (bk *Booker) candidates(
	ctx context.Context, c referral.Conversion, at time.Time,
) ([]referral.Candidate, error) {
	var candidates []referral.Candidate
	if c.ClickID != "" {
		candidate, err := bk.fromClick(ctx, c.ClickID)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, candidate)
	}
	if c.Customer != "" {
		history, err := bk.Store.CustomerHistory(ctx, c.Merchant, c.Customer)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, history...)
	}
	if c.Partner != "" {
		candidates = append(candidates, fromName(c.Partner, at))
	}
	return candidates, nil
}

// fromClick returns the candidate of a click id, which may be anything that was in the address bar
// of a visitor's browser. A click that has expired is missing, deleted or not.
func (bk *Booker) fromClick(ctx context.Context, reported string) (referral.Candidate, error) {
	candidate := referral.Candidate{Source: referral.FromClick, ClickID: reported}
	id, err := referral.ParseClickID(reported)
	if err != nil {
		candidate.Missing = true
		return candidate, nil
	}
	click, err := bk.Store.Click(ctx, id)
	if now := bk.Now(); isNotFound(err) || err == nil && click.Expired(now) {
		candidate.Missing = true
		candidate.Expired = err == nil || bk.outlived(id, now)
		return candidate, nil
	}
	candidate.At, candidate.Partner, candidate.Website, candidate.Ad = click.At, click.Partner, click.Website, click.Ad
	candidate.Bot, candidate.Prefetch = click.Kind == referral.Bot, click.Kind == referral.Prefetch
	candidate.Visitor = click.Visitor
	return candidate, err
}

// outlived reports whether a click of that id would have expired, going by the time in the id.
func (bk *Booker) outlived(id referral.ClickID, now time.Time) bool {
	at, ok := ulid.Time(id.ULID())
	return ok && !now.Before(at.Add(bk.Retention))
}

// fromName returns the candidate of a partner that the merchant names.
func fromName(name string, at time.Time) referral.Candidate {
	candidate := referral.Candidate{Source: referral.FromPartner, At: at}
	code, err := referral.ParseCode(name)
	if err != nil {
		candidate.Unknown = true
		return candidate
	}
	candidate.Partner = code
	return candidate
}

// know adds to c what is known of its partner now. Partners that were read are remembered in known,
// nil for those that do not exist.
func (bk *Booker) know(
	ctx context.Context, c referral.Candidate, known map[referral.Code]*referral.Partner,
) (referral.Candidate, error) {
	if c.Partner == "" {
		return c, nil
	}
	partner, asked := known[c.Partner]
	if !asked {
		found, err := bk.Store.Partner(ctx, c.Partner)
		switch {
		case err == nil:
			partner = &found
		case !isNotFound(err):
			return c, err
		}
		known[c.Partner] = partner
	}
	return c.Know(partner), nil
}
