package table

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

type auditRecord struct {
	PK      string         `dynamodbav:"pk"`
	SK      string         `dynamodbav:"sk"`
	By      string         `dynamodbav:"by"`
	At      time.Time      `dynamodbav:"at"`
	Action  string         `dynamodbav:"action"`
	Version int            `dynamodbav:"version"`
	Before  map[string]any `dynamodbav:"before,omitempty"`
	After   map[string]any `dynamodbav:"after,omitempty"`
}

// unaudited are the attributes that say nothing about the thing itself, and secrets.
var unaudited = map[string]bool{
	AttrPK: true, AttrSK: true, attrGSIPK: true, attrGSISK: true, "version": true, "hash": true, "secret": true,
}

// auditItem notes that by turned the item before (nil: it did not exist) into after. It holds only
// what the change touched.
func auditItem(entity, code, action string, before, after Item, by referral.Stamp, version int) Item {
	k := auditKey(entity, code, by.ID)
	item := marshal(auditRecord{PK: k.PK, SK: k.SK, By: by.By, At: by.At.UTC(), Action: action, Version: version})
	if was := changedFrom(before, after); len(was) > 0 {
		item["before"] = &types.AttributeValueMemberM{Value: was}
	}
	if is := changedFrom(after, before); len(is) > 0 {
		item["after"] = &types.AttributeValueMemberM{Value: is}
	}
	return item
}

// changedFrom returns the attributes of item that other does not have alike.
func changedFrom(item, other Item) Item {
	changed := Item{}
	for name, value := range item {
		if !unaudited[name] && !reflect.DeepEqual(value, other[name]) {
			changed[name] = value
		}
	}
	return changed
}

// auditPut is the write that notes a change, for the transaction that makes it. It never replaces a
// note.
func (t *Table) auditPut(item Item) types.TransactWriteItem { return t.putNew(item) }

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
	changes, err := valuesOf(items, func(r auditRecord) referral.Change {
		return referral.Change{
			Stamp:   referral.Stamp{By: r.By, At: r.At, ID: r.SK},
			Entity:  entity,
			Code:    code,
			Action:  r.Action,
			Version: r.Version,
			Before:  r.Before,
			After:   r.After,
		}
	})
	if err != nil || !more {
		return changes, "", err
	}
	return changes, changes[len(changes)-1].ID, nil
}
