package table

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// WriteFirst writes c as the first click of its visit unless there is one. It tells whether this very click is the first, whether now or by an attempt
// whose answer was lost. One write unit.
func (t *Table) WriteFirst(ctx context.Context, c referral.Click) (first bool, err error) {
	c.Unique = true
	there, err := t.putClick(ctx, c)
	if err != nil {
		return false, err
	}
	if there == nil {
		return true, nil
	}
	return Text(there, AttrULID) == c.ID.ULID(), nil
}

// WriteRepeat writes c under its own id. It changes nothing when it is there. One write unit.
func (t *Table) WriteRepeat(ctx context.Context, c referral.Click) error {
	c.Unique = false
	_, err := t.putClick(ctx, c)
	return err
}

// putClick puts the click's item if there is none at its key, and otherwise returns the one that is there.
func (t *Table) putClick(ctx context.Context, c referral.Click) (there Item, err error) {
	_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                           &t.name,
		Item:                                ClickItem(c),
		ConditionExpression:                 new(notThere),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		if failed.Item == nil {
			return Item{}, nil
		}
		return failed.Item, nil
	}
	return nil, err
}
