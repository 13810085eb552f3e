package table

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// auditRecord is the item of one change. Before and After are as auditFields returns them; records
// of earlier releases hold the attributes of the thing as they were in the table.
type auditRecord struct {
	PK      string         `dynamodbav:"pk"`
	SK      string         `dynamodbav:"sk"`
	By      string         `dynamodbav:"by"`
	At      time.Time      `dynamodbav:"at"`
	Action  string         `dynamodbav:"action"`
	Version int            `dynamodbav:"version"`
	Reason  string         `dynamodbav:"reason,omitempty"`
	Before  map[string]any `dynamodbav:"before,omitempty"`
	After   map[string]any `dynamodbav:"after,omitempty"`
}

// auditItem notes that by turned the item before, nil if it did not exist, into after. It holds
// only what the change touched.
func auditItem(entity, code, action string, before, after Item, by referral.Stamp, version int) Item {
	k := auditKey(entity, code, by.ID)
	return marshal(auditRecord{
		PK:      k.PK,
		SK:      k.SK,
		By:      by.By,
		At:      by.At.UTC(),
		Action:  action,
		Version: version,
		Reason:  by.Reason,
		Before:  auditFields(entity, valuesIn(changedFrom(before, after))),
		After:   auditFields(entity, valuesIn(changedFrom(after, before))),
	})
}

// changedFrom returns the attributes of item that other does not have, or has otherwise.
func changedFrom(item, other Item) Item {
	changed := Item{}
	for name, value := range item {
		if !reflect.DeepEqual(value, other[name]) {
			changed[name] = value
		}
	}
	return changed
}

// auditPut is the write that notes a change, for the transaction that makes it. Its condition is
// all that keeps a note from being replaced: rights forbid changing and deleting notes
// (AuditIsForEver in template.yaml), but cannot tell a put that replaces an item from one that
// does not.
func (t *Table) auditPut(note Item) types.TransactWriteItem { return t.putNew(note) }

// Changes lists up to limit changes of one thing, the newest first.
func (t *Table) Changes(
	ctx context.Context, entity, code string, limit int, after string,
) ([]referral.Change, string, error) {
	in := t.query(auditKey(entity, code, "").PK, "")
	in.ScanIndexForward = new(false)
	if after != "" {
		in.ExclusiveStartKey = auditKey(entity, code, after).Attributes()
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("read the audit: %w", err)
	}
	changes, err := valuesOf(items, func(r auditRecord) referral.Change { return r.change(entity, code) })
	if err != nil || !more {
		return changes, "", err
	}
	return changes, changes[len(changes)-1].ID, nil
}

func (r auditRecord) change(entity, code string) referral.Change {
	return referral.Change{
		Stamp:   referral.Stamp{By: r.By, At: r.At, ID: r.SK, Reason: r.Reason},
		Entity:  entity,
		Code:    code,
		Action:  auditAction(entity, r.Action),
		Version: r.Version,
		Before:  auditFields(entity, r.Before),
		After:   auditFields(entity, r.After),
	}
}
