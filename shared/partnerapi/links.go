package partnerapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// LinkStore keeps links, and has what they consist of. Its errors are of kind NotFound.
type LinkStore interface {
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	Website(ctx context.Context, code referral.Code) (referral.Website, error)
	Ad(ctx context.Context, code referral.Code) (referral.Ad, error)
	// KeepLink returns the link as it was first generated, and whether that was just now.
	KeepLink(ctx context.Context, l referral.Link) (referral.Link, bool, error)
	// LinksOf lists the links that partner generated, then those generated for it. It returns up to
	// limit links after a position, and the position to continue from, "" at the end.
	LinksOf(ctx context.Context, partner referral.Code, after string, limit int) ([]referral.Link, string, error)
}

// Link is a tracking link.
type Link struct {
	URL       string    `json:"url" format:"uri" example:"https://go.example.com/go/haircare/abc123/website2"`
	Website   string    `json:"website" example:"haircare" doc:"Which website it leads to"`
	Partner   string    `json:"partner" example:"abc123" doc:"Who is credited"`
	Ad        string    `json:"ad" example:"website2" doc:"Empty for none"`
	CreatedAt time.Time `json:"createdAt" doc:"When it was first generated"`
	CreatedBy string    `json:"createdBy" example:"abc123" doc:"Who generated it: the partner or its parent"`
}

// NewLink says which link to generate.
type NewLink struct {
	Website string `json:"website" example:"haircare" doc:"One that is open to whoever is credited"`
	Partner string `json:"partner,omitempty" example:"kid456" doc:"Who is credited: you, or a partner you recruited"`
	Ad      string `json:"ad,omitempty" example:"website2" doc:"One of your active ads"`
}

type links struct {
	api    *api.API
	store  LinkStore
	origin string
	now    func() time.Time
}

// RegisterLinks adds the operations on links. origin is the URL that links start with, without a
// slash at its end.
func RegisterLinks(a *api.API, store LinkStore, origin string, now func() time.Time) {
	l := links{a, store, origin, now}
	create := huma.Operation{
		OperationID: "createLink", Method: http.MethodPost, Path: "/api/links", DefaultStatus: http.StatusCreated,
		Summary: "Generate a tracking link", Tags: []string{"Links"}, Errors: []int{http.StatusNotFound},
		Description: "A link that was generated before is returned with status 200. What you may not use does not " +
			"exist: 404.",
	}
	api.Repeated[Link](a, &create)
	api.ForPartner(a, create, l.create)
	list := get("/api/links", "listLinks", "List the links that you generated, or that were generated for you", "Links")
	list.Description = "Those that you generated come first, then those that your parent generated for you."
	api.ForPartner(a, list, l.list)
	l.registerQR()
}

type newLinkInput struct{ Body NewLink }

type linkOutput struct {
	Status int
	Body   Link
}

func (l links) create(ctx context.Context, caller api.Caller, in *newLinkInput) (*linkOutput, error) {
	link, err := l.choose(ctx, caller.Partner, in.Body)
	if err != nil {
		return nil, err
	}
	link.CreatedAt = l.now().UTC().Truncate(time.Millisecond)
	kept, isNew, err := l.store.KeepLink(ctx, link)
	if err != nil {
		return nil, err
	}
	out := &linkOutput{Status: http.StatusOK, Body: l.present(kept)}
	if isNew {
		out.Status = http.StatusCreated
	}
	return out, nil
}

// choose returns the link that maker asks for, if it may generate it.
func (l links) choose(ctx context.Context, maker referral.Partner, choice NewLink) (referral.Link, error) {
	credited, err := l.credited(ctx, maker, choice.Partner)
	if err != nil {
		return referral.Link{}, err
	}
	website, err := find(ctx, choice.Website, "website", l.store.Website)
	if err != nil {
		return referral.Link{}, err
	}
	link := referral.Link{Website: website.Code, Partner: credited.Code, Maker: maker.Code}
	var ad *referral.Ad
	if choice.Ad != "" {
		found, err := find(ctx, choice.Ad, "ad", l.store.Ad)
		if err != nil {
			return referral.Link{}, err
		}
		ad, link.Ad = &found, found.Code
	}
	return link, referral.CheckLink(maker, credited, website, ad)
}

func (l links) credited(ctx context.Context, maker referral.Partner, code string) (referral.Partner, error) {
	if code == "" {
		return maker, nil
	}
	return find(ctx, code, "partner", l.store.Partner)
}

// find reads what has a code. Nothing has a malformed one, so that is a NotFound error too.
func find[T any](
	ctx context.Context, code, what string, read func(context.Context, referral.Code) (T, error),
) (T, error) {
	parsed, err := referral.ParseCode(code)
	if err != nil {
		var none T
		return none, referral.NotFoundf("no such %s", what)
	}
	return read(ctx, parsed)
}

func (l links) present(link referral.Link) Link {
	return Link{
		URL: l.origin + link.Path(), Website: string(link.Website), Partner: string(link.Partner), Ad: string(link.Ad),
		CreatedAt: link.CreatedAt, CreatedBy: string(link.Maker),
	}
}

func (l links) list(ctx context.Context, caller api.Caller, in *pageInput) (*api.PageOutput[Link], error) {
	read := func(ctx context.Context, after string, limit int) ([]Link, string, error) {
		found, next, err := l.store.LinksOf(ctx, caller.Partner.Code, after, limit)
		return api.Map(found, l.present), next, err
	}
	return api.List(ctx, l.api, caller, "links", in.Paging, read)
}
