package adminapi

import (
	"context"
	"net/http"

	"signpost/shared/api"
	"signpost/shared/click"
	"signpost/shared/referral"
)

// LinkStore reads what a tracking link names; see click.Directory.
type LinkStore interface {
	ReadLink(
		ctx context.Context, website, partner, ad referral.Code,
	) (*referral.Website, *referral.Partner, *referral.Ad, error)
}

// LinkCheck says what a visit to a tracking link would do, and why.
type LinkCheck struct {
	Path     string   `json:"path" example:"/go/haircare/abc123/website2"`
	Outcome  string   `json:"outcome" enum:"redirect,fallback,gone,unknown"`
	Status   int      `json:"status" doc:"The HTTP status that the visitor gets" example:"302"`
	Location string   `json:"location,omitempty" doc:"Where the visitor is sent, with CLICK-ID for the click id"`
	Credited Credited `json:"credited"`
	Why      []string `json:"why" nullable:"false" doc:"Why the visit does not do what the link says; empty if it does"`
}

// Credited is the partner and ad that a visit would be counted for.
type Credited struct {
	Partner string `json:"partner,omitempty"`
	Ad      string `json:"ad,omitempty"`
}

func (o *operations) registerCheck() {
	op := list("links/check", "adminCheckLink", "Say what a visit to a link would do, without counting one", "Links")
	op.Description = "The answer reflects this moment. Visitors get it up to 30 seconds later, " +
		"when the redirect has forgotten what it knew before."
	api.ForAdmin(o.api, op, o.checkLink)
}

type checkInput struct {
	Website string `query:"website" required:"true"`
	Partner string `query:"partner"`
	Ad      string `query:"ad" doc:"Only together with partner"`
	Query   string `query:"query" maxLength:"2000" doc:"The visitor's own query, without the question mark"`
}

// path returns the path of the link that is checked.
func (in checkInput) path() string {
	path := referral.LinkPrefix + in.Website
	for _, part := range []string{in.Partner, in.Ad} {
		if part != "" {
			path += "/" + part
		}
	}
	return path
}

// checkLink asks the code that answers visitors, with nothing in its memory.
func (o *operations) checkLink(ctx context.Context, _ api.Caller, in *checkInput) (*output[LinkCheck], error) {
	if in.Ad != "" && in.Partner == "" {
		return nil, referral.InvalidField("partner", "is needed with an ad")
	}
	check := LinkCheck{Path: in.path(), Outcome: "unknown", Status: http.StatusNotFound,
		Why: []string{"there is no such website"}}
	target, ok := click.ParseTarget(check.Path)
	if !ok {
		return &output[LinkCheck]{check}, nil
	}
	found, err := click.NewLinks(o.Store).Find(ctx, target, o.Now())
	if err != nil {
		return nil, err
	}
	check.explain(click.Decide(target, found), target, in.Query)
	return &output[LinkCheck]{check}, nil
}

// explain puts a decision into words. A check is of an unknown website until it is explained.
func (c *LinkCheck) explain(d click.Decision, t click.Target, query string) {
	c.Why = d.Why()
	switch d.Outcome {
	case click.Unknown:
		return
	case click.Gone:
		c.Outcome, c.Status = "gone", http.StatusGone
		return
	case click.SentToFallback:
		c.Outcome = "fallback"
	default:
		c.Outcome = "redirect"
	}
	c.Status, c.Credited = http.StatusFound, Credited{string(d.Partner), string(d.Ad)}
	values := click.Values{Website: t.Website, Partner: d.Partner, Ad: d.Ad, ClickID: "CLICK-ID"}
	c.Location = d.Destination.Location(values, query)
}
