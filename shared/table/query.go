package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// query asks, with consistent reads, for the items under pk whose sort key begins with prefix.
func (t *Table) query(pk, prefix string) *dynamodb.QueryInput {
	in := t.queryBy(AttrPK, pk, AttrSK, prefix)
	in.ConsistentRead = new(true)
	return in
}

// queryIndex asks for the items that are in the index under pk, with a sort key that begins with
// prefix. What was written a moment ago may be missing.
func (t *Table) queryIndex(pk, prefix string) *dynamodb.QueryInput {
	in := t.queryBy(attrGSIPK, pk, attrGSISK, prefix)
	in.IndexName = new(indexName)
	return in
}

func (t *Table) queryBy(attrPK, pk, attrSK, prefix string) *dynamodb.QueryInput {
	in := &dynamodb.QueryInput{
		TableName:                 &t.name,
		KeyConditionExpression:    new(attrPK + " = :pk"),
		ExpressionAttributeValues: Item{":pk": Str(pk)},
	}
	if prefix != "" { // DynamoDB takes no empty one
		*in.KeyConditionExpression += " AND begins_with(" + attrSK + ", :prefix)"
		in.ExpressionAttributeValues[":prefix"] = Str(prefix)
	}
	return in
}

// filteredPage is how many items a query with a filter looks at in one request, at least: the
// filter may drop most of them.
const filteredPage = 100

// collect runs a query until it has limit items, however many its filter drops, and tells whether
// there are more.
func (t *Table) collect(ctx context.Context, in *dynamodb.QueryInput, limit int) (items []Item, more bool, err error) {
	for {
		// One more than wanted shows that there are more; LastEvaluatedKey only says that there
		// may be.
		ask := limit + 1 - len(items)
		if in.FilterExpression != nil {
			ask = max(ask, filteredPage)
		}
		in.Limit = aws.Int32(int32(ask))
		page, err := t.client.Query(ctx, in)
		if err != nil {
			return nil, false, err
		}
		items = append(items, page.Items...)
		if len(items) > limit {
			return items[:limit], true, nil
		}
		if page.LastEvaluatedKey == nil {
			return items, false, nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}

// collectAll runs a query to its end.
func (t *Table) collectAll(ctx context.Context, in *dynamodb.QueryInput) (items []Item, err error) {
	pages := dynamodb.NewQueryPaginator(t.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
	}
	return items, nil
}

// last returns a string attribute of the last item, "" if there are no items.
func last(items []Item, attribute string) string {
	if len(items) == 0 {
		return ""
	}
	return Text(items[len(items)-1], attribute)
}
