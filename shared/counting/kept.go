package counting

import (
	"context"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// kept finds out whether the clicks of a day are all still there. Counters stay when clicks expire,
// so from then on they can neither be compared with clicks nor be made from them.
//
// How long clicks are kept may have been changed since, so the clicks that are left are asked. A
// day that has counted clicks but has none has lost them. What this does not find is that the
// morning's clicks are gone on the day on which ClickRetentionDays was raised.
type kept struct {
	view    *View
	day     referral.Day
	now     time.Time
	surely  bool // none can have expired, so nothing has to be looked at
	left    bool // there are clicks
	expired bool // so have clicks of midnight
}

func newKept(view *View, day referral.Day, now time.Time) *kept {
	return &kept{view: view, day: day, now: now, surely: referral.SurelyKept(day, now)}
}

// see looks at an event of the day.
func (k *kept) see(item table.Item) {
	if k.surely || !table.IsClick(table.KeyOf(item)) {
		return
	}
	if c, err := table.ReadClick(item); err == nil {
		k.seeClick(c)
	}
}

// seeClick notes whether a click of midnight, if it was kept as long as c, has expired.
func (k *kept) seeClick(c referral.Click) {
	k.left = true
	if !c.Expires.IsZero() && !k.now.Before(k.day.Time().Add(c.Expires.Sub(c.At))) {
		k.expired = true
	}
}

// check returns a Conflict error if clicks of the day are gone, once all of its events were seen.
func (k *kept) check(ctx context.Context) error {
	gone := k.expired
	if !gone && !k.surely && !k.left {
		var err error
		if gone, err = k.counted(ctx); err != nil {
			return err
		}
	}
	if !gone {
		return nil
	}
	return referral.Conflictf("clicks of %s have expired: its counters stay as they are, and can neither "+
		"be compared with its clicks nor be made from them", k.day)
}

// counted reports whether there were clicks.
func (k *kept) counted(ctx context.Context) (bool, error) {
	for l, err := range k.view.Partners(ctx, nil) {
		if err != nil || l.Counts.Hits+l.Counts.Bots+l.Counts.Prefetches > 0 {
			return true, err
		}
	}
	return false, nil
}
