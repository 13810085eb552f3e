package partnerapi

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// AdStore keeps ads. Its errors are of kind NotFound, and Conflict when a code is taken or an ad has changed since it was read.
type AdStore interface {
	Ad(ctx context.Context, code referral.Code) (referral.Ad, error)
	CreateAd(ctx context.Context, a referral.Ad) (referral.Ad, error)
	ChangeAd(ctx context.Context, a referral.Ad) (referral.Ad, error)
}

// Ad is a placement that the caller made to get separate statistics.
type Ad struct {
	Code        string `json:"code" example:"website2" doc:"What stands for the ad in links; unique in the whole account"`
	Name        string `json:"name" example:"Spring letter"`
	Description string `json:"description" example:"To all readers" doc:"Empty for none"`
	MediaType   string `json:"mediaType" enum:"banner,email,social,blog,video,text,print,qr,other" example:"email"`
	StartDate   string `json:"startDate" format:"date" example:"2026-03-01"`
	Status      string `json:"status" enum:"active,archived" doc:"The links of an archived ad go on working; no new ones are made"`
}

// NewAd is an ad to make.
type NewAd struct {
	Name        string  `json:"name" minLength:"1" maxLength:"100" example:"Spring letter" doc:"On one line"`
	Description string  `json:"description,omitempty" maxLength:"500" example:"To all readers"`
	MediaType   string  `json:"mediaType" enum:"banner,email,social,blog,video,text,print,qr,other" example:"email"`
	StartDate   string  `json:"startDate" format:"date" example:"2026-03-01"`
	Code        *string `json:"code,omitempty" nullable:"false" example:"website2" doc:"2 to 64 letters, digits and hyphens; made when absent"`
}

// AdChange is what to change; what is absent stays as it is.
type AdChange struct {
	Name        *string `json:"name,omitempty" nullable:"false" minLength:"1" maxLength:"100" example:"Summer letter"`
	Description *string `json:"description,omitempty" nullable:"false" maxLength:"500"`
	MediaType   *string `json:"mediaType,omitempty" nullable:"false" enum:"banner,email,social,blog,video,text,print,qr,other"`
	StartDate   *string `json:"startDate,omitempty" nullable:"false" format:"date"`
	Status      *string `json:"status,omitempty" nullable:"false" enum:"active,archived"`
}

func adOf(a referral.Ad) Ad {
	return Ad{Code: string(a.Code), Name: a.Name, Description: a.Description, MediaType: a.MediaType,
		StartDate: string(a.StartDate), Status: string(a.Status)}
}

type ads struct {
	store  AdStore
	now    func() time.Time
	random io.Reader
}

// RegisterAds adds the operations that make and change ads. Codes are made of what random gives.
func RegisterAds(a *api.API, store AdStore, now func() time.Time, random io.Reader) {
	s := ads{store, now, random}
	api.ForPartner(a, huma.Operation{OperationID: "createAd", Method: http.MethodPost, Path: "/api/ads", DefaultStatus: http.StatusCreated,
		Summary: "Create an ad", Tags: []string{"Ads"}, Errors: []int{http.StatusConflict},
		Description: "Its code is yours for good, in the whole account; one that is taken is a conflict."}, s.create)
	api.ForPartner(a, huma.Operation{OperationID: "changeAd", Method: http.MethodPatch, Path: "/api/ads/{code}",
		Summary: "Change or archive an ad", Tags: []string{"Ads"}, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Description: "What is absent stays as it is. Changes made at the same time are made one after the other."}, s.change)
}

type newAdInput struct{ Body NewAd }

type adOutput struct{ Body Ad }

func (s ads) create(ctx context.Context, caller api.Caller, in *newAdInput) (*adOutput, error) {
	ad := referral.Ad{Partner: caller.Partner.Code, Name: strings.TrimSpace(in.Body.Name), Description: description(in.Body.Description),
		MediaType: in.Body.MediaType, StartDate: referral.Day(in.Body.StartDate), Status: referral.Active, Created: s.now()}
	if err := ad.Check(); err != nil {
		return nil, err
	}
	made, err := s.createUnder(ctx, ad, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &adOutput{adOf(made)}, nil
}

// codeTries is how many made codes may turn out to be taken. There are 7·10¹¹ of them, so the second is hardly ever needed.
const codeTries = 5

// createUnder writes ad under the wanted code, or under one that it makes.
func (s ads) createUnder(ctx context.Context, ad referral.Ad, wanted *string) (made referral.Ad, err error) {
	if wanted != nil {
		if ad.Code, err = referral.ParseCode(*wanted); err != nil {
			return ad, referral.InvalidField("code", "%s", err)
		}
		return s.store.CreateAd(ctx, ad)
	}
	for range codeTries {
		if ad.Code, err = referral.MakeCode(s.random); err != nil {
			return ad, err
		}
		if made, err = s.store.CreateAd(ctx, ad); referral.CodeOf(err) != referral.Conflict {
			break
		}
	}
	return made, err
}

type changeAdInput struct {
	Code string `path:"code" example:"website2"`
	Body AdChange
}

// changeTries is how often a change is tried again because the ad changed between reading and writing.
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
	return &adOutput{adOf(changed)}, nil
}

func (s ads) changeOnce(ctx context.Context, caller api.Caller, code referral.Code, change AdChange) (referral.Ad, error) {
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

func (c AdChange) apply(a *referral.Ad) {
	if c.Name != nil {
		a.Name = strings.TrimSpace(*c.Name)
	}
	if c.Description != nil {
		a.Description = description(*c.Description)
	}
	if c.MediaType != nil {
		a.MediaType = *c.MediaType
	}
	if c.StartDate != nil {
		a.StartDate = referral.Day(*c.StartDate)
	}
	if c.Status != nil {
		a.Status = referral.Status(*c.Status)
	}
}

// description has no white space around it and one kind of line break, as forms of some browsers send another.
func description(sent string) string {
	return strings.TrimSpace(strings.ReplaceAll(sent, "\r\n", "\n"))
}
