package counting_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/table"
)

// memoryTable is a table in memory. It understands the requests that counting makes and panics
// at any other.
type memoryTable struct {
	table.API // nil: counting calls none of its other methods

	mu    sync.Mutex
	items map[table.Key]table.Item
}

func newMemoryTable() *memoryTable { return &memoryTable{items: map[table.Key]table.Item{}} }

func keyOf(item table.Item) table.Key {
	return table.Key{
		PK: item["pk"].(*types.AttributeValueMemberS).Value,
		SK: item["sk"].(*types.AttributeValueMemberS).Value,
	}
}

func (m *memoryTable) PutItem(
	_ context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.PutItemOutput, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.mayPut(in) {
		return nil, &types.ConditionalCheckFailedException{}
	}
	m.items[keyOf(in.Item)] = maps.Clone(in.Item)
	return &dynamodb.PutItemOutput{}, nil
}

// mayPut evaluates the conditions of puts that folding makes.
func (m *memoryTable) mayPut(in *dynamodb.PutItemInput) bool {
	if in.ConditionExpression == nil {
		return true
	}
	there, values := m.items[keyOf(in.Item)], in.ExpressionAttributeValues
	for condition := range strings.SplitSeq(*in.ConditionExpression, " AND ") {
		holds := false
		switch condition {
		case "attribute_not_exists(pk)":
			holds = there == nil
		case "through = :through":
			holds = there != nil && value(there, "through") == value(values, ":through")
		case "(attribute_not_exists(#next) OR #next = :next)":
			holds = there["next"] == nil || value(there, "next") == value(values, ":next")
		default:
			panic("unknown condition " + condition)
		}
		if !holds {
			return false
		}
	}
	return true
}

func (m *memoryTable) BatchGetItem(
	_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.BatchGetItemOutput, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string][]table.Item{}
	for name, ask := range in.RequestItems {
		for _, key := range ask.Keys {
			if item := m.items[keyOf(key)]; item != nil {
				out[name] = append(out[name], maps.Clone(item))
			}
		}
	}
	return &dynamodb.BatchGetItemOutput{Responses: out}, nil
}

func (m *memoryTable) UpdateItem(
	_ context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.UpdateItemOutput, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := keyOf(in.Key)
	item := maps.Clone(m.items[k])
	if in.ConditionExpression != nil && !holds(item, in) {
		return nil, &types.ConditionalCheckFailedException{Item: item}
	}
	if item == nil {
		item = maps.Clone(in.Key)
	}
	update(item, in)
	m.items[k] = item
	out := &dynamodb.UpdateItemOutput{}
	if in.ReturnValues == types.ReturnValueAllNew {
		out.Attributes = maps.Clone(item)
	}
	return out, nil
}

// holds evaluates the conditions that counting uses, joined by AND.
func holds(item table.Item, in *dynamodb.UpdateItemInput) bool {
	for condition := range strings.SplitSeq(*in.ConditionExpression, " AND ") {
		if !holdsOne(item, condition, in) {
			return false
		}
	}
	return true
}

func holdsOne(item table.Item, condition string, in *dynamodb.UpdateItemInput) bool {
	mark := item[in.ExpressionAttributeNames["#m"]]
	size, max := value(item, in.ExpressionAttributeNames["#z"]), value(in.ExpressionAttributeValues, ":zmax")
	switch condition {
	case "(attribute_not_exists(#m) OR #m<:f)":
		was, ok := mark.(*types.AttributeValueMemberB)
		return !ok || bytes.Compare(was.Value,
			in.ExpressionAttributeValues[":f"].(*types.AttributeValueMemberB).Value) < 0
	case "(attribute_not_exists(#z) OR #z<=:zmax)":
		return size == "" || number(size) <= number(max)
	case "attribute_not_exists(#z)":
		return size == ""
	case "#z=:zseen":
		return size == value(in.ExpressionAttributeValues, ":zseen")
	case "attribute_exists(pk)":
		return item != nil
	}
	panic("unknown condition " + condition)
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// TransactWriteItems puts all items or none.
func (m *memoryTable) TransactWriteItems(
	_ context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range in.TransactItems {
		if w.Put.ConditionExpression == nil {
			continue
		}
		there := m.items[keyOf(w.Put.Item)]
		switch *w.Put.ConditionExpression {
		case "attribute_not_exists(pk)":
			if there == nil {
				continue
			}
		case "rebuildId = :before":
			if value(there, "rebuildId") == value(w.Put.ExpressionAttributeValues, ":before") {
				continue
			}
		default:
			panic("unknown condition " + *w.Put.ConditionExpression)
		}
		return nil, &types.TransactionCanceledException{
			CancellationReasons: []types.CancellationReason{{Code: new("ConditionalCheckFailed")}},
		}
	}
	for _, w := range in.TransactItems {
		m.items[keyOf(w.Put.Item)] = maps.Clone(w.Put.Item)
	}
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

func update(item table.Item, in *dynamodb.UpdateItemInput) {
	name := func(s string) string { return cmp.Or(in.ExpressionAttributeNames[s], s) }
	set, add, _ := strings.Cut(strings.TrimPrefix(" "+*in.UpdateExpression, " SET "), "ADD ")
	for term := range strings.SplitSeq(strings.TrimSpace(set), ",") {
		if left, right, ok := strings.Cut(term, "="); ok {
			item[name(left)] = in.ExpressionAttributeValues[right]
		}
	}
	for term := range strings.SplitSeq(add, ",") {
		if left, right, ok := strings.Cut(term, " "); ok {
			item[name(left)] = sum(item[name(left)], in.ExpressionAttributeValues[right])
		}
	}
}

func sum(a, b types.AttributeValue) types.AttributeValue {
	switch b := b.(type) {
	case *types.AttributeValueMemberN:
		total, _ := new(big.Int).SetString(b.Value, 10)
		if a, ok := a.(*types.AttributeValueMemberN); ok {
			n, _ := new(big.Int).SetString(a.Value, 10)
			total.Add(total, n)
		}
		return &types.AttributeValueMemberN{Value: total.String()}
	case *types.AttributeValueMemberSS:
		all := slices.Clone(b.Value)
		if a, ok := a.(*types.AttributeValueMemberSS); ok {
			all = append(all, a.Value...)
		}
		slices.Sort(all)
		return &types.AttributeValueMemberSS{Value: slices.Compact(all)}
	}
	panic(fmt.Sprintf("ADD of a %T", b))
}

func (m *memoryTable) GetItem(
	_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.GetItemOutput, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &dynamodb.GetItemOutput{Item: maps.Clone(m.items[keyOf(in.Key)])}, nil
}

func (m *memoryTable) Query(
	_ context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	from, to := "", "\xff"
	if strings.Contains(*in.KeyConditionExpression, "BETWEEN") {
		from, to = value(in.ExpressionAttributeValues, ":from"), value(in.ExpressionAttributeValues, ":to")
	}
	pk := value(in.ExpressionAttributeValues, ":pk")
	found := m.where(func(k table.Key, _ table.Item) bool { return k.PK == pk && from <= k.SK && k.SK <= to })
	slices.SortFunc(found, func(a, b table.Item) int { return cmp.Compare(keyOf(a).SK, keyOf(b).SK) })
	if in.Limit != nil {
		found = found[:min(len(found), int(*in.Limit))]
	}
	return &dynamodb.QueryOutput{Items: found}, nil
}

// Scan finds what the reader of a day asks for. All of it is in the first segment.
func (m *memoryTable) Scan(
	_ context.Context, in *dynamodb.ScanInput, _ ...func(*dynamodb.Options),
) (*dynamodb.ScanOutput, error) {
	if *in.Segment > 0 {
		return &dynamodb.ScanOutput{}, nil
	}
	v := in.ExpressionAttributeValues
	return &dynamodb.ScanOutput{Items: m.where(func(k table.Key, item table.Item) bool {
		switch {
		case strings.HasPrefix(k.PK, table.PrefixClick):
			id := value(item, table.AttrULID)
			return value(v, ":ibegin") <= id && id < value(v, ":iend")
		case strings.HasPrefix(k.PK, table.PrefixConversion) && strings.HasPrefix(k.SK, table.PrefixEntry):
			at := value(item, table.AttrTime) // of thirteen digits, like the bounds
			return value(v, ":begin") <= at && at < value(v, ":end")
		}
		switch kind, _, _ := strings.Cut(k.PK, "#"); kind + "#" {
		case table.PrefixCount, table.PrefixTotal:
			return value(v, ":day") != "" &&
				(strings.HasPrefix(k.SK, value(v, ":day")) || strings.Contains(k.SK, value(v, ":displaced")))
		case table.PrefixFold, table.PrefixFoldTotal:
			return value(v, ":folded") != "" && strings.HasPrefix(k.SK, value(v, ":folded"))
		}
		return false
	})}, nil
}

func (m *memoryTable) where(wanted func(table.Key, table.Item) bool) []table.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []table.Item
	for k, item := range m.items {
		if wanted(k, item) {
			found = append(found, maps.Clone(item))
		}
	}
	return found
}

// value returns a string or number.
func value(item table.Item, name string) string {
	switch v := item[name].(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	}
	return ""
}
