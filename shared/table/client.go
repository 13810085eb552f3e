package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Table gives access to the table. It holds no state and may be used by many goroutines.
type Table struct {
	client API
	name   string
}

// API is the part of the DynamoDB client that the table needs; *dynamodb.Client has it.
type API interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

// New returns the table of that name.
func New(client API, name string) *Table { return &Table{client: client, name: name} }

// Client returns the DynamoDB client, for packages that keep items of their own in the table.
func (t *Table) Client() API { return t.client }

// Name returns the table's name in DynamoDB.
func (t *Table) Name() string { return t.name }

// get reads the item at k with a consistent read into out, a pointer to a struct. A missing item is a NotFound error that names what.
func (t *Table) get(ctx context.Context, k Key, what string, out any) error {
	found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: k.Attributes(), ConsistentRead: new(true)})
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	if len(found.Item) == 0 {
		return referral.NotFoundf("no such %s", what)
	}
	if err := attributevalue.UnmarshalMap(found.Item, out); err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}

// failedConditions returns which of a transaction's writes failed on their condition, by position; nil when err is another error.
func failedConditions(err error) []int {
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) {
		return nil
	}
	var failed []int
	for i, reason := range canceled.CancellationReasons {
		if reason.Code != nil && *reason.Code == "ConditionalCheckFailed" {
			failed = append(failed, i)
		}
	}
	return failed
}
