package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// CreateWebsite writes a new website, which has passed its Check, with its places in programs, its row in the directory and its audit, and
// returns it as it is now. A code that is taken is a Conflict error; a program that does not exist is Invalid.
func (t *Table) CreateWebsite(ctx context.Context, w referral.Website, by referral.Stamp) (referral.Website, error) {
	return t.writeWebsite(ctx, referral.Website{}, w, by)
}

// ChangeWebsite turns before, as it was read, into after, which has passed its Check, and returns it as it is now. If the website has changed
// since before was read it is a Conflict error; a program that does not exist is Invalid.
func (t *Table) ChangeWebsite(ctx context.Context, before, after referral.Website, by referral.Stamp) (referral.Website, error) {
	return t.writeWebsite(ctx, before, after, by)
}

func (t *Table) writeWebsite(ctx context.Context, before, after referral.Website, by referral.Stamp) (referral.Website, error) {
	if err := t.programsExist(ctx, added(before.Programs, after.Programs)); err != nil {
		return referral.Website{}, err
	}
	after, e := t.websiteEdit(before, after, by)
	return after, t.apply(ctx, e)
}

// websiteEdit returns after with its new version, and what to write for it. before is the zero value for a new website.
func (t *Table) websiteEdit(before, after referral.Website, by referral.Stamp) (referral.Website, edit) {
	after.Version = before.Version + 1
	before.Programs = sortedCodes(before.Programs)
	after.Programs = sortedCodes(after.Programs)
	e := edit{kind: "website", code: after.Code, name: after.Name, after: marshal(recordOfWebsite(after)), version: before.Version, by: by}
	if before.Version > 0 {
		e.before = marshal(recordOfWebsite(before))
	}
	for _, program := range added(before.Programs, after.Programs) {
		e.more = append(e.more, types.TransactWriteItem{Put: &types.Put{TableName: &t.name, Item: OpenWebsiteKey(program, after.Code).Attributes()}})
	}
	for _, program := range added(after.Programs, before.Programs) {
		e.more = append(e.more, types.TransactWriteItem{Delete: &types.Delete{TableName: &t.name, Key: OpenWebsiteKey(program, after.Code).Attributes()}})
	}
	return after, e
}

// Website reads a website as it is at this moment; an unknown one is a NotFound error.
func (t *Table) Website(ctx context.Context, code referral.Code) (referral.Website, error) {
	var r websiteRecord
	err := t.get(ctx, WebsiteKey(code), "website", &r)
	return r.website(), err
}
