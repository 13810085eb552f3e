package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// ProgramStore keeps programs. Its errors are those of PartnerStore.
type ProgramStore interface {
	Program(ctx context.Context, code referral.Code) (referral.Program, error)
	Programs(ctx context.Context, s table.Search) ([]referral.Program, string, error)
	CreateProgram(ctx context.Context, p referral.Program, by referral.Stamp) (referral.Program, error)
	ChangeProgram(ctx context.Context, before, after referral.Program, by referral.Stamp) (referral.Program, error)
}

// Program is a program as admins see it. The lists of partners and websites tell, with
// ?program=, who and what is in it.
type Program struct {
	Code    string `json:"code" example:"standard"`
	Name    string `json:"name"`
	Version int    `json:"version" doc:"Grows with every change; the ETag"`
}

func programOf(p referral.Program) Program {
	return Program{Code: string(p.Code), Name: p.Name, Version: p.Version}
}

// NewProgram is the body of a request to create a program.
type NewProgram struct {
	Code string `json:"code" example:"standard" doc:"2 to 64 letters, digits and hyphens; lower-cased"`
	Name string `json:"name"`
}

func (b NewProgram) program() (referral.Program, error) {
	var bad fields
	p := referral.Program{Code: bad.newCode(b.Code), Name: b.Name}
	return p, bad.With(p.Check())
}

// ProgramChange is the body of a request to change a program. What is absent stays as it is.
type ProgramChange struct {
	Code optional[string] `json:"code,omitempty" doc:"May be sent, but not changed"`
	Name optional[string] `json:"name,omitempty"`
}

func (b ProgramChange) apply(p referral.Program) (referral.Program, error) {
	var bad fields
	bad.sameCode(b.Code, p.Code)
	b.Name.into(&p.Name)
	return p, bad.With(p.Check())
}

func (o *operations) registerPrograms() {
	const tag = "Programs"
	api.ForAdmin(o.api, list("programs", "adminListPrograms", "List or search programs", tag), o.listPrograms)
	api.ForAdmin(o.api, create("programs", "adminCreateProgram", "Create a program", tag), o.createProgram)
	api.ForAdmin(o.api, read("programs/{code}", "adminGetProgram", "Read a program", tag), o.getProgram)
	api.ForAdmin(o.api, change("programs/{code}", "adminChangeProgram", "Rename a program", tag), o.changeProgram)
}

func (o *operations) programs() kind[referral.Program, Program] {
	return kind[referral.Program, Program]{
		operations: o,
		name:       "program",
		find:       findByCode("program", o.Store.Program),
		write:      o.Store.ChangeProgram,
		identify:   func(p referral.Program) (string, int) { return string(p.Code), p.Version },
		show:       programOf,
	}
}

func (o *operations) listPrograms(
	ctx context.Context, caller api.Caller, in *searchInput,
) (*api.PageOutput[Program], error) {
	return o.programs().page(ctx, caller, "admin/programs?q="+in.Q, in.Paging, in.Q, o.Store.Programs)
}

func (o *operations) createProgram(
	ctx context.Context, caller api.Caller, in *newInput[NewProgram],
) (*versioned[Program], error) {
	p, err := in.Body.program()
	if err != nil {
		return nil, err
	}
	return o.programs().answer(o.Store.CreateProgram(ctx, p, o.stamp(caller)))
}

func (o *operations) getProgram(ctx context.Context, _ api.Caller, in *codeInput) (*versioned[Program], error) {
	return o.programs().get(ctx, in.Code)
}

func (o *operations) changeProgram(
	ctx context.Context, caller api.Caller, in *changeInput[ProgramChange],
) (*versioned[Program], error) {
	return o.programs().answer(o.programs().edit(ctx, caller, in.Code, in.IfMatch, in.Body.apply))
}
