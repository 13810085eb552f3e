package table

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

// membershipItem notes that a partner is in a program.
func membershipItem(partner, program referral.Code) Item {
	return withIndex(membershipKey(partner, program), membersKey(program, partner))
}

// PartnersOfProgram returns a page of the partners in a program, in the order of their codes,
// and where the next one begins. It does not use the prefix of s. Which partners there are it
// reads from the index, and then the partners as they are at this moment.
func (t *Table) PartnersOfProgram(
	ctx context.Context, program referral.Code, s Search,
) ([]referral.Partner, string, error) {
	in := t.queryIndex(membersKey(program, "").PK, "")
	if s.After != "" {
		code := referral.Code(s.After)
		in.ExclusiveStartKey = withIndex(membershipKey(code, program), membersKey(program, code))
	}
	codes, next, err := t.memberCodes(ctx, in, s.Limit, attrGSISK, prefixPartner)
	if err != nil {
		return nil, "", fmt.Errorf("list the partners of %s: %w", program, err)
	}
	found, err := t.PartnersByCode(ctx, codes)
	return inOrder(codes, found), next, err
}

// WebsitesOfProgram returns a page of the websites in a program, in the order of their codes, and
// where the next one begins. It does not use the prefix of s.
func (t *Table) WebsitesOfProgram(
	ctx context.Context, program referral.Code, s Search,
) ([]referral.Website, string, error) {
	codes, next, err := t.websiteCodes(ctx, program, s)
	if err != nil {
		return nil, "", err
	}
	found, err := t.WebsitesByCode(ctx, codes)
	return inOrder(codes, found), next, err
}

func (t *Table) websiteCodes(
	ctx context.Context, program referral.Code, s Search,
) ([]referral.Code, string, error) {
	in := t.query(openWebsiteKey(program, "").PK, prefixWebsite)
	in.FilterExpression = new(notRetired)
	if s.After != "" {
		in.ExclusiveStartKey = openWebsiteKey(program, referral.Code(s.After)).Attributes()
	}
	codes, next, err := t.memberCodes(ctx, in, s.Limit, AttrSK, prefixWebsite)
	if err != nil {
		return nil, "", fmt.Errorf("list the websites of %s: %w", program, err)
	}
	return codes, next, nil
}

// memberCodes runs a query for up to limit members. It returns their codes, which follow prefix in
// the attribute, and the last of them if there are more.
func (t *Table) memberCodes(
	ctx context.Context, in *dynamodb.QueryInput, limit int, attribute, prefix string,
) ([]referral.Code, string, error) {
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", err
	}
	var codes []referral.Code
	for _, item := range items {
		codes = append(codes, referral.Code(strings.TrimPrefix(Text(item, attribute), prefix)))
	}
	if !more {
		return codes, "", nil
	}
	return codes, string(codes[len(codes)-1]), nil
}
