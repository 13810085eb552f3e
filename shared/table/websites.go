package table

import (
	"context"

	"signpost/shared/referral"
)

type websiteRecord struct {
	PK           string          `dynamodbav:"pk"`
	SK           string          `dynamodbav:"sk"`
	Code         referral.Code   `dynamodbav:"code"`
	Name         string          `dynamodbav:"name"`
	URL          string          `dynamodbav:"url"`
	Programs     []referral.Code `dynamodbav:"programs,stringset,omitempty"`
	Status       referral.Status `dynamodbav:"status"`
	FallbackURL  string          `dynamodbav:"fallbackUrl,omitempty"`
	PartnerParam string          `dynamodbav:"partnerParam,omitempty"`
	AdParam      string          `dynamodbav:"adParam,omitempty"`
	ClickIDParam string          `dynamodbav:"clickIdParam,omitempty"`
	Version      int             `dynamodbav:"version"`
}

func recordOfWebsite(w referral.Website) websiteRecord {
	k := websiteKey(w.Code)
	return websiteRecord{
		PK:           k.PK,
		SK:           k.SK,
		Code:         w.Code,
		Name:         w.Name,
		URL:          w.URL,
		Programs:     w.Programs,
		Status:       w.Status,
		FallbackURL:  w.FallbackURL,
		PartnerParam: w.Params.Partner,
		AdParam:      w.Params.Ad,
		ClickIDParam: w.Params.ClickID,
		Version:      w.Version,
	}
}

func (r websiteRecord) website() referral.Website {
	params := referral.Params{Partner: r.PartnerParam, Ad: r.AdParam, ClickID: r.ClickIDParam}
	return referral.Website{
		Code:        r.Code,
		Name:        r.Name,
		URL:         r.URL,
		Programs:    sortedCodes(r.Programs),
		Status:      r.Status,
		FallbackURL: r.FallbackURL,
		Params:      params.OrDefault(),
		Version:     r.Version,
	}
}

// Website reads a website; an unknown one is a NotFound error.
func (t *Table) Website(ctx context.Context, code referral.Code) (referral.Website, error) {
	var r websiteRecord
	err := t.get(ctx, websiteKey(code), "website", &r)
	return r.website(), err
}

// CreateWebsite writes a new website, with its places in programs, its row in the directory and its
// audit, and returns it as it is now. A code that is taken is a Conflict error; a program that does
// not exist is Invalid.
func (t *Table) CreateWebsite(
	ctx context.Context, w referral.Website, by referral.Stamp,
) (referral.Website, error) {
	return t.writeWebsite(ctx, referral.Website{}, w, by)
}

// ChangeWebsite turns before, as it was read, into after, and returns it as it is now. If the
// website has changed since it was read, that is a Conflict error; a program that does not exist is
// Invalid.
func (t *Table) ChangeWebsite(
	ctx context.Context, before, after referral.Website, by referral.Stamp,
) (referral.Website, error) {
	return t.writeWebsite(ctx, before, after, by)
}

func (t *Table) writeWebsite(
	ctx context.Context, before, after referral.Website, by referral.Stamp,
) (referral.Website, error) {
	if err := t.programsExist(ctx, added(before.Programs, after.Programs)); err != nil {
		return referral.Website{}, err
	}
	after, e := t.websiteEdit(before, after, by)
	return after, t.apply(ctx, e)
}

// websiteEdit returns after with its new version, and the edit that writes it. For a new website,
// before is zero.
func (t *Table) websiteEdit(
	before, after referral.Website, by referral.Stamp,
) (referral.Website, edit) {
	after.Version = before.Version + 1
	before.Programs = sortedCodes(before.Programs)
	after.Programs = sortedCodes(after.Programs)
	e := edit{
		kind:    "website",
		code:    after.Code,
		name:    after.Name,
		after:   marshal(recordOfWebsite(after)),
		version: before.Version,
		by:      by,
		memberships: t.membershipWrites(before.Programs, after.Programs, by.At, func(program referral.Code) Item {
			return openWebsiteKey(program, after.Code).Attributes()
		}),
	}
	if before.Version > 0 {
		e.before = marshal(recordOfWebsite(before))
	}
	return after, e
}
