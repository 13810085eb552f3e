package table

import (
	"context"

	"signpost/shared/referral"
)

type programRecord struct {
	PK      string        `dynamodbav:"pk"`
	SK      string        `dynamodbav:"sk"`
	Code    referral.Code `dynamodbav:"code"`
	Name    string        `dynamodbav:"name"`
	Version int           `dynamodbav:"version"`
}

func recordOfProgram(p referral.Program) programRecord {
	k := programKey(p.Code)
	return programRecord{PK: k.PK, SK: k.SK, Code: p.Code, Name: p.Name, Version: p.Version}
}

func (r programRecord) program() referral.Program {
	return referral.Program{Code: r.Code, Name: r.Name, Version: r.Version}
}

// Program reads a program; an unknown one is a NotFound error.
func (t *Table) Program(ctx context.Context, code referral.Code) (referral.Program, error) {
	var r programRecord
	err := t.get(ctx, programKey(code), "program", &r)
	return r.program(), err
}

// CreateProgram writes a new program, with its row in the directory and its audit, and returns it
// as it is now. A code that is taken is a Conflict error.
func (t *Table) CreateProgram(
	ctx context.Context, p referral.Program, by referral.Stamp,
) (referral.Program, error) {
	return t.writeProgram(ctx, referral.Program{}, p, by)
}

// ChangeProgram turns before, as it was read, into after, and returns it as it is now. If the
// program has changed since it was read, that is a Conflict error.
func (t *Table) ChangeProgram(
	ctx context.Context, before, after referral.Program, by referral.Stamp,
) (referral.Program, error) {
	return t.writeProgram(ctx, before, after, by)
}

func (t *Table) writeProgram(
	ctx context.Context, before, after referral.Program, by referral.Stamp,
) (referral.Program, error) {
	after.Version = before.Version + 1
	e := edit{
		kind:    "program",
		code:    after.Code,
		name:    after.Name,
		after:   marshal(recordOfProgram(after)),
		version: before.Version,
		by:      by,
	}
	if before.Version > 0 {
		e.before = marshal(recordOfProgram(before))
	}
	return after, t.apply(ctx, e)
}
