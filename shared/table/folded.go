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

// Folded says how far rows of counters have been folded.
type Folded struct {
	// Through is the last log day whose rows are in all folded items; "" if nothing was ever
	// folded.
	Through referral.Day
	// Next is the log day through which rows are being folded now, "" for none.
	Next referral.Day
	// After is the last partition key of those whose rows have been folded through Next.
	After string
	// Websites are those that were seen in the rows of these partitions.
	Websites []referral.Code
	// Held says that nothing is to be folded now: see HoldFolding.
	Held bool
}

type foldedRecord struct {
	PK       string          `dynamodbav:"pk"`
	SK       string          `dynamodbav:"sk"`
	Through  referral.Day    `dynamodbav:"through"`
	Next     referral.Day    `dynamodbav:"next,omitempty"`
	After    string          `dynamodbav:"after,omitempty"`
	Websites []referral.Code `dynamodbav:"websites,omitempty"`
	Held     bool            `dynamodbav:"held,omitempty"`
}

// Folded returns how far rows of counters have been folded.
func (t *Table) Folded(ctx context.Context) (Folded, error) {
	item, err := t.getItem(ctx, foldedKey())
	if err != nil {
		return Folded{}, fmt.Errorf("read what is folded: %w", err)
	}
	var r foldedRecord
	if err := attributevalue.UnmarshalMap(item, &r); err != nil {
		return Folded{}, fmt.Errorf("read what is folded: %w", err)
	}
	return Folded{Through: r.Through, Next: r.Next, After: r.After, Websites: r.Websites, Held: r.Held}, nil
}

// HoldFolding has everything be read from rows, and nothing be folded, until ReleaseFolding. It is
// for whoever writes events as if they had been written long ago, which only a demo does: rows that
// are added to after their log day was folded count no more.
func (t *Table) HoldFolding(ctx context.Context) error {
	return t.putFolded(ctx, foldedRecord{Held: true})
}

// ReleaseFolding has folding begin after a day, before which nothing was written since HoldFolding.
func (t *Table) ReleaseFolding(ctx context.Context, through referral.Day) error {
	return t.putFolded(ctx, foldedRecord{Through: through})
}

func (t *Table) putFolded(ctx context.Context, r foldedRecord) error {
	r.PK, r.SK = foldedKey().PK, foldedKey().SK
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: marshal(r)})
	if err != nil {
		return fmt.Errorf("note what is folded: %w", err)
	}
	return nil
}

// ErrFoldedElsewhere says that somebody else has folded further in the meantime.
var ErrFoldedElsewhere = errors.New("somebody else has folded further in the meantime")

// SetFolded replaces what it says how far rows have been folded, if it still says before: but for
// After and Websites, which somebody else who folds the same may have moved. If it does not, the
// error is ErrFoldedElsewhere.
func (t *Table) SetFolded(ctx context.Context, before, after Folded) error {
	k := foldedKey()
	in := &dynamodb.PutItemInput{
		TableName: &t.name,
		Item: marshal(foldedRecord{
			PK: k.PK, SK: k.SK, Through: after.Through, Next: after.Next, After: after.After, Websites: after.Websites,
		}),
		ConditionExpression: new(notThere),
	}
	if before.Through != "" {
		in.ConditionExpression = new("through = :through AND (attribute_not_exists(#next) OR #next = :next)")
		in.ExpressionAttributeNames = map[string]string{"#next": "next"}
		in.ExpressionAttributeValues = Item{":through": Str(string(before.Through)), ":next": Str(string(before.Next))}
	}
	_, err := t.client.PutItem(ctx, in)
	if ConditionFailed(err) {
		return ErrFoldedElsewhere
	}
	if err != nil {
		return fmt.Errorf("note what is folded: %w", err)
	}
	return nil
}

// RecountOnce puts rows that hold what the message with that hash counts, all of them or none,
// unless that message was recounted before.
func (t *Table) RecountOnce(ctx context.Context, hash string, rows []Item) error {
	writes := []types.TransactWriteItem{t.putNew(recountKey(hash).Attributes())}
	for _, row := range rows {
		writes = append(writes, t.put(row))
	}
	if err := t.transact(ctx, writes...); err != nil && !anyConditionFailed(err) {
		return fmt.Errorf("recount: %w", err)
	}
	return nil
}
