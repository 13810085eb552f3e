package counting

import (
	"context"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/table"
)

// An update has at most maxNames numbers: an expression may be 4 KB long, and `#nnn :nnn,` are ten characters.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
const maxNames = 300

// Every update of a row costs a write unit for each kilobyte that the row has. So a row may have smallRow bytes, or, if that is more, a
// kilobyte for each eventsPerKilobyte events of the update: what its detail costs then is less than a hundredth of what its clicks cost.
const (
	smallRow          = 2 << 10
	largeRow          = 8 << 10
	eventsPerKilobyte = 128
)

// step is one update of a row: the numbers to add, by name.
type step struct {
	length      int // how many increments it covers
	from, to    Sequence
	sums        map[string]int64
	newNames    bool // it adds names that the row was not known to have
	blind       bool // the row was not known at all
	crowds      bool // the row outgrows half its size by this update
	grownBySize int
}

// plan puts the first of increments into one update, as many as fit.
func (r rowLook) plan(increments []Increment) step {
	s := step{sums: make(map[string]int64, min(len(increments), maxNames)), blind: r.names == nil, from: increments[0].Record}
	limit := rowLimit(len(increments))
	for i := 0; i < len(increments); {
		// A record may have several increments, which belong together.
		end := i + 1
		for end < len(increments) && increments[end].Record == increments[i].Record {
			end++
		}
		if i > 0 && s.isFull(limit, end-i) {
			break
		}
		for ; i < end; i++ {
			r.add(&s, increments[i], limit)
		}
		s.length, s.to = end, increments[end-1].Record
	}
	s.crowds = r.size+s.grownBySize > limit/2
	return s
}

func rowLimit(events int) int {
	return min(max(smallRow, events/eventsPerKilobyte<<10), largeRow)
}

// isFull tells whether a step can't take more numbers. What is written blind fills at most half a row, so that the
// row stays within its limit whatever it had.
func (s *step) isFull(limit, more int) bool {
	return len(s.sums)+more > maxNames || s.blind && s.grownBySize > limit/2
}

// add puts one increment into s under its name or, if the row has no room for it, under a folded one.
func (r rowLook) add(s *step, inc Increment, limit int) {
	name := inc.Name
	for fold, room := range [...]int{limit * 3 / 4, limit - 128} {
		if r.has(name, s) || s.blind || r.size+s.grownBySize+counterSize(name) <= room {
			break
		}
		if fold == 0 {
			name = foldReferrer(inc.Name)
		} else {
			name = foldVisitor(inc.Name)
		}
	}
	if !r.has(name, s) {
		s.newNames = true
		s.grownBySize += counterSize(name)
	}
	s.sums[name] += inc.By
}

func (r rowLook) has(name string, s *step) bool {
	if _, ok := r.names[name]; ok {
		return true
	}
	_, ok := s.sums[name]
	return ok
}

// addToRow writes s, if mark is before the first record of s. It returns the row if s adds names to it; else what is known
// about the row stays as it was.
func (c *Counters) addToRow(ctx context.Context, k table.Key, mark string, s step) (table.Item, error) {
	names := make(map[string]string, len(s.sums)+2)
	values := make(table.Item, len(s.sums)+3)
	names["#m"], values[":m"], values[":f"] = mark, s.to.binary(), s.from.binary()
	update := append(make([]byte, 0, 32+10*len(s.sums)), "SET #m=:m"...)
	condition := "(attribute_not_exists(#m) OR #m<:f)"
	if s.crowds {
		names["#c"], values[":c"] = CrowdedAttr, &types.AttributeValueMemberBOOL{Value: true}
		update = append(update, ",#c=:c"...)
	}
	if s.blind {
		names["#c"] = CrowdedAttr
		condition += " AND attribute_not_exists(#c)"
	}
	separator := " ADD "
	for name, sum := range s.sums {
		n := strconv.Itoa(len(values))
		names["#"+n], values[":"+n] = name, table.Num(sum)
		update = append(update, separator+"#"+n+" :"+n...)
		separator = ","
	}
	in := &dynamodb.UpdateItemInput{TableName: new(c.table.Name()), Key: k.Attributes(), UpdateExpression: new(string(update)), ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}
	if s.newNames {
		in.ReturnValues = types.ReturnValueAllNew
	}
	out, err := c.table.Client().UpdateItem(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Attributes, nil
}

// counterSize is at least what a number of the row takes, in bytes: its name, and a number of up to six digits.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func counterSize(name string) int { return len(name) + 4 }

func markSize(name string) int { return len(name) + len(Sequence{}) }

func isMark(name string) bool { return strings.HasPrefix(name, markPrefix) }
