package table

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

// PartnersOfProgram returns a page of the partners who are members of a program, in the order of their codes, and where the next one begins.
// The prefix of s is not used. A membership changed a moment ago may be seen late; what the partners are is up to date.
func (t *Table) PartnersOfProgram(ctx context.Context, program referral.Code, s Search) ([]referral.Partner, string, error) {
	pk := MembersKey(program, "").PK
	in := &dynamodb.QueryInput{TableName: &t.name, IndexName: new(IndexName),
		KeyConditionExpression:    new("gsi1pk = :pk"),
		ExpressionAttributeValues: Item{":pk": Str(pk)}}
	if s.After != "" {
		code := referral.Code(s.After)
		in.ExclusiveStartKey = MembershipKey(code, program).Attributes()
		in.ExclusiveStartKey[AttrGSIPK], in.ExclusiveStartKey[AttrGSISK] = Str(pk), Str(MembersKey(program, code).SK)
	}
	codes, next, err := t.memberCodes(ctx, in, s.Limit, AttrGSISK, PrefixPartner)
	if err != nil {
		return nil, "", fmt.Errorf("list the partners of %s: %w", program, err)
	}
	partners, err := readAll(ctx, t, codes, PartnerKey, partnerRecord.partner)
	return partners, next, err
}

// WebsitesOfProgram returns a page of the websites in a program, in the order of their codes, and where the next one begins. The prefix of s
// is not used.
func (t *Table) WebsitesOfProgram(ctx context.Context, program referral.Code, s Search) ([]referral.Website, string, error) {
	codes, next, err := t.websiteCodes(ctx, program, s)
	if err != nil {
		return nil, "", err
	}
	websites, err := readAll(ctx, t, codes, WebsiteKey, websiteRecord.website)
	return websites, next, err
}

func (t *Table) websiteCodes(ctx context.Context, program referral.Code, s Search) ([]referral.Code, string, error) {
	in := &dynamodb.QueryInput{TableName: &t.name, ConsistentRead: new(true),
		KeyConditionExpression:    new("pk = :pk AND begins_with(sk, :prefix)"),
		ExpressionAttributeValues: Item{":pk": Str(OpenWebsiteKey(program, "").PK), ":prefix": Str(PrefixWebsite)}}
	if s.After != "" {
		in.ExclusiveStartKey = OpenWebsiteKey(program, referral.Code(s.After)).Attributes()
	}
	codes, next, err := t.memberCodes(ctx, in, s.Limit, AttrSK, PrefixWebsite)
	if err != nil {
		return nil, "", fmt.Errorf("list the websites of %s: %w", program, err)
	}
	return codes, next, nil
}

// memberCodes runs the query and returns up to limit codes at the end of the attribute, and the last one if there are more.
func (t *Table) memberCodes(ctx context.Context, in *dynamodb.QueryInput, limit int, attribute, prefix string) ([]referral.Code, string, error) {
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

// readAll reads the things of those codes, in that order, leaving out what does not exist.
func readAll[R, T any](ctx context.Context, t *Table, codes []referral.Code, key func(referral.Code) Key, value func(R) T) ([]T, error) {
	keys := make([]Key, len(codes))
	for i, code := range codes {
		keys[i] = key(code)
	}
	found, err := t.batchGet(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read what is in the program: %w", err)
	}
	var values []T
	for _, k := range keys {
		var r R
		item, ok := found[k]
		if !ok {
			continue
		}
		if err := attributevalue.UnmarshalMap(item, &r); err != nil {
			return nil, fmt.Errorf("read what is in the program: %w", err)
		}
		values = append(values, value(r))
	}
	return values, nil
}
