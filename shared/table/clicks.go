package table

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

// WriteFirst writes c as the first click of its visit unless there is one. It tells whether this
// very click is the first, be it written now or by an attempt whose answer was lost. It takes one
// write unit.
func (t *Table) WriteFirst(ctx context.Context, c referral.Click) (first bool, err error) {
	c.Unique = true
	there, err := t.putOnce(ctx, ClickItem(c))
	if err != nil {
		return false, err
	}
	return there == nil || Text(there, AttrULID) == c.ID.ULID(), nil
}

// WriteRepeat writes c under its own id. If it is there already, nothing changes. It takes one
// write unit.
func (t *Table) WriteRepeat(ctx context.Context, c referral.Click) error {
	c.Unique = false
	_, err := t.putOnce(ctx, ClickItem(c))
	return err
}

// Click reads a click; an unknown one is a NotFound error. One that has expired may still be there.
func (t *Table) Click(ctx context.Context, id referral.ClickID) (referral.Click, error) {
	items, err := t.getTogether(ctx, []Key{clickKey(id, true), clickKey(id, false)}, true)
	if err != nil {
		return referral.Click{}, fmt.Errorf("read a click: %w", err)
	}
	for _, item := range items {
		if Text(item, AttrULID) != id.ULID() {
			continue
		}
		click, err := ReadClick(item)
		if err != nil {
			return referral.Click{}, fmt.Errorf("read a click: %w", err)
		}
		click.ID = id
		return click, nil
	}
	return referral.Click{}, referral.NotFoundf("no such click")
}
