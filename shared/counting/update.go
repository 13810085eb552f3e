package counting

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/table"
)

// markPrefix begins the names of marks. The rest is 48 bits of a hash of the shard's id, which has
// some 50 characters.
const markPrefix = "~"

func markName(shard string) string {
	sum := sha256.Sum256([]byte(shard))
	return markPrefix + base64.RawURLEncoding.EncodeToString(sum[:6])
}

// update is an UpdateItem of a row that is being put together.
type update struct {
	names      map[string]string
	values     table.Item
	sets, adds []byte
	conditions []string
}

func newUpdate(sums int) update {
	return update{
		names: make(map[string]string, sums+2), values: make(table.Item, sums+4),
		adds: make([]byte, 0, 10*sums+8),
	}
}

// updateOf returns the update that writes s, if mark is before its first record, and if the row
// may grow as it does.
func updateOf(s step, seen look, bounds sizes, mark string) update {
	u := newUpdate(len(s.sums))
	if len(s.sums) > 0 {
		u.moveMark(mark, s.from, s.to)
	}
	n := 0
	for name, sum := range s.sums {
		u.add(placeholders[n], name, sum)
		n++
	}
	switch grown := s.grown.all(); {
	case s.seals:
		u.seal(seen)
	case s.blind:
		u.grow(grown, bounds.visits/2)
	case grown > 0:
		u.grow(grown, maxRow-grown)
	}
	return u
}

// placeholder stands for the name of an attribute in an expression, and for its value.
type placeholder struct{ name, value, term string }

// placeholders are made once: every update needs many.
var placeholders = func() (made [maxNames]placeholder) {
	for i := range made {
		n := strconv.Itoa(i)
		made[i] = placeholder{"#" + n, ":" + n, "#" + n + " :" + n}
	}
	return made
}()

func (u *update) add(p placeholder, name string, n int64) {
	u.names[p.name], u.values[p.value] = name, table.Num(n)
	if len(u.adds) > 0 {
		u.adds = append(u.adds, ',')
	}
	u.adds = append(u.adds, p.term...)
}

func (u *update) set(term string) {
	if len(u.sets) > 0 {
		u.sets = append(u.sets, ',')
	}
	u.sets = append(u.sets, term...)
}

// moveMark moves the mark of a shard, on the condition that it is before from.
func (u *update) moveMark(mark string, from, to Sequence) {
	u.names["#m"], u.values[":f"], u.values[":t"] = mark, from.binary(), to.binary()
	u.set("#m=:t")
	u.conditions = append(u.conditions, "(attribute_not_exists(#m) OR #m<:f)")
}

// liveFor is how many days after its log day a row is kept at least: long enough for whoever folds
// rows to be repaired. Until then it may be read besides what it was folded into.
const liveFor = 100

// expiryOf returns when the row at k expires, in seconds since 1970. It goes by the key alone, so
// that all who write the row agree.
func expiryOf(k table.Key) types.AttributeValue {
	return table.Num(table.LogDayOf(k).Add(liveFor + 1).Time().Unix())
}

// expire lets the row at k expire, which the update may be making.
func (u *update) expire(k table.Key) {
	u.names["#e"], u.values[":e"] = table.AttrExpires, expiryOf(k)
	u.set("#e=:e")
}

// grow adds to the row's size, on the condition that it has at most so many bytes.
func (u *update) grow(by, most int) {
	u.values[":zmax"] = table.Num(int64(most))
	u.add(placeholder{"#z", ":z", "#z :z"}, sizeAttr, int64(by))
	u.conditions = append(u.conditions, "(attribute_not_exists(#z) OR #z<=:zmax)")
}

// seal makes the row one that takes no new names, on the condition that it has got none since it
// was seen.
func (u *update) seal(seen look) {
	u.names["#z"], u.values[":z"] = sizeAttr, table.Num(sealedSize)
	u.set("#z=:z")
	if seen.size == 0 {
		u.conditions = append(u.conditions, "attribute_not_exists(#z)")
		return
	}
	u.values[":zseen"] = table.Num(seen.size)
	u.conditions = append(u.conditions, "#z=:zseen")
}

func (u *update) expression() string {
	expression := make([]byte, 0, len(u.sets)+len(u.adds)+10)
	if len(u.sets) > 0 {
		expression = append(append(expression, "SET "...), u.sets...)
	}
	if len(u.adds) > 0 {
		expression = append(append(expression, " ADD "...), u.adds...)
	}
	return string(expression)
}

// write writes u to the row at k. It returns the row if isNew says that it may have got names;
// otherwise what is known about the row stays as it was.
func (c *Counters) write(ctx context.Context, k table.Key, u update, isNew bool) (table.Item, error) {
	in := &dynamodb.UpdateItemInput{
		TableName:                           new(c.table.Name()),
		Key:                                 k.Attributes(),
		UpdateExpression:                    new(u.expression()),
		ConditionExpression:                 new(strings.Join(u.conditions, " AND ")),
		ExpressionAttributeNames:            u.names,
		ExpressionAttributeValues:           u.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	if isNew {
		in.ReturnValues = types.ReturnValueAllNew
	}
	out, err := c.table.Client().UpdateItem(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Attributes, nil
}
