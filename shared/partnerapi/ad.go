package partnerapi

import (
	"cmp"
	"strings"

	"signpost/shared/referral"
)

// Ad is a placement that the caller made to get separate stats.
type Ad struct {
	Code        string `json:"code" example:"website2" doc:"Names the ad in links; unique among all ads"`
	Name        string `json:"name" example:"Spring letter"`
	Description string `json:"description" example:"To all readers" doc:"Empty for none"`
	MediaType   string `json:"mediaType" enum:"banner,email,social,blog,video,text,print,qr,other" example:"email"`
	StartDate   string `json:"startDate" format:"date" example:"2026-03-01"`
	Status      string `json:"status" enum:"active,archived" doc:"Links of an archived ad still work"`
}

// NewAd is an ad to create.
type NewAd struct {
	Name        string  `json:"name" minLength:"1" maxLength:"100" example:"Spring letter" doc:"On one line"`
	Description string  `json:"description,omitempty" maxLength:"500" example:"To all readers"`
	MediaType   string  `json:"mediaType" enum:"banner,email,social,blog,video,text,print,qr,other" example:"email"`
	StartDate   string  `json:"startDate" format:"date" example:"2026-03-01"`
	Code        *string `json:"code,omitempty" nullable:"false" example:"website2" doc:"Made when absent"`
}

// AdChange is what to change in an ad. What is absent stays as it is.
type AdChange struct {
	Name        string  `json:"name,omitempty" minLength:"1" maxLength:"100" example:"Summer letter"`
	Description *string `json:"description,omitempty" nullable:"false" maxLength:"500"`
	MediaType   string  `json:"mediaType,omitempty" enum:"banner,email,social,blog,video,text,print,qr,other"`
	StartDate   string  `json:"startDate,omitempty" format:"date"`
	Status      string  `json:"status,omitempty" enum:"active,archived"`
}

func presentAd(a referral.Ad) Ad {
	return Ad{
		Code: string(a.Code), Name: a.Name, Description: a.Description, MediaType: a.MediaType,
		StartDate: string(a.StartDate), Status: string(a.Status),
	}
}

func (n NewAd) ad() referral.Ad {
	return referral.Ad{
		Name: strings.TrimSpace(n.Name), Description: description(n.Description), MediaType: n.MediaType,
		StartDate: referral.Day(n.StartDate), Status: referral.Active,
	}
}

// apply makes the change to a.
func (c AdChange) apply(a *referral.Ad) {
	if c.Name != "" {
		a.Name = strings.TrimSpace(c.Name)
	}
	if c.Description != nil {
		a.Description = description(*c.Description)
	}
	a.MediaType = cmp.Or(c.MediaType, a.MediaType)
	a.StartDate = cmp.Or(referral.Day(c.StartDate), a.StartDate)
	a.Status = cmp.Or(referral.Status(c.Status), a.Status)
}

// description trims a description and makes its line breaks the same, as browsers send either kind.
func description(sent string) string {
	return strings.TrimSpace(strings.ReplaceAll(sent, "\r\n", "\n"))
}
