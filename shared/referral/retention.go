package referral

import "time"

// Bounds of how many days a click is kept: template.yaml has them too, for ClickRetentionDays.
const (
	MinRetentionDays = 30
	MaxRetentionDays = maxAttributionDays
)

// DefaultRetention is how long a click is kept if nothing says how long.
const DefaultRetention = 400 * day

const day = 24 * time.Hour

// Retention returns how long clicks are kept that are kept for so many days, within the bounds.
func Retention(days int) time.Duration {
	return time.Duration(min(max(days, MinRetentionDays), MaxRetentionDays)) * day
}

// Expired reports whether c is as if it had never been. The table deletes it some time later, or
// never.
func (c Click) Expired(now time.Time) bool {
	return !c.Expires.IsZero() && !now.Before(c.Expires)
}

// SurelyKept reports whether none of the clicks of a day can have expired yet, however long each
// is kept.
func SurelyKept(of Day, now time.Time) bool {
	return now.Before(of.Time().Add(MinRetentionDays * day))
}
