// Package reconcile recomputes a day from its events and compares it with its counters, to the unit.
//
// Clicks and ledger entries are the truth and counters are their sum, so the two are equal once the stream is counted. What is written while the day is read
// can make them look different, so a difference is reported only if it is there twice and nothing about it has moved
// between two readings; the rest is pending.
package reconcile
