package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// filteredPage is how many items a query with a filter looks at in one request, at least: it may drop most of them.
const filteredPage = 100

// collect runs a query until limit items have come back, however many its filter drops, and tells whether there are more behind them.
func (t *Table) collect(ctx context.Context, in *dynamodb.QueryInput, limit int) (items []Item, more bool, err error) {
	for {
		ask := limit + 1 - len(items) // one more than wanted says that there are more; LastEvaluatedKey says only that there may be
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
