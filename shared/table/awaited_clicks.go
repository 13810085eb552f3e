package table

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Awaiting returns the conversions that name the click and were booked before it was there: their
// Merchant and ExternalID, nothing else.
func (t *Table) Awaiting(ctx context.Context, id referral.ClickID) ([]referral.Conversion, error) {
	in := t.query(pendingKey(id, referral.Conversion{}).PK, "")
	in.FilterExpression = new(notRetired)
	items, err := t.collectAll(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("read what awaits a click: %w", err)
	}
	var waiting []referral.Conversion
	for _, item := range items {
		merchant, externalID, _ := strings.Cut(Text(item, AttrSK), "#")
		waiting = append(waiting, referral.Conversion{
			Merchant:   referral.Code(merchant),
			ExternalID: externalID,
		})
	}
	return waiting, nil
}

// await notes that c waits for a click, on the condition that the click is still not there: neither
// under its own id nor as the first of its visit. Nothing but its arrival takes the note away.
func (t *Table) await(id referral.ClickID, c referral.Conversion) []types.TransactWriteItem {
	return []types.TransactWriteItem{
		t.put(pendingKey(id, c).Attributes()),
		{ConditionCheck: &types.ConditionCheck{
			TableName:           &t.name,
			Key:                 clickKey(id, false).Attributes(),
			ConditionExpression: new(notThere),
		}},
		{ConditionCheck: &types.ConditionCheck{
			TableName:                 &t.name,
			Key:                       clickKey(id, true).Attributes(),
			ConditionExpression:       new(notThere + " OR " + AttrULID + " <> :ulid"),
			ExpressionAttributeValues: Item{":ulid": Str(id.ULID())},
		}},
	}
}
