package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// WebsiteStore keeps websites. Its errors are those of PartnerStore.
type WebsiteStore interface {
	Website(ctx context.Context, code referral.Code) (referral.Website, error)
	Websites(ctx context.Context, s table.Search) ([]referral.Website, string, error)
	WebsiteCodes(ctx context.Context) ([]referral.Code, error)
	WebsitesOfProgram(ctx context.Context, program referral.Code, s table.Search) ([]referral.Website, string, error)
	CreateWebsite(ctx context.Context, w referral.Website, by referral.Stamp) (referral.Website, error)
	ChangeWebsite(ctx context.Context, before, after referral.Website, by referral.Stamp) (referral.Website, error)
}

func (o *operations) registerWebsites() {
	const tag = "Websites"
	api.ForAdmin(o.api, read("websites", "adminListWebsites", "List or search websites", tag), o.listWebsites)
	api.ForAdmin(o.api, create("websites", "adminCreateWebsite", "Create a website", tag), o.createWebsite)
	api.ForAdmin(o.api, read("websites/{code}", "adminGetWebsite", "Read a website", tag), o.getWebsite)
	api.ForAdmin(o.api, change("websites/{code}", "adminChangeWebsite", "Change a website", tag), o.changeWebsite)
}

func (o *operations) websites() kind[referral.Website, Website] {
	return kind[referral.Website, Website]{
		operations: o,
		name:       "website",
		find:       findByCode("website", o.Store.Website),
		write:      o.Store.ChangeWebsite,
		identify:   func(w referral.Website) (string, int) { return string(w.Code), w.Version },
		show:       websiteOf,
	}
}

func (o *operations) listWebsites(
	ctx context.Context, caller api.Caller, in *memberInput,
) (*api.PageOutput[Website], error) {
	search, err := searchFor(in, o.Store.Websites, o.Store.WebsitesOfProgram)
	if err != nil {
		return nil, err
	}
	return o.websites().page(ctx, caller, in.named("websites"), in.Paging, in.Q, search)
}

func (o *operations) createWebsite(
	ctx context.Context, caller api.Caller, in *newInput[NewWebsite],
) (*versioned[Website], error) {
	w, err := in.Body.website(o.Public)
	if err != nil {
		return nil, err
	}
	return o.websites().answer(o.Store.CreateWebsite(ctx, w, o.stamp(caller)))
}

func (o *operations) getWebsite(ctx context.Context, _ api.Caller, in *codeInput) (*versioned[Website], error) {
	return o.websites().get(ctx, in.Code)
}

func (o *operations) changeWebsite(
	ctx context.Context, caller api.Caller, in *changeInput[WebsiteChange],
) (*versioned[Website], error) {
	apply := func(w referral.Website) (referral.Website, error) { return in.Body.apply(w, o.Public) }
	return o.websites().answer(o.websites().edit(ctx, caller, in.Code, in.IfMatch, apply))
}
