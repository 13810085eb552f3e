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

func (d *desk) registerPrograms() {
	api.ForAdmin(d.api, list("programs", "adminListPrograms", "List programs, or search them", "Programs"), d.listPrograms)
	api.ForAdmin(d.api, create("programs", "adminCreateProgram", "Create a program", "Programs"), d.createProgram)
	api.ForAdmin(d.api, read("programs/{code}", "adminGetProgram", "Read a program", "Programs"), d.getProgram)
	api.ForAdmin(d.api, change("programs/{code}", "adminChangeProgram", "Rename a program", "Programs"), d.changeProgram)
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

func (d *desk) listPrograms(ctx context.Context, caller api.Caller, in *searchInput) (*api.PageOutput[Program], error) {
	return api.List(ctx, d.api, caller, "admin/programs?q="+in.Q, in.Paging, func(ctx context.Context, after string, limit int) ([]Program, string, error) {
		found, next, err := d.Store.Programs(ctx, table.Search{Prefix: in.Q, Limit: limit, After: after})
		return mapped(found, programOf), next, err
	})
}

type newProgramInput struct{ Body NewProgram }

func (d *desk) createProgram(ctx context.Context, caller api.Caller, in *newProgramInput) (*programOutput, error) {
	var bad fields
	p := referral.Program{Code: bad.newCode(in.Body.Code), Name: in.Body.Name}
	if err := bad.with(p.Check()); err != nil {
		return nil, err
	}
	made, err := d.Store.CreateProgram(ctx, p, d.stamp(caller))
	if err != nil {
		return nil, err
	}
	return programAnswer(made), nil
}

func (d *desk) getProgram(ctx context.Context, _ api.Caller, in *codeInput) (*programOutput, error) {
	code, err := parseCode(in.Code, "program")
	if err != nil {
		return nil, err
	}
	p, err := d.Store.Program(ctx, code)
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

func (d *desk) changeProgram(ctx context.Context, caller api.Caller, in *programChangeInput) (*programOutput, error) {
	code, err := parseCode(in.Code, "program")
	if err != nil {
		return nil, err
	}
	p, err := edit[referral.Program]{entity: "program", code: code, read: d.Store.Program,
		version: func(p referral.Program) int { return p.Version },
		apply: func(p referral.Program) (referral.Program, error) {
			var bad fields
			bad.sameCode(in.Body.Code, p.Code)
			in.Body.Name.into(&p.Name)
			return p, bad.with(p.Check())
		},
		write: func(ctx context.Context, before, after referral.Program) (referral.Program, error) {
			return d.Store.ChangeProgram(ctx, before, after, d.stamp(caller))
		},
	}.run(ctx, d, ifMatch(in.IfMatch))
	if err != nil {
		return nil, err
	}
	return programAnswer(p), nil
}
