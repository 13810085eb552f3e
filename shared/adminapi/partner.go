package adminapi

import (
	"cmp"
	"time"

	"signpost/shared/referral"
)

// Partner is a partner as admins see it.
type Partner struct {
	Code            string     `json:"code" example:"abc123" doc:"Also the name to sign in with; never changes"`
	Name            string     `json:"name"`
	Email           string     `json:"email,omitempty"`
	Parent          string     `json:"parent,omitempty" doc:"Who recruited it; absent if nobody did"`
	Programs        []string   `json:"programs" nullable:"false" doc:"The codes of the programs that it is in"`
	Status          string     `json:"status" enum:"active,inactive"`
	AttributionDays *int       `json:"attributionDays,omitempty" doc:"How long a click may earn, while it is kept"`
	Joined          time.Time  `json:"joined"`
	Ended           *time.Time `json:"ended,omitempty" doc:"When it was last made inactive"`
	Erased          *time.Time `json:"erased,omitempty" doc:"When what says who it is was erased"`
	Version         int        `json:"version" doc:"Grows with every change; the ETag"`
}

func partnerOf(p referral.Partner) Partner {
	out := Partner{Code: string(p.Code), Name: p.Name, Email: p.Email, Parent: string(p.Parent),
		Programs: sortedTexts(p.Programs), Status: string(p.Status), AttributionDays: p.AttributionDays,
		Joined: p.Joined, Version: p.Version}
	if !p.Ended.IsZero() {
		out.Ended = &p.Ended
	}
	if !p.Erased.IsZero() {
		out.Erased = &p.Erased
	}
	return out
}

// NewPartner is the body of a request to create a partner.
type NewPartner struct {
	Code            string   `json:"code" example:"abc123" doc:"2 to 64 letters, digits and hyphens; lower-cased"`
	Name            string   `json:"name"`
	Email           string   `json:"email,omitempty" doc:"Where the invitation goes; without it, none is sent"`
	Parent          string   `json:"parent,omitempty"`
	Programs        []string `json:"programs,omitempty"`
	Status          string   `json:"status,omitempty" doc:"active (the default) or inactive"`
	AttributionDays *int     `json:"attributionDays,omitempty" doc:"1 to 3650; absent or null for no limit"`
}

func (b NewPartner) partner(now time.Time) (referral.Partner, error) {
	var bad fields
	p := referral.Partner{Code: bad.newCode(b.Code), Name: b.Name, Email: b.Email, Parent: bad.Code("parent", b.Parent),
		Programs: bad.codes("programs", b.Programs), AttributionDays: b.AttributionDays, Joined: now.UTC()}
	p.SetStatus(cmp.Or(referral.Status(b.Status), referral.Active), now)
	return p, bad.With(p.Check())
}

// PartnerChange is the body of a request to change a partner. What is absent stays as it is.
type PartnerChange struct {
	Code            optional[string]          `json:"code,omitempty" doc:"May be sent, but not changed"`
	Name            optional[string]          `json:"name,omitempty"`
	Email           optional[string]          `json:"email,omitempty"`
	Parent          optional[string]          `json:"parent,omitempty"`
	Programs        optional[[]string]        `json:"programs,omitempty"`
	Status          optional[referral.Status] `json:"status,omitempty"`
	AttributionDays optional[*int]            `json:"attributionDays,omitempty"`
}

func (b PartnerChange) apply(p referral.Partner, now time.Time) (referral.Partner, error) {
	var bad fields
	bad.sameCode(b.Code, p.Code)
	b.Name.into(&p.Name)
	b.Email.into(&p.Email)
	if b.Parent.sent {
		p.Parent = bad.Code("parent", b.Parent.value)
	}
	if b.Programs.sent {
		p.Programs = bad.codes("programs", b.Programs.value)
	}
	if b.Status.sent {
		p.SetStatus(b.Status.value, now)
	}
	b.AttributionDays.into(&p.AttributionDays)
	return p, bad.With(p.Check())
}
