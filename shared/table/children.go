package table

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

// Children lists up to limit partners whom parent recruited, in the order of their codes. It reads
// the index.
func (t *Table) Children(
	ctx context.Context, parent referral.Code, after string, limit int,
) ([]referral.Partner, string, error) {
	in := t.queryIndex(childrenKey(parent, "").PK, "")
	if after != "" {
		child := referral.Code(after)
		in.ExclusiveStartKey = withIndex(partnerKey(child), childrenKey(parent, child))
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list children: %w", err)
	}
	children, err := valuesOf(items, partnerRecord.partner)
	if err != nil || !more {
		return children, "", err
	}
	return children, string(children[len(children)-1].Code), nil
}
