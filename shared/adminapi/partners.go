package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// PartnerStore keeps partners. Its errors are of kind NotFound, Conflict (taken, or changed meanwhile), Invalid (a parent or program that does
// not exist, a cycle of parents) and Unavailable.
type PartnerStore interface {
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	Partners(ctx context.Context, s table.Search) ([]referral.Partner, string, error)
	PartnersOfProgram(ctx context.Context, program referral.Code, s table.Search) ([]referral.Partner, string, error)
	CheckPartnerReferences(ctx context.Context, before, after referral.Partner) error
	CreatePartner(ctx context.Context, p referral.Partner, by referral.Stamp) (referral.Partner, error)
	ChangePartner(ctx context.Context, before, after referral.Partner, by referral.Stamp) (referral.Partner, error)
}

func (o *operations) registerPartners() {
	api.ForAdmin(o.api, read("partners", "adminListPartners", "List partners, or search them", "Partners"), o.listPartners)
	api.ForAdmin(o.api, create("partners", "adminCreatePartner", "Create a partner and invite its user", "Partners"), o.createPartner)
	api.ForAdmin(o.api, read("partners/{code}", "adminGetPartner", "Read a partner", "Partners"), o.getPartner)
	api.ForAdmin(o.api, change("partners/{code}", "adminChangePartner", "Change a partner", "Partners"), o.changePartner)
}

type listInput struct {
	api.Paging
	Q       string `query:"q" maxLength:"100" doc:"What the code or the name begins with"`
	Program string `query:"program" doc:"Only what is in this program; not together with q"`
}

// program returns the program that the list is limited to, "" for none.
func (in listInput) program() (referral.Code, error) {
	if in.Program == "" {
		return "", nil
	}
	if in.Q != "" {
		return "", referral.InvalidField("q", "cannot be combined with program")
	}
	return parseCode(in.Program, "program")
}

// in names the list for its cursors.
func (in listInput) in(kind string) string { return kind + "?q=" + in.Q + "&program=" + in.Program }

type partnerOutput struct {
	ETag string `header:"ETag"`
	Body Partner
}

func partnerAnswer(p referral.Partner) *partnerOutput {
	return &partnerOutput{ETag: etag(p.Version), Body: partnerOf(p)}
}

func (o *operations) listPartners(ctx context.Context, caller api.Caller, in *listInput) (*api.PageOutput[Partner], error) {
	program, err := in.program()
	if err != nil {
		return nil, err
	}
	return api.List(ctx, o.api, caller, in.in("admin/partners"), in.Paging, func(ctx context.Context, after string, limit int) ([]Partner, string, error) {
		read := o.Store.Partners
		if program != "" {
			read = func(ctx context.Context, s table.Search) ([]referral.Partner, string, error) {
				return o.Store.PartnersOfProgram(ctx, program, s)
			}
		}
		found, next, err := read(ctx, table.Search{Prefix: in.Q, Limit: limit, After: after})
		return mapped(found, partnerOf), next, err
	})
}

func mapped[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

type newPartnerInput struct{ Body NewPartner }

func (o *operations) createPartner(ctx context.Context, caller api.Caller, in *newPartnerInput) (*partnerOutput, error) {
	p, err := in.Body.partner(o.Now())
	if err != nil {
		return nil, err
	}
	made, err := o.makePartner(ctx, p, o.stamp(caller))
	if err != nil {
		return nil, err
	}
	return partnerAnswer(made), nil
}

// makePartner makes the user first and the partner last: whatever fails, there is no partner who cannot sign in, and trying again takes over
// the user that was left behind. A user without a partner can do nothing.
func (o *operations) makePartner(ctx context.Context, p referral.Partner, by referral.Stamp) (referral.Partner, error) {
	_, err := o.Store.Partner(ctx, p.Code)
	if err == nil {
		return p, referral.Conflictf("there is a partner of that code already")
	}
	if referral.CodeOf(err) != referral.NotFound {
		return p, err
	}
	if err := o.Store.CheckPartnerReferences(ctx, referral.Partner{}, p); err != nil {
		return p, err
	}
	if err := o.Users.Invite(ctx, p); err != nil {
		return p, err
	}
	return o.Store.CreatePartner(ctx, p, by)
}

type codeInput struct {
	Code string `path:"code" example:"abc123"`
}

func (o *operations) getPartner(ctx context.Context, _ api.Caller, in *codeInput) (*partnerOutput, error) {
	code, err := parseCode(in.Code, "partner")
	if err != nil {
		return nil, err
	}
	p, err := o.Store.Partner(ctx, code)
	if err != nil {
		return nil, err
	}
	return partnerAnswer(p), nil
}

type partnerChangeInput struct {
	Code    string `path:"code" example:"abc123"`
	IfMatch string `header:"If-Match" doc:"The ETag of what the change is based on; without it, the change applies to the partner as it then is"`
	Body    PartnerChange
}

func (o *operations) changePartner(ctx context.Context, caller api.Caller, in *partnerChangeInput) (*partnerOutput, error) {
	code, err := parseCode(in.Code, "partner")
	if err != nil {
		return nil, err
	}
	p, err := edit[referral.Partner]{entity: "partner", code: code, read: o.Store.Partner,
		version: func(p referral.Partner) int { return p.Version },
		apply:   func(p referral.Partner) (referral.Partner, error) { return in.Body.apply(p, o.Now()) },
		write: func(ctx context.Context, before, after referral.Partner) (referral.Partner, error) {
			return o.Store.ChangePartner(ctx, before, after, o.stamp(caller))
		},
	}.run(ctx, o, ifMatch(in.IfMatch))
	if err != nil {
		return nil, err
	}
	if in.Body.Email.sent || in.Body.Status.sent { // even if it changed nothing: the attempt before may have failed half-way
		if err := o.Users.Sync(ctx, p); err != nil {
			return nil, err
		}
	}
	return partnerAnswer(p), nil
}
