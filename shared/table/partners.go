package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// CreatePartner writes a new partner, which has passed its Check, with its memberships, its row in the directory and its audit, and returns
// it as it is now. A code that is taken is a Conflict error; a parent or program that does not exist is Invalid.
func (t *Table) CreatePartner(ctx context.Context, p referral.Partner, by referral.Stamp) (referral.Partner, error) {
	if err := t.CheckPartnerReferences(ctx, referral.Partner{}, p); err != nil {
		return referral.Partner{}, err
	}
	p, e := t.partnerEdit(referral.Partner{}, p, by)
	return p, t.apply(ctx, e)
}

// ChangePartner turns before, as it was read, into after, which has passed its Check, and returns it as it is now. If the partner has changed since before was read it is
// a Conflict error. Two changes at once can never make a cycle of parents: see applyGuarded.
func (t *Table) ChangePartner(ctx context.Context, before, after referral.Partner, by referral.Stamp) (referral.Partner, error) {
	if err := t.CheckPartnerReferences(ctx, before, after); err != nil {
		return referral.Partner{}, err
	}
	after, e := t.partnerEdit(before, after, by)
	if after.Parent == before.Parent || after.Parent == "" {
		return after, t.apply(ctx, e)
	}
	return after, t.applyGuarded(ctx, move{e, after.Code, after.Parent})
}

// CheckPartnerReferences returns an Invalid error if the parent or a program that after has and before has not does not exist.
func (t *Table) CheckPartnerReferences(ctx context.Context, before, after referral.Partner) error {
	if after.Parent != "" && after.Parent != before.Parent {
		found, err := t.batchGet(ctx, []Key{PartnerKey(after.Parent)})
		if err != nil {
			return fmt.Errorf("read the parent: %w", err)
		}
		if len(found) == 0 {
			return referral.InvalidField("parent", "there is no partner %s", after.Parent)
		}
	}
	return t.programsExist(ctx, added(before.Programs, after.Programs))
}

// partnerEdit returns after with its new version, and what to write for it. before is the zero value for a new partner.
func (t *Table) partnerEdit(before, after referral.Partner, by referral.Stamp) (referral.Partner, edit) {
	after.Version = before.Version + 1
	before.Programs = sortedCodes(before.Programs)
	after.Programs = sortedCodes(after.Programs)
	e := edit{kind: "partner", code: after.Code, name: after.Name, after: marshal(recordOfPartner(after)), version: before.Version, by: by}
	if before.Version > 0 {
		e.before = marshal(recordOfPartner(before))
	}
	for _, program := range added(before.Programs, after.Programs) {
		e.more = append(e.more, types.TransactWriteItem{Put: &types.Put{TableName: &t.name, Item: membershipItem(after.Code, program)}})
	}
	for _, program := range added(after.Programs, before.Programs) {
		e.more = append(e.more, types.TransactWriteItem{Delete: &types.Delete{TableName: &t.name, Key: MembershipKey(after.Code, program).Attributes()}})
	}
	return after, e
}

func membershipItem(partner, program referral.Code) Item {
	g := MembersKey(program, partner)
	item := MembershipKey(partner, program).Attributes()
	item[AttrGSIPK], item[AttrGSISK] = Str(g.PK), Str(g.SK)
	return item
}

// Partner reads a partner as it is at this moment; an unknown one is a NotFound error.
func (t *Table) Partner(ctx context.Context, code referral.Code) (referral.Partner, error) {
	var r partnerRecord
	err := t.get(ctx, PartnerKey(code), "partner", &r)
	return r.partner(), err
}
