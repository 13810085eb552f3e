package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// PartnerStore keeps partners. Its errors are of kind NotFound, Conflict (the code is taken, or
// the partner has changed meanwhile), Invalid (a parent or program does not exist, or parents
// would form a cycle) and Unavailable.
type PartnerStore interface {
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	Partners(ctx context.Context, s table.Search) ([]referral.Partner, string, error)
	PartnersOfProgram(ctx context.Context, program referral.Code, s table.Search) ([]referral.Partner, string, error)
	CheckPartnerReferences(ctx context.Context, before, after referral.Partner) error
	CreatePartner(ctx context.Context, p referral.Partner, by referral.Stamp) (referral.Partner, error)
	ChangePartner(ctx context.Context, before, after referral.Partner, by referral.Stamp) (referral.Partner, error)
}

func (o *operations) registerPartners() {
	const tag = "Partners"
	api.ForAdmin(o.api, read("partners", "adminListPartners", "List or search partners", tag), o.listPartners)
	api.ForAdmin(o.api, create("partners", "adminCreatePartner", "Create a partner and invite its user", tag),
		o.createPartner)
	api.ForAdmin(o.api, read("partners/{code}", "adminGetPartner", "Read a partner", tag), o.getPartner)
	api.ForAdmin(o.api, change("partners/{code}", "adminChangePartner", "Change a partner", tag), o.changePartner)
}

func (o *operations) partners() kind[referral.Partner, Partner] {
	return kind[referral.Partner, Partner]{
		operations: o,
		name:       "partner",
		find:       findByCode("partner", o.Store.Partner),
		write:      o.Store.ChangePartner,
		identify:   func(p referral.Partner) (string, int) { return string(p.Code), p.Version },
		show:       partnerOf,
	}
}

func (o *operations) listPartners(
	ctx context.Context, caller api.Caller, in *memberInput,
) (*api.PageOutput[Partner], error) {
	search, err := searchFor(in, o.Store.Partners, o.Store.PartnersOfProgram)
	if err != nil {
		return nil, err
	}
	return o.partners().page(ctx, caller, in.named("partners"), in.Paging, in.Q, search)
}

func (o *operations) createPartner(
	ctx context.Context, caller api.Caller, in *newInput[NewPartner],
) (*versioned[Partner], error) {
	p, err := in.Body.partner(o.Now())
	if err != nil {
		return nil, err
	}
	return o.partners().answer(o.makePartner(ctx, p, o.stamp(caller)))
}

// makePartner creates the user first and the partner last. Whatever fails, there is no partner
// that cannot sign in, and trying again takes over the user that was left behind. A user
// without a partner can do nothing.
func (o *operations) makePartner(
	ctx context.Context, p referral.Partner, by referral.Stamp,
) (referral.Partner, error) {
	_, err := o.Store.Partner(ctx, p.Code)
	if err == nil {
		return p, referral.Conflictf("there is a partner of that code already")
	}
	if referral.CodeOf(err) != referral.NotFound {
		return p, err
	}
	if err := o.Store.CheckPartnerReferences(ctx, referral.Partner{}, p); err != nil {
		return p, err
	}
	if err := o.Users.Invite(ctx, p); err != nil {
		return p, err
	}
	return o.Store.CreatePartner(ctx, p, by)
}

func (o *operations) getPartner(ctx context.Context, _ api.Caller, in *codeInput) (*versioned[Partner], error) {
	return o.partners().get(ctx, in.Code)
}

func (o *operations) changePartner(
	ctx context.Context, caller api.Caller, in *changeInput[PartnerChange],
) (*versioned[Partner], error) {
	changesUser := in.Body.Email.sent || in.Body.Status.sent
	p, err := o.partners().edit(ctx, caller, in.Code, in.IfMatch, func(p referral.Partner) (referral.Partner, error) {
		if changesUser { // before anything is written
			if err := o.Users.Check(ctx, p.Code); err != nil {
				return p, err
			}
		}
		return in.Body.apply(p, o.Now())
	})
	if err != nil {
		return nil, err
	}
	// Even if nothing has changed: an earlier attempt may have failed half-way.
	if changesUser {
		err = o.Users.Sync(ctx, p)
	}
	return o.partners().answer(p, err)
}
