package table

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// transactionItems is how many items DynamoDB takes in one transaction.
const transactionItems = 100

// transact makes all the writes or none.
func (t *Table) transact(ctx context.Context, writes ...types.TransactWriteItem) error {
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	return err
}

// put writes item, whatever is at its key.
func (t *Table) put(item Item) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{TableName: &t.name, Item: item}}
}

// putNew writes item on the condition that there is none at its key.
func (t *Table) putNew(item Item) types.TransactWriteItem {
	return types.TransactWriteItem{
		Put: &types.Put{TableName: &t.name, Item: item, ConditionExpression: new(notThere)},
	}
}

// replace writes item over the one at its key, on the condition that this is still of version.
func (t *Table) replace(version int, item Item) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName:                 &t.name,
		Item:                      item,
		ConditionExpression:       new("version = :version"),
		ExpressionAttributeValues: Item{":version": Num(int64(version))},
	}}
}

// retire takes away what is at k: it puts an item there that is not in the index, that notRetired
// filters out, and that has expired at a time in the past few years. Nothing is deleted, because no
// function may: see "Rights" in ARCHITECTURE.md.
func (t *Table) retire(k Key, at time.Time) types.TransactWriteItem {
	item := k.Attributes()
	item[AttrExpires] = Num(at.Unix())
	return t.put(item)
}

// notRetired is the filter of a query that may meet retired items.
const notRetired = "attribute_not_exists(" + AttrExpires + ")"

// When thousands are written, the table may have to be waited for: for some three seconds in all,
// twice as long each time.
const (
	patience  = 6
	firstWait = 50 * time.Millisecond
)

// transactPatiently tries a transaction again as long as all that stands against it is a lack of
// capacity. The SDK's client does not: to it, a canceled transaction is canceled, whatever the
// reasons.
func (t *Table) transactPatiently(ctx context.Context, writes []types.TransactWriteItem) error {
	for try := 0; ; try++ {
		err := t.transact(ctx, writes...)
		if !throttled(err) || try == patience {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(firstWait << try):
		}
	}
}

// Reasons for which DynamoDB cancels a transaction, as
// docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html has them.
const (
	reasonNone       = "None"
	reasonCondition  = "ConditionalCheckFailed"
	reasonConflict   = "TransactionConflict"
	reasonThrottling = "ThrottlingError"
	reasonThroughput = "ProvisionedThroughputExceeded"
)

// cancellationReasons returns why a transaction was canceled, in the order of its writes; nil when
// err is another error.
func cancellationReasons(err error) []string {
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) {
		return nil
	}
	reasons := make([]string, len(canceled.CancellationReasons))
	for i, r := range canceled.CancellationReasons {
		reasons[i] = aws.ToString(r.Code)
	}
	return reasons
}

// throttled reports whether a transaction was canceled for lack of capacity and for nothing else.
func throttled(err error) bool {
	lacking := false
	for _, reason := range cancellationReasons(err) {
		switch reason {
		case "", reasonNone:
		case reasonThrottling, reasonThroughput:
			lacking = true
		default:
			return false
		}
	}
	return lacking
}

// mayPass reports whether a transaction was canceled for nothing but what others do at the same
// moment, so that it is worth another try. What is refused for its content is not.
func mayPass(err error) bool {
	reasons := cancellationReasons(err)
	isForGood := func(reason string) bool { return !slices.Contains(passing, reason) }
	return reasons != nil && !slices.ContainsFunc(reasons, isForGood)
}

// passing are the reasons that others cause, and what stands for none.
var passing = []string{"", reasonNone, reasonCondition, reasonConflict, reasonThrottling, reasonThroughput}

// anyConditionFailed reports whether the condition of any of a transaction's writes did not hold.
func anyConditionFailed(err error) bool {
	return slices.Contains(cancellationReasons(err), reasonCondition)
}

// conditionFailedAt reports whether the condition of write i of a transaction did not hold.
func conditionFailedAt(err error, i int) bool {
	reasons := cancellationReasons(err)
	return i < len(reasons) && reasons[i] == reasonCondition
}
