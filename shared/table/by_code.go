package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// PartnersByCode reads many partners, as they are at this moment. The answer leaves out those that
// do not exist.
func (t *Table) PartnersByCode(
	ctx context.Context, codes []referral.Code,
) (map[referral.Code]referral.Partner, error) {
	return readByCode(ctx, t, codes, partnerKey, partnerRecord.partner)
}

// WebsitesByCode reads many websites, as PartnersByCode does partners.
func (t *Table) WebsitesByCode(
	ctx context.Context, codes []referral.Code,
) (map[referral.Code]referral.Website, error) {
	return readByCode(ctx, t, codes, websiteKey, websiteRecord.website)
}

// AdsByCode reads many ads, as PartnersByCode does partners.
func (t *Table) AdsByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Ad, error) {
	return readByCode(ctx, t, codes, adKey, adRecord.ad)
}

// ProgramsByCode reads many programs, as PartnersByCode does partners.
func (t *Table) ProgramsByCode(
	ctx context.Context, codes []referral.Code,
) (map[referral.Code]referral.Program, error) {
	return readByCode(ctx, t, codes, programKey, programRecord.program)
}

func readByCode[R, T any](
	ctx context.Context, t *Table, codes []referral.Code, key func(referral.Code) Key, value func(R) T,
) (map[referral.Code]T, error) {
	keys := make([]Key, len(codes))
	for i, code := range codes {
		keys[i] = key(code)
	}
	found, err := t.batchGet(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read %d items: %w", len(codes), err)
	}
	values := make(map[referral.Code]T, len(found))
	for i, code := range codes {
		item, ok := found[keys[i]]
		if !ok {
			continue
		}
		var r R
		if err := attributevalue.UnmarshalMap(item, &r); err != nil {
			return nil, fmt.Errorf("read %v: %w", keys[i], err)
		}
		values[code] = value(r)
	}
	return values, nil
}

// inOrder returns what was found, in the order of codes.
func inOrder[T any](codes []referral.Code, found map[referral.Code]T) []T {
	var values []T
	for _, code := range codes {
		if value, ok := found[code]; ok {
			values = append(values, value)
		}
	}
	return values
}
