package counting

import (
	"context"
	"fmt"
	"strings"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// displaced says which partners, "" for nobody, and which websites have displaced rows that may not
// be folded yet. Whoever is not among them has no rows of a day but those with that log day.
type displaced struct {
	partners, websites map[referral.Code]bool
}

func (d displaced) has(whose table.Counter) bool {
	if whose.Total {
		return d.websites[whose.Cell.Website]
	}
	return d.partners[whose.Cell.Partner]
}

// displacedRows reads that once.
func (v *View) displacedRows(ctx context.Context) (displaced, error) {
	v.displacedOnce.Do(func() { v.displaced, v.displacedErr = v.readDisplaced(ctx) })
	return v.displaced, v.displacedErr
}

func (v *View) readDisplaced(ctx context.Context) (displaced, error) {
	d := displaced{map[referral.Code]bool{}, map[referral.Code]bool{}}
	after := string(v.through) + afterDay
	_, err := v.each(ctx, []keyRange{{table.PartitionDisplaced, after, endOfTimes}}, true,
		func(item table.Item) (bool, error) {
			found := d.partners
			if strings.HasSuffix(table.KeyOf(item).SK, table.DisplacedTotals) {
				found = d.websites
			}
			for _, code := range codesOf(item[activePartners]) {
				if code == table.Uncredited {
					code = ""
				}
				found[code] = true
			}
			return true, nil
		})
	if err != nil {
		return displaced{}, fmt.Errorf("read who has displaced rows: %w", err)
	}
	return d, nil
}
