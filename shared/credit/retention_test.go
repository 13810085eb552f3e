package credit_test

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

// A click earns as long as it is kept, and it makes no difference whether the table has deleted it
// since.
func TestAClickThatHasExpiredIsAsIfItHadNeverBeen(t *testing.T) {
	w := newWorld(t)
	long := noon.Add(-referral.DefaultRetention)
	for _, test := range []struct {
		name    string
		at      time.Time
		deleted bool
		why     referral.Reason
	}{
		{"kept", long.Add(time.Second), false, referral.NamedClick},
		{"expired", long, false, referral.ClickNotKept},
		{"deleted", long.Add(-time.Hour), true, referral.ClickNotKept},
		{"not there yet", long.Add(time.Second), true, referral.ClickNotSeen},
	} {
		t.Run(test.name, func(t *testing.T) {
			id := w.click("abc123", test.at, referral.Hit, false)
			if !test.deleted {
				c := lateClick(id, test.at, "abc123")
				c.Expires = test.at.Add(referral.DefaultRetention)
				w.write(c)
			}
			b := w.report(sale(test.name, id, 500))
			if got := b.Decision.Verdicts[0].Reason; got != test.why {
				t.Errorf("%s; want %s", got, test.why)
			}
			if (b.Credit != nil) != (test.why == referral.NamedClick) {
				t.Errorf("credited %+v", b.Credit)
			}
			waiting, err := w.Awaiting(t.Context(), id)
			if err != nil || (len(waiting) == 1) != (test.why == referral.ClickNotSeen) {
				t.Errorf("%d conversions wait, %v", len(waiting), err)
			}
		})
	}
}

// What an earlier conversion of the customer came from is kept with the customer.
func TestACustomersHistoryOutlivesTheClick(t *testing.T) {
	w := newWorld(t)
	id := w.click("abc123", noon, referral.Hit, false)
	c := lateClick(id, noon, "abc123")
	c.Expires = noon.Add(referral.DefaultRetention)
	w.write(c)
	w.report(lead("lead", id))
	w.after(referral.DefaultRetention)
	next := sale("order-1", id, 500)
	next.Customer = "c-7"
	if b := w.report(next); b.Credit == nil || b.Credit.Partner != "abc123" {
		t.Errorf("credited %+v because %+v", b.Credit, b.Decision.Verdicts)
	}
}
