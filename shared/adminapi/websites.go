package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// WebsiteStore keeps websites; its errors are as PartnerStore's.
type WebsiteStore interface {
	Website(ctx context.Context, code referral.Code) (referral.Website, error)
	Websites(ctx context.Context, s table.Search) ([]referral.Website, string, error)
	WebsitesOfProgram(ctx context.Context, program referral.Code, s table.Search) ([]referral.Website, string, error)
	CreateWebsite(ctx context.Context, w referral.Website, by referral.Stamp) (referral.Website, error)
	ChangeWebsite(ctx context.Context, before, after referral.Website, by referral.Stamp) (referral.Website, error)
}

func (o *operations) registerWebsites() {
	api.ForAdmin(o.api, read("websites", "adminListWebsites", "List websites, or search them", "Websites"), o.listWebsites)
	api.ForAdmin(o.api, create("websites", "adminCreateWebsite", "Create a website", "Websites"), o.createWebsite)
	api.ForAdmin(o.api, read("websites/{code}", "adminGetWebsite", "Read a website", "Websites"), o.getWebsite)
	api.ForAdmin(o.api, change("websites/{code}", "adminChangeWebsite", "Change a website", "Websites"), o.changeWebsite)
}

type websiteOutput struct {
	ETag string `header:"ETag"`
	Body Website
}

func websiteAnswer(w referral.Website) *websiteOutput {
	return &websiteOutput{ETag: etag(w.Version), Body: websiteOf(w)}
}

func (o *operations) listWebsites(ctx context.Context, caller api.Caller, in *listInput) (*api.PageOutput[Website], error) {
	program, err := in.program()
	if err != nil {
		return nil, err
	}
	return api.List(ctx, o.api, caller, in.in("admin/websites"), in.Paging, func(ctx context.Context, after string, limit int) ([]Website, string, error) {
		read := o.Store.Websites
		if program != "" {
			read = func(ctx context.Context, s table.Search) ([]referral.Website, string, error) {
				return o.Store.WebsitesOfProgram(ctx, program, s)
			}
		}
		found, next, err := read(ctx, table.Search{Prefix: in.Q, Limit: limit, After: after})
		return mapped(found, websiteOf), next, err
	})
}

type newWebsiteInput struct{ Body NewWebsite }

func (o *operations) createWebsite(ctx context.Context, caller api.Caller, in *newWebsiteInput) (*websiteOutput, error) {
	w, err := in.Body.website(o.Public)
	if err != nil {
		return nil, err
	}
	made, err := o.Store.CreateWebsite(ctx, w, o.stamp(caller))
	if err != nil {
		return nil, err
	}
	return websiteAnswer(made), nil
}

func (o *operations) getWebsite(ctx context.Context, _ api.Caller, in *codeInput) (*websiteOutput, error) {
	code, err := parseCode(in.Code, "website")
	if err != nil {
		return nil, err
	}
	w, err := o.Store.Website(ctx, code)
	if err != nil {
		return nil, err
	}
	return websiteAnswer(w), nil
}

type websiteChangeInput struct {
	Code    string `path:"code" example:"abc123"`
	IfMatch string `header:"If-Match" doc:"The ETag of what the change is based on; without it, the change applies to the website as it then is"`
	Body    WebsiteChange
}

func (o *operations) changeWebsite(ctx context.Context, caller api.Caller, in *websiteChangeInput) (*websiteOutput, error) {
	code, err := parseCode(in.Code, "website")
	if err != nil {
		return nil, err
	}
	w, err := edit[referral.Website]{entity: "website", code: code, read: o.Store.Website,
		version: func(w referral.Website) int { return w.Version },
		apply:   func(w referral.Website) (referral.Website, error) { return in.Body.apply(w, o.Public) },
		write: func(ctx context.Context, before, after referral.Website) (referral.Website, error) {
			return o.Store.ChangeWebsite(ctx, before, after, o.stamp(caller))
		},
	}.run(ctx, o, ifMatch(in.IfMatch))
	if err != nil {
		return nil, err
	}
	return websiteAnswer(w), nil
}
