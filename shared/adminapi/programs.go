package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// ProgramStore keeps programs; its errors are as PartnerStore's.
type ProgramStore interface {
	Program(ctx context.Context, code referral.Code) (referral.Program, error)
	Programs(ctx context.Context, s table.Search) ([]referral.Program, string, error)
	CreateProgram(ctx context.Context, p referral.Program, by referral.Stamp) (referral.Program, error)
	ChangeProgram(ctx context.Context, before, after referral.Program, by referral.Stamp) (referral.Program, error)
}

// Program is a program as admins see it. Who and what is in it: GET /api/admin/partners?program= and /api/admin/websites?program=.
type Program struct {
	Code    string `json:"code" example:"standard"`
	Name    string `json:"name"`
	Version int    `json:"version" doc:"Grows with every change; the ETag"`
}

func programOf(p referral.Program) Program {
	return Program{Code: string(p.Code), Name: p.Name, Version: p.Version}
}

// NewProgram is the body that makes a program.
type NewProgram struct {
	Code string `json:"code" example:"standard" doc:"2 to 64 letters, digits and hyphens; lower-cased"`
	Name string `json:"name"`
}

// ProgramChange is the body that changes a program.
type ProgramChange struct {
	Code optional[string] `json:"code,omitempty" doc:"May be sent, but not changed"`
	Name optional[string] `json:"name,omitempty"`
}

func (o *operations) registerPrograms() {
	api.ForAdmin(o.api, list("programs", "adminListPrograms", "List programs, or search them", "Programs"), o.listPrograms)
	api.ForAdmin(o.api, create("programs", "adminCreateProgram", "Create a program", "Programs"), o.createProgram)
	api.ForAdmin(o.api, read("programs/{code}", "adminGetProgram", "Read a program", "Programs"), o.getProgram)
	api.ForAdmin(o.api, change("programs/{code}", "adminChangeProgram", "Rename a program", "Programs"), o.changeProgram)
}

type searchInput struct {
	api.Paging
	Q string `query:"q" maxLength:"100" doc:"What the code or the name begins with"`
}

type programOutput struct {
	ETag string `header:"ETag"`
	Body Program
}

func programAnswer(p referral.Program) *programOutput {
	return &programOutput{ETag: etag(p.Version), Body: programOf(p)}
}

func (o *operations) listPrograms(ctx context.Context, caller api.Caller, in *searchInput) (*api.PageOutput[Program], error) {
	return api.List(ctx, o.api, caller, "admin/programs?q="+in.Q, in.Paging, func(ctx context.Context, after string, limit int) ([]Program, string, error) {
		found, next, err := o.Store.Programs(ctx, table.Search{Prefix: in.Q, Limit: limit, After: after})
		return mapped(found, programOf), next, err
	})
}

type newProgramInput struct{ Body NewProgram }

func (o *operations) createProgram(ctx context.Context, caller api.Caller, in *newProgramInput) (*programOutput, error) {
	var bad fields
	p := referral.Program{Code: bad.newCode(in.Body.Code), Name: in.Body.Name}
	if err := bad.With(p.Check()); err != nil {
		return nil, err
	}
	made, err := o.Store.CreateProgram(ctx, p, o.stamp(caller))
	if err != nil {
		return nil, err
	}
	return programAnswer(made), nil
}

func (o *operations) getProgram(ctx context.Context, _ api.Caller, in *codeInput) (*programOutput, error) {
	code, err := parseCode(in.Code, "program")
	if err != nil {
		return nil, err
	}
	p, err := o.Store.Program(ctx, code)
	if err != nil {
		return nil, err
	}
	return programAnswer(p), nil
}

type programChangeInput struct {
	Code    string `path:"code" example:"abc123"`
	IfMatch string `header:"If-Match" doc:"The ETag of what the change is based on"`
	Body    ProgramChange
}

func (o *operations) changeProgram(ctx context.Context, caller api.Caller, in *programChangeInput) (*programOutput, error) {
	code, err := parseCode(in.Code, "program")
	if err != nil {
		return nil, err
	}
	p, err := edit[referral.Program]{entity: "program", code: code, read: o.Store.Program,
		version: func(p referral.Program) int { return p.Version },
		apply: func(p referral.Program) (referral.Program, error) {
			var bad fields
			bad.sameCode(in.Body.Code, p.Code)
			in.Body.Name.into(&p.Name)
			return p, bad.With(p.Check())
		},
		write: func(ctx context.Context, before, after referral.Program) (referral.Program, error) {
			return o.Store.ChangeProgram(ctx, before, after, o.stamp(caller))
		},
	}.run(ctx, o, ifMatch(in.IfMatch))
	if err != nil {
		return nil, err
	}
	return programAnswer(p), nil
}
