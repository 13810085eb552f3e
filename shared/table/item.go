package table

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is an item as DynamoDB returns it.
type Item = map[string]types.AttributeValue

// notThere is the condition of a put that must not replace an item.
const notThere = "attribute_not_exists(pk)"

// Attributes returns k as the two attributes of an item's key.
func (k Key) Attributes() Item {
	return Item{AttrPK: Str(k.PK), AttrSK: Str(k.SK)}
}

// KeyOf returns the key of an item.
func KeyOf(item Item) Key { return Key{Text(item, AttrPK), Text(item, AttrSK)} }

// Str returns s as an attribute.
func Str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// Num returns n as an attribute.
func Num(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

// Text returns the string attribute name of item, "" if it has none.
func Text(item Item, name string) string {
	if s, ok := item[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// number returns the integer attribute name of item, 0 if it has none.
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

// ConditionFailed reports whether err says that the condition of a write did not hold.
func ConditionFailed(err error) bool {
	var failed *types.ConditionalCheckFailedException
	return errors.As(err, &failed)
}
