package adminapi

import (
	"cmp"

	"signpost/shared/referral"
)

// Website is a website as admins see it.
type Website struct {
	Code        string   `json:"code" example:"haircare"`
	Name        string   `json:"name"`
	URL         string   `json:"url" doc:"Where visitors are sent"`
	Programs    []string `json:"programs" nullable:"false" doc:"The codes of the programs that it is in"`
	Status      string   `json:"status" enum:"active,archived"`
	FallbackURL string   `json:"fallbackUrl,omitempty" doc:"Where visitors are sent once the website is archived"`
	Params      Params   `json:"params"`
	Version     int      `json:"version" doc:"Grows with every change; the ETag"`
}

// Params are the names of the parameters in which the destination receives what it needs to
// report conversions.
type Params struct {
	Partner string `json:"partner,omitempty" doc:"partner, by default"`
	Ad      string `json:"ad,omitempty" doc:"ad, by default"`
	ClickID string `json:"clickId,omitempty" doc:"click_id, by default"`
}

func (p Params) names() referral.Params {
	return referral.Params{Partner: p.Partner, Ad: p.Ad, ClickID: p.ClickID}.OrDefault()
}

func websiteOf(w referral.Website) Website {
	names := w.Params.OrDefault()
	return Website{Code: string(w.Code), Name: w.Name, URL: w.URL, Programs: sortedTexts(w.Programs),
		Status: string(w.Status), FallbackURL: w.FallbackURL,
		Params:  Params{Partner: names.Partner, Ad: names.Ad, ClickID: names.ClickID},
		Version: w.Version}
}

// NewWebsite is the body of a request to create a website.
type NewWebsite struct {
	Code        string   `json:"code" example:"haircare" doc:"2 to 64 letters, digits and hyphens; lower-cased"`
	Name        string   `json:"name"`
	URL         string   `json:"url" doc:"Path and query may contain {partner}, {ad}, {click_id} and {website}"`
	Programs    []string `json:"programs,omitempty"`
	Status      string   `json:"status,omitempty" doc:"active (the default) or archived"`
	FallbackURL string   `json:"fallbackUrl,omitempty"`
	Params      Params   `json:"params,omitempty"`
}

func (b NewWebsite) website(ownHost string) (referral.Website, error) {
	var bad fields
	w := referral.Website{Code: bad.newCode(b.Code), Name: b.Name, URL: b.URL,
		Programs: bad.codes("programs", b.Programs), Status: cmp.Or(referral.Status(b.Status), referral.Active),
		FallbackURL: b.FallbackURL, Params: b.Params.names()}
	return w, bad.With(w.Check(ownHost))
}

// WebsiteChange is the body of a request to change a website. What is absent stays as it is.
type WebsiteChange struct {
	Code        optional[string]          `json:"code,omitempty" doc:"May be sent, but not changed"`
	Name        optional[string]          `json:"name,omitempty"`
	URL         optional[string]          `json:"url,omitempty"`
	Programs    optional[[]string]        `json:"programs,omitempty"`
	Status      optional[referral.Status] `json:"status,omitempty"`
	FallbackURL optional[string]          `json:"fallbackUrl,omitempty"`
	Params      ParamsChange              `json:"params,omitempty"`
}

func (b WebsiteChange) apply(w referral.Website, ownHost string) (referral.Website, error) {
	var bad fields
	bad.sameCode(b.Code, w.Code)
	b.Name.into(&w.Name)
	b.URL.into(&w.URL)
	if b.Programs.sent {
		w.Programs = bad.codes("programs", b.Programs.value)
	}
	b.Status.into(&w.Status)
	b.FallbackURL.into(&w.FallbackURL)
	w.Params = b.Params.apply(w.Params)
	return w, bad.With(w.Check(ownHost))
}

// ParamsChange changes the names of parameters. What is absent stays as it is; null or ""
// brings the default back.
type ParamsChange struct {
	Partner optional[string] `json:"partner,omitempty"`
	Ad      optional[string] `json:"ad,omitempty"`
	ClickID optional[string] `json:"clickId,omitempty"`
}

func (c ParamsChange) apply(p referral.Params) referral.Params {
	c.Partner.into(&p.Partner)
	c.Ad.into(&p.Ad)
	c.ClickID.into(&p.ClickID)
	return p.OrDefault()
}
