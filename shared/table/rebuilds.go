package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// Rebuild says which rows of a day's counters count since they were rebuilt: those that the rebuild
// wrote, and those of events that were written after Until.
type Rebuild struct {
	ID    string // a ULID
	Until int64  // seconds since 1970
}

type rebuildRecord struct {
	PK      string `dynamodbav:"pk"`
	SK      string `dynamodbav:"sk"`
	Rebuild string `dynamodbav:"rebuildId"`
	Until   int64  `dynamodbav:"untilSecond"`
}

// Rebuilds returns the last rebuild of each day from from to to that was rebuilt.
func (t *Table) Rebuilds(ctx context.Context, from, to referral.Day) (map[referral.Day]Rebuild, error) {
	rebuilds := map[referral.Day]Rebuild{}
	if to < from {
		return rebuilds, nil
	}
	in := t.query(rebuildKey("").PK, "")
	*in.KeyConditionExpression += " AND sk BETWEEN :from AND :to"
	in.ExpressionAttributeValues[":from"] = Str(string(from))
	in.ExpressionAttributeValues[":to"] = Str(string(to))
	items, err := t.collectAll(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("read the rebuilt days: %w", err)
	}
	for _, item := range items {
		var r rebuildRecord
		if err := attributevalue.UnmarshalMap(item, &r); err != nil {
			return nil, fmt.Errorf("read the rebuilt days: %w", err)
		}
		rebuilds[referral.Day(r.SK)] = Rebuild{ID: r.Rebuild, Until: r.Until}
	}
	return rebuilds, nil
}

// FinishRebuild makes what a rebuild wrote count, and notes in the audit who did it, with numbers
// that say what it came to. before is the last rebuild of the day that the caller knew, zero for
// none; if there was another, that is a Conflict error.
func (t *Table) FinishRebuild(
	ctx context.Context, day referral.Day, before, after Rebuild, by referral.Stamp, numbers map[string]int,
) error {
	k, note := rebuildKey(day), Item{}
	for name, n := range numbers {
		note[name] = Num(int64(n))
	}
	put := t.putNew(marshal(rebuildRecord{PK: k.PK, SK: k.SK, Rebuild: after.ID, Until: after.Until}))
	if before.ID != "" {
		put.Put.ConditionExpression = new("rebuildId = :before")
		put.Put.ExpressionAttributeValues = Item{":before": Str(before.ID)}
	}
	audit := t.auditPut(auditItem("day", string(day), referral.ActionRebuild, nil, note, by, 0))
	err := t.transact(ctx, put, audit)
	if anyConditionFailed(err) {
		return referral.Conflictf("somebody else has rebuilt %s in the meantime", day)
	}
	if err != nil {
		return fmt.Errorf("finish the rebuild: %w", err)
	}
	return nil
}
