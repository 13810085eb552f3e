package table

import (
	"context"
	"time"

	"signpost/shared/referral"
)

// partnerRecord is the item of a partner. Codes are kept as a string set, which DynamoDB does not
// let be empty: without programs there is none.
type partnerRecord struct {
	PK              string          `dynamodbav:"pk"`
	SK              string          `dynamodbav:"sk"`
	GSIPK           string          `dynamodbav:"gsi1pk"`
	GSISK           string          `dynamodbav:"gsi1sk"`
	Code            referral.Code   `dynamodbav:"code"`
	Name            string          `dynamodbav:"name"`
	Email           string          `dynamodbav:"email,omitempty"`
	Parent          referral.Code   `dynamodbav:"parent,omitempty"`
	Status          referral.Status `dynamodbav:"status"`
	Programs        []referral.Code `dynamodbav:"programs,stringset,omitempty"`
	AttributionDays *int            `dynamodbav:"attributionDays,omitempty"`
	Joined          time.Time       `dynamodbav:"joined"`
	Ended           *time.Time      `dynamodbav:"ended,omitempty"`
	Erased          *time.Time      `dynamodbav:"erased,omitempty"`
	Version         int             `dynamodbav:"version"`
}

func recordOfPartner(p referral.Partner) partnerRecord {
	k, g := partnerKey(p.Code), childrenKey(p.Parent, p.Code)
	return partnerRecord{
		PK:              k.PK,
		SK:              k.SK,
		GSIPK:           g.PK,
		GSISK:           g.SK,
		Code:            p.Code,
		Name:            p.Name,
		Email:           p.Email,
		Parent:          p.Parent,
		Status:          p.Status,
		Programs:        p.Programs,
		AttributionDays: p.AttributionDays,
		Joined:          p.Joined.UTC(),
		Ended:           timeOrNil(p.Ended),
		Erased:          timeOrNil(p.Erased),
		Version:         p.Version,
	}
}

func (r partnerRecord) partner() referral.Partner {
	return referral.Partner{
		Code:            r.Code,
		Name:            r.Name,
		Email:           r.Email,
		Parent:          r.Parent,
		Status:          r.Status,
		Programs:        sortedCodes(r.Programs),
		AttributionDays: r.AttributionDays,
		Joined:          r.Joined,
		Ended:           timeOrZero(r.Ended),
		Erased:          timeOrZero(r.Erased),
		Version:         r.Version,
	}
}

// Partner reads a partner; an unknown one is a NotFound error.
func (t *Table) Partner(ctx context.Context, code referral.Code) (referral.Partner, error) {
	var r partnerRecord
	err := t.get(ctx, partnerKey(code), "partner", &r)
	return r.partner(), err
}

// CreatePartner writes a new partner, with its memberships, its row in the directory and its audit,
// and returns it as it is now. A code that is taken is a Conflict error; a parent or program that
// does not exist is Invalid.
func (t *Table) CreatePartner(
	ctx context.Context, p referral.Partner, by referral.Stamp,
) (referral.Partner, error) {
	if err := t.CheckPartnerReferences(ctx, referral.Partner{}, p); err != nil {
		return referral.Partner{}, err
	}
	p, e := t.partnerEdit(referral.Partner{}, p, by)
	return p, t.apply(ctx, e)
}

// ChangePartner turns before, as it was read, into after, and returns it as it is now. If the
// partner has changed since it was read, that is a Conflict error; if it would be below itself, or
// below or in what does not exist, Invalid. Changes at the same moment never make a cycle of
// parents between them: see applyGuarded.
func (t *Table) ChangePartner(
	ctx context.Context, before, after referral.Partner, by referral.Stamp,
) (referral.Partner, error) {
	if err := t.CheckPartnerReferences(ctx, before, after); err != nil {
		return referral.Partner{}, err
	}
	moves := referral.Moves(before, after)
	after, e := t.partnerEdit(before, after, by)
	if moves {
		return after, t.applyGuarded(ctx, move{e, after.Parent})
	}
	return after, t.apply(ctx, e)
}

// ErasePartner takes away what says who the partner is, from it and from the directory, and returns
// it as it is now. The note in the audit does not say what that was. If the partner has changed
// since it was read, that is a Conflict error.
func (t *Table) ErasePartner(
	ctx context.Context, before referral.Partner, by referral.Stamp,
) (referral.Partner, error) {
	after, e := t.partnerEdit(before, before.Erase(by.At), by)
	before.Name, before.Email = after.Name, after.Email
	e.action, e.before = referral.ActionErase, marshal(recordOfPartner(before))
	return after, t.apply(ctx, e)
}

// CheckPartnerReferences returns an Invalid error if after names a parent or program that does not
// exist. It does not look at those that before has too.
func (t *Table) CheckPartnerReferences(ctx context.Context, before, after referral.Partner) error {
	if after.Parent != "" && after.Parent != before.Parent {
		_, err := t.parentOf(ctx, after.Parent)
		if referral.CodeOf(err) == referral.NotFound {
			return referral.InvalidField("parent", "there is no partner %s", after.Parent)
		}
		if err != nil {
			return err
		}
	}
	return t.programsExist(ctx, added(before.Programs, after.Programs))
}

// partnerEdit returns after with its new version, and the edit that writes it. For a new partner,
// before is zero.
func (t *Table) partnerEdit(
	before, after referral.Partner, by referral.Stamp,
) (referral.Partner, edit) {
	after.Version = before.Version + 1
	before.Programs = sortedCodes(before.Programs)
	after.Programs = sortedCodes(after.Programs)
	e := edit{
		kind:    "partner",
		code:    after.Code,
		name:    after.Name,
		after:   marshal(recordOfPartner(after)),
		version: before.Version,
		by:      by,
		memberships: t.membershipWrites(before.Programs, after.Programs, by.At, func(program referral.Code) Item {
			return membershipItem(after.Code, program)
		}),
	}
	if before.Version > 0 {
		e.before = marshal(recordOfPartner(before))
	}
	return after, e
}
