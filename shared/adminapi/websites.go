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

func (d *desk) registerWebsites() {
	api.ForAdmin(d.api, list("websites", "adminListWebsites", "List websites, or search them", "Websites"), d.listWebsites)
	api.ForAdmin(d.api, create("websites", "adminCreateWebsite", "Create a website", "Websites"), d.createWebsite)
	api.ForAdmin(d.api, read("websites/{code}", "adminGetWebsite", "Read a website", "Websites"), d.getWebsite)
	api.ForAdmin(d.api, change("websites/{code}", "adminChangeWebsite", "Change a website", "Websites"), d.changeWebsite)
}

type websiteOutput struct {
	ETag string `header:"ETag"`
	Body Website
}

func websiteAnswer(w referral.Website) *websiteOutput {
	return &websiteOutput{ETag: etag(w.Version), Body: websiteOf(w)}
}

func (d *desk) listWebsites(ctx context.Context, caller api.Caller, in *listInput) (*api.PageOutput[Website], error) {
	program, err := in.program()
	if err != nil {
		return nil, err
	}
	return api.List(ctx, d.api, caller, in.in("admin/websites"), in.Paging, func(ctx context.Context, after string, limit int) ([]Website, string, error) {
		read := d.Store.Websites
		if program != "" {
			read = func(ctx context.Context, s table.Search) ([]referral.Website, string, error) {
				return d.Store.WebsitesOfProgram(ctx, program, s)
			}
		}
		found, next, err := read(ctx, table.Search{Prefix: in.Q, Limit: limit, After: after})
		return mapped(found, websiteOf), next, err
	})
}

type newWebsiteInput struct{ Body NewWebsite }

func (d *desk) createWebsite(ctx context.Context, caller api.Caller, in *newWebsiteInput) (*websiteOutput, error) {
	w, err := in.Body.website(d.Public)
	if err != nil {
		return nil, err
	}
	made, err := d.Store.CreateWebsite(ctx, w, d.stamp(caller))
	if err != nil {
		return nil, err
	}
	return websiteAnswer(made), nil
}

func (d *desk) getWebsite(ctx context.Context, _ api.Caller, in *codeInput) (*websiteOutput, error) {
	code, err := parseCode(in.Code, "website")
	if err != nil {
		return nil, err
	}
	w, err := d.Store.Website(ctx, code)
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

func (d *desk) changeWebsite(ctx context.Context, caller api.Caller, in *websiteChangeInput) (*websiteOutput, error) {
	code, err := parseCode(in.Code, "website")
	if err != nil {
		return nil, err
	}
	w, err := edit[referral.Website]{entity: "website", code: code, read: d.Store.Website,
		version: func(w referral.Website) int { return w.Version },
		apply:   func(w referral.Website) (referral.Website, error) { return in.Body.apply(w, d.Public) },
		write: func(ctx context.Context, before, after referral.Website) (referral.Website, error) {
			return d.Store.ChangeWebsite(ctx, before, after, d.stamp(caller))
		},
	}.run(ctx, d, ifMatch(in.IfMatch))
	if err != nil {
		return nil, err
	}
	return websiteAnswer(w), nil
}
