package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// attrSalt holds the salt in its item.
const attrSalt = "salt"

const saltBytes = 32

var errSalt = errors.New("what is stored is no salt")

// Salts returns the salts of the days, 32 bytes each, and makes those that are not there yet out of random. All who ask get the same. A salt
// expires with its day.
func (t *Table) Salts(ctx context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	keys := make([]Item, len(days))
	for i, day := range days {
		keys[i] = SaltKey(day).Attributes()
	}
	items, err := t.readTogether(ctx, keys, true)
	if err != nil {
		return nil, fmt.Errorf("read the salts: %w", err)
	}
	salts := make([][]byte, len(days))
	for i, day := range days {
		for _, item := range items {
			if Text(item, AttrPK) == SaltKey(day).PK {
				salts[i] = saltOf(item)
			}
		}
		if salts[i] == nil {
			if salts[i], err = t.makeSalt(ctx, random, day); err != nil {
				return nil, fmt.Errorf("make the salt of %s: %w", day, err)
			}
		}
	}
	return salts, nil
}

func saltOf(item Item) []byte {
	if b, ok := item[attrSalt].(*types.AttributeValueMemberB); ok && len(b.Value) == saltBytes {
		return b.Value
	}
	return nil
}

// makeSalt puts a new salt, or returns the one that another function has put meanwhile.
func (t *Table) makeSalt(ctx context.Context, random io.Reader, day referral.Day) ([]byte, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, err
	}
	item := SaltKey(day).Attributes()
	item[attrSalt] = &types.AttributeValueMemberB{Value: salt}
	item[AttrExpires] = Num(saltExpires(day).Unix())
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: item, ConditionExpression: new(notThere),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld})
	var failed *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return salt, nil
	case !errors.As(err, &failed):
		return nil, err
	case saltOf(failed.Item) == nil:
		return nil, errSalt
	}
	return saltOf(failed.Item), nil
}

// saltExpires is the end of the day, by a function whose clock is slow.
func saltExpires(day referral.Day) time.Time { return day.Add(1).Time().Add(time.Minute) }
