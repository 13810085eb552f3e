package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

// Table gives access to the table. It holds no state and may be used by many goroutines at once.
type Table struct {
	client API
	name   string
}

// API is the part of the DynamoDB client that the table needs; *dynamodb.Client implements it.
type API interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...option) (*dynamodb.GetItemOutput, error)
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...option) (*dynamodb.BatchGetItemOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...option) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...option) (*dynamodb.UpdateItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...option) (*dynamodb.QueryOutput, error)
	Scan(context.Context, *dynamodb.ScanInput, ...option) (*dynamodb.ScanOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...option) (
		*dynamodb.TransactWriteItemsOutput, error)
}

// option is what the methods of *dynamodb.Client take besides their input.
type option = func(*dynamodb.Options)

// New returns the table of that name.
func New(client API, name string) *Table { return &Table{client: client, name: name} }

// Client returns the DynamoDB client, for packages that keep items of their own in the table.
func (t *Table) Client() API { return t.client }

// Name returns the table's name in DynamoDB.
func (t *Table) Name() string { return t.name }

// get reads the item at k into out, a pointer to a record. A missing item is a NotFound error that
// says what is missing.
func (t *Table) get(ctx context.Context, k Key, what string, out any) error {
	item, err := t.getItem(ctx, k)
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	if len(item) == 0 {
		return referral.NotFoundf("no such %s", what)
	}
	if err := attributevalue.UnmarshalMap(item, out); err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}

// getItem reads the item at k with a consistent read; nil if there is none.
func (t *Table) getItem(ctx context.Context, k Key) (Item, error) {
	found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &t.name,
		Key:            k.Attributes(),
		ConsistentRead: new(true),
	})
	if err != nil {
		return nil, err
	}
	return found.Item, nil
}
