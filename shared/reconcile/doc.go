// Package reconcile adds up a day's events again and compares the sums with the day's counters, to
// the unit.
//
// Clicks and ledger entries are the truth and counters are their sum, so the two are equal once the
// stream has been counted. What is written while the day is read can make them look different.
// Therefore the day is read twice, and only what differs in the same way both times is reported as
// a difference. The rest is pending.
package reconcile
