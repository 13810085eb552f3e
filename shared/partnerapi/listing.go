package partnerapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// ListingStore has what is listed. Each list returns up to limit items after a position, and the
// position to continue from, "" at the end.
type ListingStore interface {
	// OpenWebsites lists the active websites that are in any of programs.
	OpenWebsites(
		ctx context.Context, programs []referral.Code, after string, limit int,
	) ([]referral.Website, string, error)
	Children(ctx context.Context, parent referral.Code, after string, limit int) ([]referral.Partner, string, error)
	AdsOf(
		ctx context.Context, partner referral.Code, status referral.Status, after string, limit int,
	) ([]referral.Ad, string, error)
}

// Me is the caller.
type Me struct {
	Code    string  `json:"code" example:"abc123" doc:"The partner's code, or an admin's user name"`
	Name    string  `json:"name" example:"Alba Castro"`
	Email   string  `json:"email" example:"alba@example.com" doc:"Empty when unknown"`
	Status  string  `json:"status" enum:"active,inactive"`
	Parent  *string `json:"parent" doc:"Who recruited the partner; null for nobody"`
	Partner bool    `json:"partner" doc:"Whether you may call the operations for partners"`
	Admin   bool    `json:"admin" doc:"Whether you may call the operations under /api/admin"`
}

// Website is a sales website that the caller may promote.
type Website struct {
	Code string `json:"code" example:"haircare"`
	Name string `json:"name" example:"Hair care"`
	URL  string `json:"url" format:"uri" example:"https://example.com/haircare" doc:"Where its tracking links lead"`
}

// ChildPartner is a partner that the caller recruited.
type ChildPartner struct {
	Code   string    `json:"code" example:"kid456"`
	Name   string    `json:"name" example:"Kim Idris"`
	Status string    `json:"status" enum:"active,inactive" doc:"An inactive partner gets no new links and no credit"`
	Joined time.Time `json:"joined"`
}

type listing struct {
	api   *api.API
	store ListingStore
}

// RegisterListing adds the operations that only read.
func RegisterListing(a *api.API, store ListingStore) {
	l := listing{a, store}
	api.ForSignedIn(a, get("/api/me", "getMe", "Who is signed in", "Account"), l.me)
	websites := get("/api/websites", "listWebsites", "List the websites that you may promote", "Websites")
	api.ForPartner(a, websites, l.websites)
	children := get("/api/partners", "listPartners", "List the partners that you recruited", "Partners")
	children.Description = "A partner who joined within the last second may be missing."
	api.ForPartner(a, children, l.partners)
	ads := get("/api/ads", "listAds", "List your ads", "Ads")
	ads.Description = "An ad that was created within the last second may be missing, and a change may not show yet."
	api.ForPartner(a, ads, l.ads)
}

func get(path, id, summary, tag string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tag},
	}
}

type noInput struct{}

type meOutput struct{ Body Me }

func (l listing) me(_ context.Context, caller api.Caller, _ *noInput) (*meOutput, error) {
	me := Me{
		Code:    caller.Name,
		Name:    caller.Name,
		Status:  string(referral.Active),
		Partner: caller.Partner.Active(),
		Admin:   caller.Admin,
	}
	if p := caller.Partner; p.Code != "" {
		me.Name, me.Email, me.Status = p.Name, p.Email, string(p.Status)
		if p.Parent != "" {
			me.Parent = new(string(p.Parent))
		}
	}
	return &meOutput{me}, nil
}

type pageInput struct{ api.Paging }

func (l listing) websites(ctx context.Context, caller api.Caller, in *pageInput) (*api.PageOutput[Website], error) {
	read := func(ctx context.Context, after string, limit int) ([]Website, string, error) {
		found, next, err := l.store.OpenWebsites(ctx, caller.Partner.Programs, after, limit)
		return api.Map(found, presentWebsite), next, err
	}
	return api.List(ctx, l.api, caller, "websites", in.Paging, read)
}

func presentWebsite(w referral.Website) Website {
	return Website{Code: string(w.Code), Name: w.Name, URL: w.URL}
}

func (l listing) partners(
	ctx context.Context, caller api.Caller, in *pageInput,
) (*api.PageOutput[ChildPartner], error) {
	read := func(ctx context.Context, after string, limit int) ([]ChildPartner, string, error) {
		found, next, err := l.store.Children(ctx, caller.Partner.Code, after, limit)
		return api.Map(found, presentChild), next, err
	}
	return api.List(ctx, l.api, caller, "partners", in.Paging, read)
}

func presentChild(p referral.Partner) ChildPartner {
	return ChildPartner{Code: string(p.Code), Name: p.Name, Status: string(p.Status), Joined: p.Joined}
}

type adsInput struct {
	api.Paging
	Status string `query:"status" enum:"active,archived" default:"active" doc:"Only ads of this status"`
}

func (l listing) ads(ctx context.Context, caller api.Caller, in *adsInput) (*api.PageOutput[Ad], error) {
	read := func(ctx context.Context, after string, limit int) ([]Ad, string, error) {
		found, next, err := l.store.AdsOf(ctx, caller.Partner.Code, referral.Status(in.Status), after, limit)
		return api.Map(found, presentAd), next, err
	}
	return api.List(ctx, l.api, caller, "ads?status="+in.Status, in.Paging, read)
}
