package partnerapi

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// AdStore keeps ads. An ad that does not exist is a NotFound error. A code that is taken, or an ad
// that has changed since it was read, is a Conflict error.
type AdStore interface {
	Ad(ctx context.Context, code referral.Code) (referral.Ad, error)
	// CreateAd refuses, as a Conflict, an ad more than a partner may have.
	CreateAd(ctx context.Context, a referral.Ad, most int) (referral.Ad, error)
	ChangeAd(ctx context.Context, a referral.Ad) (referral.Ad, error)
}

type ads struct {
	store  AdStore
	most   int
	now    func() time.Time
	random io.Reader
}

// RegisterAds adds the operations that create and change ads, of which a partner may have so many
// at most. random is for the codes of ads that are created without one.
func RegisterAds(a *api.API, store AdStore, most int, now func() time.Time, random io.Reader) {
	s := ads{store, most, now, random}
	api.ForPartner(a, huma.Operation{
		OperationID: "createAd", Method: http.MethodPost, Path: "/api/ads", DefaultStatus: http.StatusCreated,
		Summary: "Create an ad", Tags: []string{"Ads"}, Errors: []int{http.StatusConflict},
		Description: "A code has 2 to 64 letters, digits and hyphens, is unique among the ads of all partners, " +
			"and never changes. One that is taken is a conflict, and so is one ad more than a partner may have: " +
			"1,000, including archived ones, unless the deployment says otherwise.",
	}, s.create)
	api.ForPartner(a, huma.Operation{
		OperationID: "changeAd", Method: http.MethodPatch, Path: "/api/ads/{code}",
		Summary: "Change or archive an ad", Tags: []string{"Ads"},
		Errors: []int{http.StatusNotFound, http.StatusConflict},
		Description: "What is absent stays as it is. Changes made at the same time are applied one after another. " +
			"No new links are generated for an archived ad.",
	}, s.change)
}

type newAdInput struct{ Body NewAd }

type adOutput struct{ Body Ad }

func (s ads) create(ctx context.Context, caller api.Caller, in *newAdInput) (*adOutput, error) {
	ad := in.Body.ad()
	ad.Partner, ad.Created = caller.Partner.Code, s.now()
	if err := ad.Check(); err != nil {
		return nil, err
	}
	created, err := s.createWithCode(ctx, ad, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &adOutput{presentAd(created)}, nil
}

// codeTries is how many made codes may turn out to be taken. There are 7·10¹¹ of them, so even a
// second is hardly ever needed.
const codeTries = 5

// createWithCode writes ad with the wanted code, or with one that it makes.
func (s ads) createWithCode(ctx context.Context, ad referral.Ad, wanted *string) (created referral.Ad, err error) {
	if wanted != nil {
		if ad.Code, err = referral.ParseCode(*wanted); err != nil {
			return ad, referral.InvalidField("code", "%s", err)
		}
		return s.store.CreateAd(ctx, ad, s.most)
	}
	for range codeTries {
		if ad.Code, err = referral.MakeCode(s.random); err != nil {
			return ad, err
		}
		if created, err = s.store.CreateAd(ctx, ad, s.most); referral.CodeOf(err) != referral.Conflict {
			break
		}
	}
	return created, err
}

type changeAdInput struct {
	Code string `path:"code" example:"website2"`
	Body AdChange
}

// changeTries is how often a change is tried when something else changes the same thing in between.
const changeTries = 5

func (s ads) change(ctx context.Context, caller api.Caller, in *changeAdInput) (*adOutput, error) {
	code, err := referral.ParseCode(in.Code)
	if err != nil {
		return nil, referral.NotFoundf("no such ad")
	}
	var changed referral.Ad
	for range changeTries {
		if changed, err = s.changeOnce(ctx, caller, code, in.Body); referral.CodeOf(err) != referral.Conflict {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	return &adOutput{presentAd(changed)}, nil
}

func (s ads) changeOnce(
	ctx context.Context, caller api.Caller, code referral.Code, change AdChange,
) (referral.Ad, error) {
	ad, err := s.store.Ad(ctx, code)
	if err != nil {
		return ad, err
	}
	if ad.Partner != caller.Partner.Code {
		return ad, referral.NotFoundf("no such ad")
	}
	before := ad
	change.apply(&ad)
	if err := ad.Check(); err != nil || ad == before {
		return ad, err
	}
	return s.store.ChangeAd(ctx, ad)
}
