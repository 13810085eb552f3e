package table

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is an item as DynamoDB returns it.
type Item = map[string]types.AttributeValue

// Attributes returns k as the two attributes of an item's key.
func (k Key) Attributes() Item {
	return Item{AttrPK: Str(k.PK), AttrSK: Str(k.SK)}
}

// KeyOf returns the key of an item.
func KeyOf(item Item) Key { return Key{Text(item, AttrPK), Text(item, AttrSK)} }

// withIndex returns k and the item's key in the index as attributes.
func withIndex(k, index Key) Item {
	item := k.Attributes()
	item[attrGSIPK], item[attrGSISK] = Str(index.PK), Str(index.SK)
	return item
}

// Str returns s as an attribute.
func Str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// Num returns n as an attribute.
func Num(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

// Text returns the string attribute called name, "" if item has none.
func Text(item Item, name string) string {
	if s, ok := item[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// number returns the integer attribute called name, 0 if item has none.
func number(item Item, name string) (int64, error) {
	n, ok := item[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0, nil
	}
	value, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("attribute %s: %w", name, err)
	}
	return value, nil
}

// bytesOf returns the binary attribute called name, nil if item has none.
func bytesOf(item Item, name string) []byte {
	if b, ok := item[name].(*types.AttributeValueMemberB); ok {
		return b.Value
	}
	return nil
}

func putIfSet(item Item, name, value string) {
	if value != "" {
		item[name] = Str(value)
	}
}

// marshal turns a record into an item. Records hold nothing that cannot be marshaled.
func marshal(record any) Item {
	item, err := attributevalue.MarshalMap(record)
	if err != nil {
		panic("table: " + err.Error())
	}
	return item
}

// valuesOf reads items as records, and turns each record into what it stands for.
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

// timeOrNil returns t for a record in which a zero time is left out.
func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC())
}

// timeOrZero is the inverse of timeOrNil.
func timeOrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// notThere is the condition of a put that must not replace an item.
const notThere = "attribute_not_exists(pk)"

// putOnce puts item unless there is one at its key. It returns the one that is there already, nil
// if item was put.
func (t *Table) putOnce(ctx context.Context, item Item) (there Item, err error) {
	_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                           &t.name,
		Item:                                item,
		ConditionExpression:                 new(notThere),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failed *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return nil, nil
	case !errors.As(err, &failed):
		return nil, err
	case failed.Item == nil: // an engine that does not say what is there
		return Item{}, nil
	}
	return failed.Item, nil
}

// ConditionFailed reports whether err says that the condition of a write did not hold.
func ConditionFailed(err error) bool {
	var failed *types.ConditionalCheckFailedException
	return errors.As(err, &failed)
}
