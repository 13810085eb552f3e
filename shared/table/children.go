package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

// Children returns up to limit partners whom parent recruited, in the order of their codes after the code after, and the last of them if
// there are more. It reads the index: a partner made a moment ago may be missing.
func (t *Table) Children(ctx context.Context, parent referral.Code, after string, limit int) ([]referral.Partner, string, error) {
	in := &dynamodb.QueryInput{TableName: &t.name, IndexName: new(IndexName),
		KeyConditionExpression:    new("gsi1pk = :pk"),
		ExpressionAttributeValues: Item{":pk": Str(ChildrenKey(parent, "").PK)}}
	if after != "" {
		child := referral.Code(after)
		in.ExclusiveStartKey = withIndex(PartnerKey(child), ChildrenKey(parent, child))
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list children: %w", err)
	}
	children, err := valuesOf(items, partnerRecord.partner)
	if err != nil || !more {
		return children, "", err
	}
	return children, string(children[len(children)-1].Code), nil
}

// withIndex returns the key of an item in the index: its own and the index's.
func withIndex(k, index Key) Item {
	item := k.Attributes()
	item[AttrGSIPK], item[AttrGSISK] = Str(index.PK), Str(index.SK)
	return item
}

// valuesOf reads items as records, and records as what they stand for.
func valuesOf[R, T any](items []Item, value func(R) T) ([]T, error) {
	records := make([]R, len(items))
	if err := attributevalue.UnmarshalListOfMaps(items, &records); err != nil {
		return nil, fmt.Errorf("read items: %w", err)
	}
	values := make([]T, len(records))
	for i, r := range records {
		values[i] = value(r)
	}
	return values, nil
}
