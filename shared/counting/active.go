package counting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// activePartners is the attribute with the partners of a month that an item holds: a string set.
const activePartners = "partners"

// ActivePartners returns, sorted, the partners for which anything was counted in the months of the
// days from to to. Visits that nobody is credited for are no partner's: they are what Counts has
// for partner "".
func (r *Reader) ActivePartners(ctx context.Context, from, to referral.Day) ([]referral.Code, error) {
	var partners []referral.Code
	for month := range monthsOf(from, to) {
		paging := dynamodb.NewQueryPaginator(r.table.Client(), &dynamodb.QueryInput{
			TableName:                 new(r.table.Name()),
			KeyConditionExpression:    new("pk = :pk"),
			ExpressionAttributeValues: table.Item{":pk": table.Str(table.PrefixActive + month)},
		})
		for paging.HasMorePages() {
			page, err := paging.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("read active partners: %w", err)
			}
			for _, item := range page.Items {
				partners = append(partners, codesOf(item[activePartners])...)
			}
		}
	}
	slices.Sort(partners)
	return slices.Compact(partners), nil
}

// monthsOf yields the months, YYYY-MM, in which the days from to to are.
func monthsOf(from, to referral.Day) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		first := from.Time().AddDate(0, 0, 1-from.Time().Day())
		for ; !first.After(to.Time()); first = first.AddDate(0, 1, 0) {
			if !yield(referral.DayOf(first).Month()) {
				return
			}
		}
	}
}

func codesOf(value types.AttributeValue) []referral.Code {
	set, ok := value.(*types.AttributeValueMemberSS)
	if !ok {
		return nil
	}
	codes := make([]referral.Code, len(set.Value))
	for i, code := range set.Value {
		codes[i] = referral.Code(code)
	}
	return codes
}

// noteActive notes that the partners of rows were active, unless that is known to be noted. It may
// be done twice, so it needs no mark; it is done before anything is counted, so that no counter is
// overlooked.
func (c *Counters) noteActive(ctx context.Context, rows []RowBatch) error {
	for k, partners := range c.active.unknown(activeIn(rows)) {
		out, err := c.table.Client().UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName:                 new(c.table.Name()),
			Key:                       k.Attributes(),
			UpdateExpression:          new("ADD " + activePartners + " :p"),
			ExpressionAttributeValues: table.Item{":p": &types.AttributeValueMemberSS{Value: partners}},
			ReturnValues:              types.ReturnValueAllNew,
		})
		if err != nil {
			return fmt.Errorf("note active partners: %w", err)
		}
		noted, _ := out.Attributes[activePartners].(*types.AttributeValueMemberSS)
		if noted != nil {
			c.active.learn(k, noted.Value)
		}
	}
	return nil
}

// activeIn returns the partners that rows count for, by the key under which that is noted: in the
// months of their events and, so that all that has to be folded is found, of their log days. What
// has displaced rows, be it a partner, nobody, or a website, is noted with the log day too.
func activeIn(rows []RowBatch) map[table.Key]map[string]struct{} {
	active := map[table.Key]map[string]struct{}{}
	note := func(k table.Key, code string) {
		if active[k] == nil {
			active[k] = map[string]struct{}{}
		}
		active[k][code] = struct{}{}
	}
	for _, row := range rows {
		c, err := table.ParseCounter(row.Key)
		if err != nil {
			continue // nobody makes such keys
		}
		_, code, _ := strings.Cut(row.Key.PK, "#")
		if c.Displaced() {
			note(table.DisplacedKey(c), code)
		}
		if partner := c.Cell.Partner; partner != "" {
			note(table.ActiveKey(c.Cell.Hour.Day().Month(), partner), code)
			note(table.ActiveKey(c.Row.Log.Month(), partner), code)
		}
	}
	return active
}

// FirstUncredited returns the log day of the first row of visits that nobody is credited for, "" if
// there is none.
func (r *Reader) FirstUncredited(ctx context.Context) (referral.Day, error) {
	out, err := r.table.Client().Query(ctx, &dynamodb.QueryInput{
		TableName:                 new(r.table.Name()),
		KeyConditionExpression:    new("pk = :pk"),
		ExpressionAttributeValues: table.Item{":pk": table.Str(table.PartitionOf(table.Counter{}))},
		Limit:                     new(int32(1)),
	})
	if err != nil {
		return "", fmt.Errorf("read the first row: %w", err)
	}
	if len(out.Items) == 0 {
		return "", nil
	}
	return table.LogDayOf(table.KeyOf(out.Items[0])), nil
}
