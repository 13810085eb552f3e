// Package counting turns deliveries of the table's stream into counters: Decode reads a delivery and Sum adds it up, both pure; a Counter
// answers for a delivery as a Lambda.
//
// Two kinds of record are events: the insertion of a click and the insertion of a ledger entry. All others are passed over. An event counts for its
// partner, website and ad and, once more, in the totals of its website.
package counting
