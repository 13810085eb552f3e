package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/local/year"
	"signpost/shared/table"
)

// transaction is how many clicks are written at once, as many as DynamoDB takes. The local engine
// commits them together, which makes it several times as fast as writing them one by one.
const transaction = 100

// noteEvery is after how many clicks it is noted how far we are.
const noteEvery = 100 * transaction

// writeClicks writes the clicks before to that are not noted as written. To write a click twice
// changes nothing: to the stream, the second is no new item, and is not counted.
func (f *filler) writeClicks(ctx context.Context, clicks *year.Clicks, to int) error {
	for from := f.Written; from < to; from += transaction {
		if err := f.writeBatch(ctx, clicks, from, min(from+transaction, to)); err != nil {
			return err
		}
		f.bar.wrote(min(transaction, to-from))
		if from%noteEvery == 0 {
			f.Written = from
			if err := f.save(); err != nil {
				return err
			}
		}
	}
	f.Written = to
	return f.save()
}

func (f *filler) writeBatch(ctx context.Context, clicks *year.Clicks, from, to int) error {
	name := f.table.Name()
	var puts []types.TransactWriteItem
	for i := from; i < to; i++ {
		puts = append(puts, types.TransactWriteItem{
			Put: &types.Put{TableName: &name, Item: table.ClickItem(clicks.At(i))},
		})
	}
	_, err := f.table.Client().TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: puts})
	if err != nil {
		return fmt.Errorf("write clicks: %w", err)
	}
	return nil
}
